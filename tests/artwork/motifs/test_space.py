"""Pictures of space: each paints something, and the same seed paints the same."""

from __future__ import annotations

import pytest

from recommenderr.artwork.motifs import space
from recommenderr.artwork.motifs.canvas import Motif
from tests.factories.canvases import colours, painted


@pytest.mark.parametrize(
    "motif",
    [space.planet, space.orbits, space.horizon, space.monolith, space.rocket, space.phases, space.circuit],
    ids=lambda motif: motif.__name__,
)
def test_a_motif_paints_the_same_for_the_same_seed(motif: Motif) -> None:
    for seed in range(3):
        image = painted(motif, seed)
        assert colours(image) >= 2
        assert image.tobytes() == painted(motif, seed).tobytes()
