from __future__ import annotations

from recommenderr.dashboard.charts import palette


def test_what_is_compared_has_colours_that_no_group_has() -> None:
    colours = (*palette.COMPARED, palette.NEUTRAL)
    assert not set(colours) & set(palette.GROUP_COLOURS.values())
    for colour in colours:
        assert palette.contrast(colour, palette.LIGHT_BACKGROUND) >= 3
        assert palette.contrast(colour, palette.DARK_BACKGROUND) >= 3
