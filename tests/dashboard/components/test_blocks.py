"""Headings, sentences and tables that every page uses."""

from __future__ import annotations

import pytest

from recommenderr.dashboard.components import blocks
from recommenderr.dashboard.components.blocks import table
from tests.dashboard.html_reader import read
from tests.factories.hostile_household import HOSTILE


def test_a_table_says_its_columns_to_who_sees_only_one_cell() -> None:
    markup = table("People", ("Name", "Plays"), [("Ana", "3")], ("Plays",))
    assert '<caption class="rr-hidden">People</caption>' in markup
    assert '<td data-label="Name">Ana</td><td data-label="Plays" class="rr-number">3</td>' in markup


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="shorter"):
        table("People", ("Name", "Plays"), [("Ana",)])


@pytest.mark.parametrize("text", HOSTILE)
def test_headings_and_sentences_are_text(text: str) -> None:
    page = read(
        blocks.page_title(text, text)
        + blocks.section(text, text)
        + blocks.subsection(text)
        + blocks.sidebar_heading(text)
        + blocks.paragraph(text)
        + blocks.empty_state(text, text)
    )
    assert page.tags == ["h1", "p", "h2", "p", "h3", "h2", "p", "div", "h1", "p"]
    assert page.words == text * 9


def test_a_note_that_is_not_there_takes_no_room() -> None:
    assert read(blocks.section("Why")).tags == ["h2"]
    assert read(blocks.empty_state("Nothing.")).tags == ["div", "p"]
