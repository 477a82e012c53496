from __future__ import annotations

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.cli.format.tables import print_json, table, width


def test_columns_line_up() -> None:
    assert table(("#", "title"), [(1, "Alien"), (10, "Dune")], right=(0,)) == " #  title\n 1  Alien\n10  Dune"


def test_letters_that_are_two_columns_wide_count_as_two() -> None:
    assert table(("title", "year"), [("千と千尋", 2001), ("Léon", 1994)]).splitlines() == [
        "title     year",
        "千と千尋  2001",
        "Léon      1994",
    ]


def test_combining_marks_take_no_room() -> None:
    assert width("Le\u0301on") == 4


def test_a_table_without_rows_is_its_head() -> None:
    assert table(("id", "name"), []) == "id  name"


def test_on_a_terminal_long_lines_are_cut_to_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "12")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    lines = table(("#", "title"), [(1, "The Lord of the Rings"), (2, "Up"), (3, "千と千尋の神隠し")]).splitlines()
    assert lines[1] == "1  The Lord…"
    assert lines[2] == "2  Up"
    assert max(map(width, lines)) <= 12


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=5))
def test_every_second_column_starts_at_the_same_place(rows: list[tuple[str, str]]) -> None:
    first = max([width(left) for left, _ in rows] + [1])
    lines = table(("a", "b"), rows).split("\n")[0]
    assert width(lines.removesuffix("b")) == first + 2


def test_json_keeps_letters_and_refuses_what_is_no_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": "Léon"})
    assert "Léon" in capsys.readouterr().out
    with pytest.raises(ValueError, match="Out of range float"):
        print_json({"score": math.nan})
