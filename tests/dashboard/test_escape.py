"""Text from Plex shows as itself."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.dashboard import escape


class Reader(HTMLParser):
    """Collects tags and text as a browser would take them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@given(st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])))
def test_html_keeps_every_letter_and_lets_no_tag_through(words: str) -> None:
    found = read(f"<p>{escape.html(words)}</p>")
    assert found.tags == ["p"]
    assert found.words == words


def test_html_closes_no_attribute() -> None:
    assert escape.html("\"' onload=") == "&quot;&#x27; onload="


@pytest.mark.parametrize("mark", list("\\`*_{}[]()<>#+-.!|~$:&^=@/"))
def test_no_mark_of_markdown_works(mark: str) -> None:
    assert escape.plain(f"a{mark}b") == f"a\\{mark}b"


def test_no_arrow_is_drawn() -> None:
    assert escape.plain("<->").replace("\\", "") == "<\u2060-\u2060>"
    assert escape.plain("a--b").replace("\\", "") == "a-\u2060-b"


def test_line_breaks_make_no_paragraph() -> None:
    assert escape.plain("one\n\n    two") == "one two"


def test_a_sentence_sets_code_and_nothing_else() -> None:
    assert escape.sentence("Run `x <y>` <b>") == "Run <code>x &lt;y&gt;</code> &lt;b&gt;"


@pytest.mark.parametrize(
    ("minutes", "words"), [(None, ""), (47, "47 min"), (60, "1 h"), (107.4, "1 h 47 min"), (119.6, "2 h")]
)
def test_a_runtime_in_words(minutes: float | None, words: str) -> None:
    assert escape.runtime(minutes) == words


@given(st.text(alphabet="</->]!ab\"'"))
def test_an_attribute_keeps_its_letters_and_holds_nothing_that_is_cleaned_away(words: str) -> None:
    found = escape.attribute(words)
    assert escape.html(words) == found.replace("\u2060", "")
    assert not any(mark in found for mark in ("&lt;/", "-&gt;", "!&gt;", "]&gt;"))
