"""Whoever is forgotten is nowhere any more: not in a table, not in the bytes of a file, not after the next refresh."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from recommenderr.artifacts import generation_names, open_current
from recommenderr.artifacts.generation import FOLDER, open_generation
from recommenderr.artifacts.write import HIDDEN
from recommenderr.demo.catalogue import demo_library
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import BusyError, UnknownUserError
from recommenderr.household.erasure import forget, known
from recommenderr.household.service import Household
from recommenderr.recommender.service import Query, Recommender
from recommenderr.refresh import run
from recommenderr.refresh_lock import locked
from recommenderr.settings import Settings
from recommenderr.store import erasure, people, presets, refreshes
from recommenderr.store.connection import open_store, raw_store
from recommenderr.store.copies import copies, keep_copy
from tests.factories.small_library import HOME, NOW, OWNER


def traces(folder: Path) -> list[str]:
    """The files below a folder that name the person, in their content or by the number of their account."""
    return [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if str(HOME) in file.relative_to(folder).parts
        or (file.is_file() and any(word in file.read_bytes().lower() for word in (b"quill", b"people/101/")))
    ]


@pytest.fixture
def lived_in(settings: Settings) -> Settings:
    """Two generations, a copy of the store, a torn one, a cut-off build and a log, all of which know the person."""
    with open_store(settings.db_path) as conn:
        presets.save(conn, HOME, "Quill's own", {"genres": 1.0})
        refresh_id = refreshes.start(conn, "people")
        refreshes.finish(conn, refresh_id, "ok", None, "Warning: the watched state of quill could not be read.")
        keep_copy(conn, settings.db_path, 1)
    run.refresh(settings)
    cut_off = settings.art_dir / FOLDER / f"{HIDDEN}x" / "people" / str(HOME)
    cut_off.mkdir(parents=True)
    for stray in ("damaged-20260101T000000", "restoring-20260101T000001", "restoring-20260101T000001-wal"):
        settings.db_path.with_name(f"store.db.{stray}").write_bytes(b"torn Quillon")
    settings.log_file.write_text("INFO: two people\nWARNING: the watched state of Quillon is missing\n")
    settings.log_file.with_name("log.1").write_text("quillons; QUILL; account 101; account 1013")
    return settings


def test_nothing_of_them_is_left_in_any_file(lived_in: Settings) -> None:
    assert len(traces(lived_in.art_dir)) > 8
    forget(lived_in, "Quillon")
    left = [name for name in traces(lived_in.art_dir) if name != "log.1"]
    assert left == []
    assert lived_in.log_file.read_text() == "INFO: two people\nWARNING: the watched state of somebody is missing\n"
    assert lived_in.log_file.with_name("log.1").read_text() == "quillons; somebody; somebody; account 1013"


def test_everybody_else_stays_as_they_were(lived_in: Settings) -> None:
    recommender = Recommender(lived_in)
    before = recommender.recommend(OWNER, Query())
    forget(lived_in, "Quillon")
    assert recommender.recommend(OWNER, Query()) == before
    assert [person.account.name for person in Household(lived_in).people()] == ["Ana", "Jonas", "Mila"]
    for name in generation_names(lived_in.art_dir):
        generation = open_generation(lived_in.art_dir, name)
        generation.verify()
        assert generation.user_ids() == [OWNER]
    (copy,) = copies(lived_in.db_path)
    with open_store(copy, read_only=True) as conn:
        assert [person.name for person in people.accounts(conn)] == ["Ana", "Jonas", "Mila"]


def test_no_later_refresh_brings_them_back(settings: Settings, plex: DemoServer) -> None:
    forget(settings, "quill")
    title = next(title for title in plex.library.titles.values() if title.type == "movie")
    plex.library.play(HOME, title.rating_key, int(NOW.timestamp()))
    result = run.refresh(settings)
    assert "quill" not in (result.summary + str(result.warnings)).lower()
    assert traces(settings.art_dir) == []
    with open_store(settings.db_path) as conn:
        assert erasure.rows_of(conn, HOME) == {}
    assert open_current(settings.art_dir).user_ids() == [OWNER]


def test_a_new_build_is_asked_for(settings: Settings) -> None:
    forget(settings, "quill")
    with open_store(settings.db_path) as conn:
        assert refreshes.requested(conn)


def test_what_is_known_is_counted_first(lived_in: Settings) -> None:
    found = known(lived_in, "quill")
    assert found.person.account_id == HOME
    assert set(found.rows) == {"access", "accounts", "history", "presets", "states"}
    assert (found.rows["accounts"], found.rows["presets"], found.copies) == (1, 1, 4)
    assert forget(lived_in, "quill") == found


def test_nobody_is_forgotten_by_mistake(settings: Settings) -> None:
    for text in ("quil", "", "%"):
        with pytest.raises(UnknownUserError):
            forget(settings, text)
    forget(settings, "101")
    with pytest.raises(UnknownUserError, match="There are: Ana, Jonas, Mila"):
        forget(settings, "101")


def test_nothing_happens_during_a_refresh(settings: Settings) -> None:
    before = traces(settings.art_dir)
    with locked(settings.art_dir), pytest.raises(BusyError):
        forget(settings, "quill")
    assert traces(settings.art_dir) == before


def test_a_copy_that_cannot_be_rewritten_is_removed(lived_in: Settings) -> None:
    (copy,) = copies(lived_in.db_path)
    copy.write_bytes(os.urandom(8192))
    forget(lived_in, "quill")
    assert copies(lived_in.db_path) == []


def test_a_copy_of_a_later_version_is_rewritten_too(lived_in: Settings) -> None:
    (copy,) = copies(lived_in.db_path)
    with raw_store(copy, read_only=False) as conn:
        conn.execute("CREATE TABLE wishes (account_id INTEGER, wish TEXT)")
        conn.execute("INSERT INTO wishes VALUES (?, 'of Quillon'), (1, 'of Ana')", (HOME,))
    forget(lived_in, "quill")
    with raw_store(copy) as conn:
        assert conn.execute("SELECT wish FROM wishes").fetchall() == [("of Ana",)]
    assert traces(lived_in.art_dir) == ["log.1"]


@pytest.mark.slow
def test_the_people_of_the_demo_are_not_those_of_a_server(tmp_path: Path, plex: DemoServer) -> None:
    """Somebody of the demo was forgotten; a real account of the same number is let in."""
    demo = Settings(db_path=tmp_path / "store.db", art_dir=tmp_path, log_file=tmp_path / "log")
    run.refresh(demo)
    forget(demo, demo_library(NOW).accounts[OWNER].name)
    real = Settings(
        plex_base=plex.base,
        plex_tv_base=plex.base,
        plex_token=plex.token,
        db_path=demo.db_path,
        art_dir=demo.art_dir,
        log_file=demo.log_file,
    )
    run.refresh(real)
    with open_store(demo.db_path) as conn:
        assert people.forgotten(conn) == frozenset()
        assert OWNER in {person.account_id for person in people.accounts(conn)}


def test_every_table_of_people_is_known_by_its_column(settings: Settings) -> None:
    """A table that points at people without a column `account_id` would be passed over."""
    with open_store(settings.db_path) as conn:
        pointing = {table for table, target in _references(conn) if target == "accounts"}
        with_column = {
            table
            for (table,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            if "account_id" in {row[1] for row in conn.execute(f"PRAGMA table_info({table})")}
        }
    assert pointing <= with_column


def _references(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    names = [name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return [(name, row[2]) for name in names for row in conn.execute(f"PRAGMA foreign_key_list({name})")]
