"""The tables of Status, Experiments and History: what they escape, and what a screen reader is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recommenderr.dashboard.components import status_parts, table
from recommenderr.dashboard.components.history_parts import percent
from recommenderr.household.health import Finding
from recommenderr.household.status import ShownSetting
from tests.factories.hostile_household import HOSTILE

TABLES: tuple[Callable[[str], str], ...] = (
    lambda text: table.table(text, [text], [[text]], [text]),
    lambda text: status_parts.findings([Finding(text, False, text)]),
    lambda text: status_parts.settings([ShownSetting(text, text, text, text)]),
    lambda text: status_parts.log_lines([text]),
    lambda text: status_parts.tiles({text: text}),
    lambda text: status_parts.notice(text),
)


@pytest.mark.parametrize("made", TABLES)
@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_shown_as_it_is_written(made: Callable[[str], str], text: str) -> None:
    markup = made(text)
    assert "<script" not in markup and "<img" not in markup
    assert 'data-label=""' not in markup


def test_a_table_says_its_columns_to_who_sees_only_one_cell() -> None:
    markup = table.table("People", ("Name", "Plays"), [("Ana", "3")], ("Plays",))
    assert '<caption class="rr-hidden">People</caption>' in markup
    assert '<td data-label="Name">Ana</td><td data-label="Plays" class="rr-number">3</td>' in markup


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.1234, "12.3 %"),
        (-0.05, "-5.0 %"),
        (0.0, "0.0 %"),
        (0.0004, "< 0.1 %"),
        (-0.0004, "> -0.1 %"),
        (1.0, "100.0 %"),
    ],
)
def test_shares_in_words(share: float, text: str) -> None:
    assert percent(share) == text
