"""A household in which somebody watches one director after another, and somebody has hardly begun."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from recommenderr.build import build
from recommenderr.records import Account, HistoryRow, Item, Rating
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.factories.records import ANA, NOW, film, refill, seen

BEN, CLEO = Account(2, "Ben", "ben.k", "home"), Account(3, "Cleo", "", "managed")
GENRES = ("Crime", "Drama", "Comedy", "Western", "Horror")
FILMS_EACH, DIRECTORS = 8, 50
WATCHED = 120


def library() -> list[Item]:
    """400 films of 50 directors; genre, year and rating say nothing of who made them."""
    rng = random.Random(0)
    return [
        film(
            str(1000 + number),
            f"Film {number}",
            year=rng.randrange(1960, 2020),
            genres=tuple(rng.sample(GENRES, 2)),
            directors=(f"Director {number % DIRECTORS}",),
            ratings=(Rating("imdb", "audience", rng.randrange(50, 90) / 10),),
            runtime_min=100.0,
        )
        for number in range(FILMS_EACH * DIRECTORS)
    ]


def history() -> list[HistoryRow]:
    """Ana watches all films of a director, then all of the next; Ben three films of anybody."""
    mine = [director + DIRECTORS * turn for director in range(DIRECTORS) for turn in range(FILMS_EACH)]
    ana = [_play(1, number, WATCHED - day) for day, number in enumerate(mine[:WATCHED])]
    return [*ana, *(_play(2, number, 10 - number) for number in range(3))]


def _play(account_id: int, number: int, days_ago: int) -> HistoryRow:
    at = NOW - timedelta(days=3 * days_ago)
    return seen(f"{account_id}-{number}", f"Film {number}", at, item_id=str(1000 + number), account_id=account_id)


def settle(folder: Path, **changed: float) -> Settings:
    """The household, read and built; settings may differ."""
    settings = Settings(db_path=folder / "store.db", art_dir=folder / "art", log_file=folder / "log", **changed)  # type: ignore[arg-type]
    with open_store(settings.db_path) as conn:
        refill(conn, library(), history=history(), people=(ANA, BEN, CLEO))
        build(conn, settings, NOW, lambda phase, done, total: None)
    return settings
