from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.dashboard.charts import grouped_bar, palette
from tests.dashboard.charts.sending import LABELS, SHARES, assert_fits, sent

COLUMNS = ["first", "second"]


def test_two_distributions_as_bars() -> None:
    pairs = pd.DataFrame([(0.5, 0.25)], index=["Drama"], columns=COLUMNS)
    assert sent(grouped_bar.frame(pairs, "Watched", "Recommended")) == [
        {"name": "Drama", "series": "Watched", "share": 0.5},
        {"name": "Drama", "series": "Recommended", "share": 0.25},
    ]
    spec = grouped_bar.spec("Watched", "Recommended")
    assert spec["encoding"]["color"]["scale"]["range"] == list(palette.COMPARED)
    assert grouped_bar.in_words(pairs, "Watched", "Recommended") == "Drama: watched 50%, recommended 25%"


def test_a_specification_is_built_once() -> None:
    assert grouped_bar.spec("A", "B") is grouped_bar.spec("A", "B")


@given(st.lists(st.tuples(LABELS, SHARES, SHARES), max_size=5))
def test_any_name_arrives_as_it_is_in_the_order_of_the_names(rows: list[tuple[str, float, float]]) -> None:
    pairs = pd.DataFrame([row[1:] for row in rows], index=[row[0] for row in rows], columns=COLUMNS, dtype=float)
    bars = grouped_bar.frame(pairs, "A", "B")
    assert_fits(grouped_bar.spec("A", "B"), bars)
    assert [(bar["name"], bar["series"], bar["share"]) for bar in sent(bars)] == [
        (name, series, share) for name, first, second in rows for series, share in (("A", first), ("B", second))
    ]
    assert all(name in grouped_bar.in_words(pairs, "A", "B") for name, *_ in rows)
