"""A Plex server of any size in a process of its own: titles and plays as two files that the demo server reads."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from recommenderr.records import Item

PEOPLE = 10
TITLES_OF_A_PERSON = 500
YEARS_WATCHING = 3
PLAYED_UNTIL = 1_780_000_000
LISTS = ("genres", "cast", "directors", "writers", "collections", "countries")
COLUMNS = ("item_id", "type", "title", "year", "runtime_min", "content_rating", "rating", "summary", *LISTS)
SETTINGS = ("PLEX_BASE", "PLEX_TOKEN", "PLEX_TV_BASE")


@contextmanager
def plex_server(folder: Path, items: Iterable[Item], plays: int, delay_ms: int) -> Iterator[dict[str, str]]:
    """The settings that lead to a server over these titles; it waits before each answer, and ends with the context."""
    catalogue, events = folder / "catalogue.csv", folder / "events.csv"
    ids = _write_titles(catalogue, items)
    _write_plays(events, ids, plays)
    words = [
        "--catalogue",
        str(catalogue),
        "--events",
        str(events),
        "--users",
        str(PEOPLE),
        "--delay-ms",
        str(delay_ms),
    ]
    command = [sys.executable, "-m", "recommenderr.demo", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> dict[str, str]:
    """Reads what the server says when it is ready."""
    assert server.stdout is not None
    settings: dict[str, str] = {}
    for line in server.stdout:
        name, _, value = line.strip().partition("=")
        if name in SETTINGS:
            settings[name] = value
        if len(settings) == len(SETTINGS):
            return settings
    raise SystemExit("The demo server ended before it answered; the lines above say why.")


def _write_titles(file: Path, items: Iterable[Item]) -> list[str]:
    ids = []
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for item in items:
            rating = item.ratings[0].value if item.ratings else ""
            facts = (item.item_id, item.type, item.title, item.year, item.runtime_min, item.content_rating, rating)
            writer.writerow([*facts, item.summary, *("|".join(getattr(item, name)) for name in LISTS)])
            ids.append(item.item_id)
    return ids


def _write_plays(file: Path, ids: list[str], plays: int) -> None:
    """Random people, each of them at a few hundred titles again and again, at random times."""
    rng = np.random.default_rng(0)
    people = rng.integers(0, PEOPLE, plays).tolist()
    own = rng.integers(0, len(ids), (PEOPLE, TITLES_OF_A_PERSON))
    titles = own[people, rng.integers(0, TITLES_OF_A_PERSON, plays)].tolist()
    times = PLAYED_UNTIL - rng.integers(0, YEARS_WATCHING * 365 * 86_400, plays)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("user_id", "item_id", "ts"))
        writer.writerows(
            (f"person{who}", ids[title], at) for who, title, at in zip(people, titles, times.tolist(), strict=True)
        )
