"""Looks at everything that can be wrong, one finding a line: what was found, and what to do where it is wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from recommenderr import notices
from recommenderr.errors import (
    NoGenerationError,
    PlexError,
    PlexRefusedError,
    RecommenderrError,
    SettingsError,
    StoreError,
)
from recommenderr.household import logins
from recommenderr.household.clock import doubts_of_clock
from recommenderr.records import Server
from recommenderr.settings import Settings, specs
from recommenderr.store import meta, people
from recommenderr.store.connection import check_sound, open_store

if TYPE_CHECKING:
    from recommenderr.plex.reader import PlexReader

LONGEST_WAIT_S = 10.0
LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `sentence` says what to do where `ok` is false."""

    subject: str
    ok: bool
    sentence: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.ok else 'FAIL'}  {self.subject:<10}  {self.sentence}"


def examine(settings: Settings) -> Iterator[Finding]:
    """Runs every check; what an earlier failure makes impossible to check is left out."""
    yield Finding("settings", True, _settings(settings))
    server = yield from _plex(settings)
    yield _finding("database", lambda: _database(settings, server))
    if settings.dashboard_users:
        yield _finding("sign-in", lambda: _sign_in(settings))
    yield _finding("artifacts", lambda: _artifacts(settings))
    yield _finding("disk", lambda: _disk(settings))
    yield from (Finding("clock", False, told) for told in doubts_of_clock(datetime.now(UTC)))


def _finding(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, check())
    except RecommenderrError as err:
        return Finding(subject, False, str(err))


def _settings(settings: Settings) -> str:
    if settings.demo:
        return notices.DEMO
    changed = [
        f"{spec.name.upper()} ({settings.sources[spec.name]})" for spec in specs() if spec.name in settings.sources
    ]
    return f"Set: {', '.join(changed)}." if changed else "All at their defaults."


def _plex(settings: Settings) -> Generator[Finding, None, Server | None]:
    """The server, the token, and who is who; returns the server, None where it could not be read."""
    from recommenderr.plex.source import open_reader

    with open_reader(settings, _client_id(settings), max_timeout_s=LONGEST_WAIT_S, backoff_s=0) as reader:
        try:
            server = reader.server()
        except PlexRefusedError as err:
            yield Finding("server", True, f"Something answers at {reader.base}.")
            yield Finding("token", False, str(err))
            return None
        except PlexError as err:
            yield Finding("server", False, str(err))
            return None
        yield Finding("server", True, f"{server.name}, Plex {server.version}, at {reader.base}.")
        yield Finding("token", True, "The demo library needs none." if settings.demo else "The server accepts it.")
        yield _people(reader, server)
    return server


def _people(reader: PlexReader, server: Server) -> Finding:
    try:
        result = reader.accounts(server)
    except PlexError as err:
        return Finding("accounts", False, str(err))
    if result.warnings:
        return Finding("accounts", False, " ".join(result.warnings))
    return Finding("accounts", True, f"{len(result.accounts)} people.")


def _client_id(settings: Settings) -> str:
    """The id that Plex knows this installation by: with another one it would tell the owner of a new device."""
    try:
        with open_store(settings.db_path, read_only=True) as conn:
            return meta.client_id(conn)
    except StoreError:
        return "recommenderr-doctor"


def _database(settings: Settings, server: Server | None) -> str:
    path = settings.db_path
    if not path.exists():
        _writable(path.parent, "DB_PATH")
        return f"{path} is not there yet; the first refresh makes it."
    check_sound(path)
    with open_store(path, read_only=True) as conn:
        known, demo = meta.server(conn), meta.is_demo(conn)
    if known and server and not demo and known.machine_id != server.machine_id:
        raise StoreError(
            f"{path} belongs to the server {known.name}, and PLEX_BASE leads to {server.name}. "
            "Correct PLEX_BASE, or let DB_PATH and ART_DIR name places of their own for each server."
        )
    return f"{path} is sound{f', with what {known.name} told' if known else ''}."


def _sign_in(settings: Settings) -> str:
    """Whether every name of DASHBOARD_USERS is somebody's."""
    if not settings.db_path.exists():
        return "DASHBOARD_USERS is compared with the people after the first refresh."
    with open_store(settings.db_path, read_only=True) as conn:
        wrong = logins.faults(settings, people.accounts(conn))
    if wrong:
        raise SettingsError(" ".join(wrong))
    return f"Every name of DASHBOARD_USERS is somebody's ({len(settings.dashboard_users)})."


def _writable(folder: Path, setting: str) -> None:
    """Refuses a folder in which nothing can be made, for it or what stands in its place is not for this user."""
    there = _nearest(folder)
    if not there.is_dir():
        raise StoreError(f"{there} is a file and not a folder. Move it away, or let {setting} name another place.")
    if not os.access(there, os.W_OK):
        raise StoreError(
            f"{there} cannot be written. Give this user the right to, or let {setting} name another place."
        )


def _nearest(folder: Path) -> Path:
    """The folder, or where it is not there yet, the place in which it would be made."""
    return next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())


def _artifacts(settings: Settings) -> str:
    from recommenderr.recommender.service import open_recommender

    try:
        with open_recommender(settings) as recommender:
            generation = recommender.generation()
            generation.verify()
    except NoGenerationError:
        return "Nothing has been built yet; `recommenderr refresh` builds."
    return f"Generation {generation.name} in {settings.art_dir} is whole."


def _disk(settings: Settings) -> str:
    _writable(settings.art_dir, "ART_DIR")
    folder = _nearest(settings.art_dir)
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB free at {folder}."
    if free < LEAST_FREE_BYTES:
        raise StoreError(f"{told} Make room: a refresh writes a whole new generation beside the old one.")
    return told
