from __future__ import annotations

import altair as alt

from recommenderr.dashboard.charts.vega import compared_colour, to_spec


def test_a_specification_is_the_chart_and_nothing_that_altair_adds() -> None:
    bars = alt.Chart().mark_bar().encode(x="share:Q")
    encoding = {"x": {"field": "share", "type": "quantitative"}}
    assert to_spec(bars) == {"mark": {"type": "bar"}, "encoding": encoding}
    assert to_spec(alt.layer(bars, bars)) == {"layer": [{"mark": {"type": "bar"}, "encoding": encoding}] * 2}


def test_no_theme_of_altair_changes_a_specification() -> None:
    chart = alt.Chart().mark_bar().encode(x="share:Q")
    with alt.theme.enable("dark"):
        assert "config" not in to_spec(chart)


def test_the_two_colours_keep_the_order_of_the_names() -> None:
    spec = to_spec(alt.Chart().mark_bar().encode(color=compared_colour("side:N", ("B", "A"))))
    assert spec["encoding"]["color"]["scale"] == {"domain": ["B", "A"], "range": ["#15838f", "#d6504a"]}
