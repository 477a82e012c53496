"""Text from Plex shows as itself."""

from __future__ import annotations

import pytest

from recommenderr.dashboard import escape


@pytest.mark.parametrize("mark", list("\\`*_{}[]()<>#+-.!|~$:&^=@/"))
def test_no_mark_of_markdown_works(mark: str) -> None:
    assert escape.plain(f"a{mark}b") == f"a\\{mark}b"


def test_no_arrow_is_drawn() -> None:
    assert escape.plain("<->").replace("\\", "") == "<\u2060-\u2060>"
    assert escape.plain("a--b").replace("\\", "") == "a-\u2060-b"


def test_line_breaks_make_no_paragraph() -> None:
    assert escape.plain("one\n\n    two") == "one two"
