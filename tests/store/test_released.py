"""Stores that released versions of the program wrote are still read, with everything in them."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from recommenderr.store import migrations, people, presets, titles, watching
from recommenderr.store.connection import check_sound, open_store
from recommenderr.store.copies import copies
from recommenderr.store.schema import STEPS, Step

HERE = Path(__file__).parent
WRITTEN = {int(file.stem.removeprefix("schema_")): file for file in HERE.glob("schema_*.sql")}
LATEST = STEPS[-1].version
NEXT = Step(LATEST + 1, "shelves", ("CREATE TABLE shelves (name TEXT) STRICT",))


def written(version: int, path: Path) -> Path:
    """A store as the program of that time left it."""
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript(WRITTEN[version].read_text(encoding="utf-8"))
    return path


def test_there_is_one_of_every_version() -> None:
    """A new step comes with a file `schema_N.sql`: what `iterdump` says of a store with a few rows."""
    assert sorted(WRITTEN) == [step.version for step in STEPS]


@pytest.mark.parametrize("version", sorted(WRITTEN))
def test_it_is_brought_up_to_date_with_everything_in_it(version: int, path: Path) -> None:
    with open_store(written(version, path)) as conn:
        assert migrations.version(conn) == LATEST
        assert [person.name for person in people.accounts(conn)] == ["Ana", "Bruno"]
        assert [title.item.title for title in titles.iter_titles(conn)] == ["Heat", "Alien", "Dark"]
        assert [seen.item_id for seen in watching.watched(conn, 1)] == ["3", "2", "1"]
        assert [seen.item_id for seen in watching.watched(conn, 101)] == ["2"]
        assert presets.list(conn, 1)[0].values == {"genres": 1.5}
    check_sound(path)
    assert len(copies(path)) == (version < LATEST)


@pytest.mark.parametrize("version", sorted(WRITTEN))
def test_its_tables_are_those_of_a_new_store(version: int, path: Path, tmp_path: Path) -> None:
    with open_store(written(version, path)) as old, open_store(tmp_path / "new.db") as new:
        assert _tables(old) == _tables(new)


def test_the_next_version_copies_it_first(path: Path) -> None:
    with open_store(written(LATEST, path)) as conn:
        migrations.migrate(conn, path, (*STEPS, NEXT))
        assert migrations.version(conn) == LATEST + 1
    (copy,) = copies(path)
    assert copy.name.startswith(f"store.db.v{LATEST}-")
    with open_store(copy, read_only=True) as old:
        assert [person.name for person in people.accounts(old)] == ["Ana", "Bruno"]


def test_names_of_the_first_version_are_compared_as_today(path: Path) -> None:
    with closing(sqlite3.connect(written(1, path))) as conn:
        conn.execute("UPDATE items SET title = 'Dárk  &  Co', folded = 'dárk & co' WHERE item_id = 3")
        conn.executemany(
            "INSERT INTO presets (account_id, name, folded, settings) VALUES (101, ?, ?, ?)",
            [("Café", "café", '{"genres": 1}'), ("Cafe", "cafe", '{"genres": 2}'), ("Cafè", "cafè", '{"genres": 3}')],
        )
        conn.commit()
    with open_store(path) as conn:
        assert titles.resolve(conn, "dark and co")[0].item_id == "3"
        saved = {preset.name: preset.values["genres"] for preset in presets.list(conn, 101)}
        assert sorted(saved.values()) == [1, 2, 3]
        assert "Cafe" in saved
        for name in list(saved):
            presets.delete(conn, 101, name)
        assert presets.list(conn, 101) == ()


def _tables(conn: sqlite3.Connection) -> dict[str, str]:
    """What each table and index was made with, spaces apart."""
    rows = conn.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    return {name: re.sub(r"\s+", " ", sql).replace('"', "") for name, sql in rows}
