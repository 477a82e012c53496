"""A household on disk: a library, people and what they watched, written as an ingest writes it, without a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.environment import settings_of
from benchmarks.library import FILMS, FIRST_ID, NOW, SERIES, made_up, recombined
from recommenderr.artifacts import generation_names
from recommenderr.build import build
from recommenderr.ingest.fetch import Fetched
from recommenderr.ingest.write import write
from recommenderr.records import Account, HistoryRow, Item, Library, Server, Watched
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from recommenderr.store.sql import transaction
from recommenderr.store.staging import add_items, add_listed, staging_tables

SERVER = Server("benchmark", "Benchmark", "1.0")
LIBRARIES = (
    Library(FILMS, "Films", "movie", "tv.plex.agents.movie", 0),
    Library(SERIES, "Series", "show", "tv.plex.agents.series", 1),
)
SPOOLED_AT_ONCE = 1000
YEARS_WATCHING = 3


@dataclass(frozen=True, slots=True)
class SyntheticHousehold:
    """What a benchmark runs on. `data`: a folder with `catalogue.csv.gz` whose titles are taken; None makes them up."""

    n_items: int
    n_people: int = 20
    n_events: int = 300
    data: Path | None = None
    seed: int = 0

    @property
    def name(self) -> str:
        """Names the folder that holds it."""
        source = "real" if self.data else "made-up"
        return f"{source}-{self.n_items}-{self.n_people}x{self.n_events}-{self.seed}"


def filled_household(homes: Path, household: SyntheticHousehold) -> Settings:
    """The settings of a household whose store is filled; it is filled only once."""
    folder = homes / household.name
    settings = settings_of(folder)
    if not (folder / "filled").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _fill(settings, household)
        (folder / "filled").touch()
    return settings


def built_household(homes: Path, household: SyntheticHousehold) -> Settings:
    """The settings of a household that has also been built."""
    settings = filled_household(homes, household)
    if not generation_names(settings.art_dir):
        with open_store(settings.db_path) as conn:
            build(conn, settings, datetime.now(UTC), lambda phase, done, total: None)
    return settings


def _fill(settings: Settings, household: SyntheticHousehold) -> None:
    items = (
        recombined(household.data / "catalogue.csv.gz", household.n_items, household.seed)
        if household.data
        else made_up(household.n_items, household.seed)
    )
    kinds: list[str] = []
    with open_store(settings.db_path) as conn, staging_tables(conn):
        for batch in _batches(items):
            add_listed(conn, [item.item_id for item in batch])
            add_items(conn, batch)
            kinds += [item.type for item in batch]
        fetched = Fetched(
            server=SERVER,
            demo=False,
            libraries=LIBRARIES,
            history=tuple(_history(household, kinds)),
            people=tuple(
                Account(n + 1, f"Person {n + 1}", f"person{n + 1}", "home") for n in range(household.n_people)
            ),
        )
        with transaction(conn):
            write(conn, fetched, NOW)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, SPOOLED_AT_ONCE)):
        yield batch


def _history(household: SyntheticHousehold, kinds: list[str]) -> Iterator[HistoryRow]:
    for person in range(household.n_people):
        rng = np.random.default_rng([household.seed, person])
        count = min(household.n_events, len(kinds) // 2)
        for position, number in enumerate(rng.choice(len(kinds), count, replace=False).tolist()):
            item_id, show = str(FIRST_ID + number), kinds[number] == "show"
            yield HistoryRow(
                history_key=f"/status/sessions/history/{person}-{position}",
                account_id=person + 1,
                type="episode" if show else "movie",
                title=f"Title {number}",
                viewed_at=NOW - timedelta(hours=float(rng.exponential(YEARS_WATCHING * 8760 / 3))),
                item_id=None if show else item_id,
                series_id=item_id if show else None,
                series_title=f"Title {number}" if show else "",
                season=1 if show else None,
                episode=1 if show else None,
            )


def watched_at_random(n_items: int, count: int, seed: int = 0) -> list[Watched]:
    """What a person watched, without a store: `count` titles, a fifth of them rated by the person."""
    rng = np.random.default_rng(seed)
    chosen = rng.choice(n_items, min(count, n_items // 2), replace=False).tolist()
    return [
        Watched(
            item_id=str(FIRST_ID + number),
            plays=int(rng.integers(1, 4)),
            last_viewed_at=NOW - timedelta(hours=float(rng.exponential(8760))),
            runtime_min=100.0,
            rating=float(rng.integers(2, 11)) if rng.random() < 0.2 else None,
        )
        for number in chosen
    ]
