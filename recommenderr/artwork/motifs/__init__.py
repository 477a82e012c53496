"""The pictures on the drawn posters: simple shapes, varied by random numbers."""

from __future__ import annotations

from recommenderr.artwork.motifs import buildings, outdoors, shapes, space, things
from recommenderr.artwork.motifs.canvas import Canvas, Motif

__all__ = ["MOTIFS", "Canvas", "Motif"]

MOTIFS: dict[str, tuple[Motif, ...]] = {
    "Western": (outdoors.mesas, outdoors.mesas, outdoors.peaks, shapes.sunburst),
    "Horror": (outdoors.woods, buildings.house, shapes.fangs, shapes.vertigo, buildings.keyhole),
    "Science Fiction": (
        space.planet,
        space.orbits,
        space.horizon,
        space.monolith,
        space.rocket,
        space.phases,
        space.circuit,
    ),
    "Animation": (outdoors.rainbow, outdoors.balloons, outdoors.hills, shapes.confetti, outdoors.sea, buildings.castle),
    "Documentary": (things.globe, shapes.contours, outdoors.peaks, outdoors.leaves),
    "War": (shapes.chevrons, shapes.slashes, shapes.sunburst, buildings.arches),
    "Musical": (things.bars, shapes.confetti, things.record, buildings.skyline),
    "Music": (things.record, things.bars),
    "Sport": (shapes.chevrons, shapes.sunburst, buildings.steps),
    "Fantasy": (buildings.castle, buildings.crystals, outdoors.woods, outdoors.peaks),
    "Crime": (buildings.blinds, buildings.skyline, shapes.slashes, buildings.keyhole),
    "Mystery": (buildings.keyhole, shapes.vertigo, buildings.window, buildings.house),
    "Romance": (shapes.two, outdoors.petals, outdoors.sea, outdoors.leaves, space.phases),
    "History": (buildings.arches, buildings.steps, shapes.contours),
    "Biography": (buildings.window, buildings.steps, outdoors.road),
    "Thriller": (shapes.vertigo, shapes.slashes, buildings.skyline, buildings.keyhole),
    "Adventure": (outdoors.peaks, outdoors.sea, outdoors.road, shapes.contours),
    "Action": (shapes.chevrons, shapes.sunburst, shapes.slashes, buildings.skyline),
    "Family": (outdoors.balloons, outdoors.rainbow, outdoors.hills),
    "Comedy": (shapes.smile, shapes.confetti, outdoors.balloons, shapes.sunburst),
    "Drama": (buildings.window, outdoors.hills, shapes.two, buildings.steps, outdoors.road, outdoors.leaves),
}
"""The pictures of each genre, most specific first: a title's main genre is the first of its genres in this list."""
