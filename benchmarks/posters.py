"""Posters for a made-up library: in the dashboard's cache on disk, as if every title had been looked at before."""

from __future__ import annotations

from recommenderr.artwork.drawing import draw
from recommenderr.household.service import Household
from recommenderr.plex.posters import PosterCache
from recommenderr.recommender.poster_service import CACHE_BYTES, WIDTHS
from recommenderr.recommender.service import Recommender
from recommenderr.settings import Settings

DIFFERENT = 64
"""So many posters are drawn; the titles take turns, each with a file of its own."""


def fill_poster_cache(settings: Settings) -> None:
    """Keeps a poster for every title of a built household, in the width that the list shows."""
    folder = settings.art_dir / "posters"
    if folder.exists():
        return
    recommender = Recommender(settings)
    server = Household(settings).server()
    cache = PosterCache(folder, CACHE_BYTES, server.machine_id if server else "")
    titles, width = recommender.generation().titles, WIDTHS[0]
    height = width * 3 // 2
    cards = [titles.details(row) for row in range(len(titles))]
    drawn = [draw(details.title, details.year, details.genres, width, height) for details in cards[:DIFFERENT]]
    for row, details in enumerate(cards):
        cache.put(details.thumb, width, height, drawn[row % len(drawn)])
