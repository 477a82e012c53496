"""The tables and lists of the Status page: no text is more than text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recommenderr.dashboard.components import blocks, status_tables
from recommenderr.household.health import Finding
from recommenderr.household.status import ShownSetting
from tests.factories.hostile_household import HOSTILE

TABLES: tuple[Callable[[str], str], ...] = (
    lambda text: blocks.table(text, [text], [[text]], [text]),
    lambda text: status_tables.findings([Finding(text, False, text)]),
    lambda text: status_tables.settings([ShownSetting(text, text, text, text)]),
    lambda text: status_tables.log_lines([text]),
    lambda text: status_tables.number_tiles({text: text}),
    lambda text: blocks.notice(text),
)


@pytest.mark.parametrize("made", TABLES)
@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_as_it_is_written(made: Callable[[str], str], text: str) -> None:
    markup = made(text)
    assert "<script" not in markup and "<img" not in markup
    assert 'data-label=""' not in markup
