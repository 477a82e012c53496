"""Colours of drawn posters."""

from __future__ import annotations

import random

from recommenderr.artwork.palettes import PALETTES, Palette, more_legible, shifted


def test_titles_contrast_with_their_background() -> None:
    def light(colour: str) -> float:
        return sum(share * int(colour[i : i + 2], 16) for share, i in ((0.3, 1), (0.59, 3), (0.11, 5))) / 255

    palettes: set[Palette] = {palette for choice in PALETTES.values() for palette in choice}
    for palette in (shifted(p, random.Random(seed)) for p in palettes for seed in range(3)):
        assert abs(light(palette.ink) - light(palette.ground)) > 0.4
        assert abs(light(more_legible(palette, palette.sky)) - light(palette.sky)) > 0.3
