"""Small generations on disk, for tests and for processes that are killed while they write one."""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from recommenderr.artifacts import Generation, GenerationWriter, TitleTable, UserArrays
from recommenderr.artifacts.titles import placements_as_json, title_table
from recommenderr.model.evidence import COLUMNS, Evidence
from recommenderr.model.titles.feature_block import Block
from recommenderr.model.titles.title_facts import title_facts
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import COUNTRIES, GROUPS
from recommenderr.records import Item

MORNING = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def table_of(n_titles: int, year: int) -> TitleTable:
    """Titles that all have this year, so that a reader sees which generation each of them is from."""
    items = [Item(str(100 + place), "", "movie", f"Title {place}", "1", year=year) for place in range(n_titles)]
    genres, countries = (block_of(group, n_titles) for group in ("genres", COUNTRIES))
    return title_table(items, [False] * n_titles, title_facts(items, genres, countries))


def blocks_of(n_titles: int) -> list[Block]:
    """One feature that every title has, in each group."""
    return [block_of(group, n_titles) for group in (*GROUPS, COUNTRIES)]


def block_of(group: str, n_titles: int) -> Block:
    return Block(group, np.arange(n_titles + 1), np.zeros(n_titles, np.int32), np.ones(n_titles, np.float32), [group])


def person_of(n_titles: int, stamp: str = "stamp") -> UserArrays:
    """Somebody who watched the first title."""
    one = np.ones(1)
    evidence = Evidence(np.full((len(COLUMNS), n_titles), 0.5, np.float32), np.zeros((len(GROUPS), n_titles), np.int32))
    return UserArrays(
        stamp,
        1_772_000_000,
        UserProfile(np.zeros(1, np.int32), one, one, one, one, one, one, one, time=1_772_000_000.0),
        evidence,
    )


def write_generation(art_dir: Path, number: int, n_titles: int = 3) -> str:
    """Publishes a generation whose titles are of the year 2000 + `number`, made in hour `number` of a morning."""
    table = table_of(n_titles, 2000 + number)
    with GenerationWriter(art_dir, MORNING + timedelta(hours=number)) as writer:
        writer.titles(table)
        for block in blocks_of(n_titles):
            writer.block(block)
        writer.user(7, person_of(n_titles))
        return writer.publish(
            {
                "titles_stamp": "stamp",
                "n_titles": n_titles,
                "libraries": list(table.libraries),
                "content_ratings": list(table.content_ratings),
                "placements": placements_as_json(table.placements),
            }
        )


def same_tables(one: TitleTable, other: TitleTable) -> bool:
    """Whether two tables have the same values of the same types everywhere."""
    return all(_same(getattr(one, f.name), getattr(other, f.name)) for f in fields(TitleTable))


def _same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return list(one) == list(other)  # type: ignore[call-overload,no-any-return]


def whole(generation: Generation) -> int:
    """Reads everything there is in a generation, and gives the number that all its titles tell."""
    generation.verify()
    years = {int(year) for year in generation.titles.year}
    assert len(years) == 1
    assert {block.n_items for block in generation.blocks.values()} == {len(generation.titles)}
    assert [generation.user(person).version for person in generation.user_ids()] == ["stamp"]
    return years.pop() - 2000


def killed_at(call: int) -> None:
    """Makes the `call`-th flush to disk of this process its last deed, as `kill -9` at that moment does."""
    calls = itertools.count(1)

    def fsync(fd: object) -> None:
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)

    os.fsync = fsync


def build_and_die(art_dir: Path, number: int, call: int) -> int:
    """Writes a generation in a process of its own, which kills itself at its `call`-th flush; gives its exit status."""
    child = os.fork()
    if child == 0:
        killed_at(call)
        write_generation(art_dir, number)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    for line in sys.stdin:
        art_dir, number, call = json.loads(line)
        print(build_and_die(Path(art_dir), number, call), flush=True)
