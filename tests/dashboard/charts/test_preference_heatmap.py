from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.dashboard.charts import palette, preference_heatmap
from recommenderr.model.weights import GROUPS
from tests.dashboard.charts.sending import LABELS, assert_fits, sent

MONTHS = ["Jan 2026", "Feb 2026"]


@pytest.mark.parametrize("group", GROUPS)
def test_changes_are_drawn_in_the_colour_of_their_group(group: str) -> None:
    values = np.array([[0.25, -0.1]])
    assert preference_heatmap.spec(group)["encoding"]["color"]["value"] == palette.GROUP_COLOURS[group]
    rows = sent(preference_heatmap.frame(["Drama"], MONTHS, values))
    assert [(row["strength"], row["size"]) for row in rows] == [(25.0, 25.0), (-10.0, 10.0)]
    words = preference_heatmap.in_words(["Drama"], MONTHS, values)
    assert words == "Drama: 25.0 at the end of Jan 2026, -10.0 now"


@given(st.lists(st.tuples(LABELS, st.floats(-1, 1), st.floats(-1, 1)), max_size=5))
def test_any_feature_arrives_as_it_is_month_after_month(rows: list[tuple[str, float, float]]) -> None:
    features = [row[0] for row in rows]
    frame = preference_heatmap.frame(features, MONTHS, np.array([row[1:] for row in rows]).reshape(-1, 2))
    assert_fits(preference_heatmap.spec("genres"), frame)
    assert [(row["feature"], row["month"], row["strength"]) for row in sent(frame)] == [
        (feature, month, 100 * value) for feature, *values in rows for month, value in zip(MONTHS, values, strict=True)
    ]
