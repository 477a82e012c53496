"""Checks everything that can be wrong: what was found, and what to do about it.

`doctor` prints what `examine` yields; the Status page shows `findings`, and what `ServerCheck` says.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from recommenderr.errors import (
    NoGenerationError,
    PlexError,
    PlexRefusedError,
    RecommenderrError,
    SettingsError,
    StoreError,
)
from recommenderr.household import file_system, logins
from recommenderr.household.demo_notice import NO_TOKEN, notice, server_without_token
from recommenderr.household.refresh_state import alive, clock_warnings, utc_now
from recommenderr.household.status import Status
from recommenderr.records import Server
from recommenderr.settings import Settings, specs
from recommenderr.store import meta, people
from recommenderr.store.connection import check_sound, open_store
from recommenderr.text import ago
from recommenderr.time_zone import zone_problem

if TYPE_CHECKING:
    from recommenderr.plex.reader import PlexReader

DOCTOR_TIMEOUT_S = 10.0
PAGE_TIMEOUT_S = 3.0
SERVER_CHECK_TTL_S = 30.0
"""How long the Status page reuses the server's last answer."""

LEAST_FREE_BYTES = 500 * 1024 * 1024
BACKUP_MAX_AGE = timedelta(days=2)
FIRST_BACKUP_AFTER = timedelta(hours=3)
BACKUP_REMEDY = "The sidecar makes one each night; the log says what was in its way."
NEVER_RAN = (
    "The sidecar, which reads Plex, has never run with this database. Start it with `recommenderr serve`, "
    "or the whole program with `make run`."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check; where `ok` is false, `sentence` says what to do."""

    subject: str
    ok: bool
    sentence: str


def _finding(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, check())
    except RecommenderrError as err:
        return Finding(subject, False, str(err))


# ------------------------------------------------------------ the Status page


def findings(status: Status, art_dir: Path, now: datetime) -> tuple[Finding, ...]:
    """Checks the sidecar, the last refresh, the generation, the disk and the nightly backup, in this order."""
    return (sidecar(status, now), _refresh(status, now), _generation(status), disk(art_dir), backup(status, now))


def sidecar(status: Status, now: datetime) -> Finding:
    """Whether the process that refreshes is running, judged by its last heartbeat."""
    heartbeat_at = status.heartbeat_at
    if heartbeat_at is None:
        return Finding("Sidecar", False, NEVER_RAN)
    if not alive(heartbeat_at, now):
        return Finding(
            "Sidecar",
            False,
            f"The last heartbeat of the sidecar, which reads Plex, came {ago(heartbeat_at, now)}. "
            "Start it again with `recommenderr serve`; until then the data is not updated.",
        )
    return Finding("Sidecar", True, f"It is running; its last heartbeat came {ago(heartbeat_at, now)}.")


def _refresh(status: Status, now: datetime) -> Finding:
    last = status.last_refresh
    if last is None:
        return Finding(
            "Refresh", False, "There has been none yet. Start the sidecar, or run `recommenderr refresh` once."
        )
    ended = ago(last.finished_at or last.started_at, now)
    if last.outcome == "failed":
        return Finding("Refresh", False, f"The last one failed {ended}. {last.error or 'The log below tells why.'}")
    if last.outcome == "running":
        return Finding("Refresh", True, f"One is running; it began {ago(last.started_at, now)}.")
    return Finding("Refresh", True, f"The last one ended well {ended}.")


def _generation(status: Status) -> Finding:
    if status.generation is None:
        return Finding("Model", False, status.generation_error or "Nothing has been built yet.")
    return Finding("Model", True, f"Generation {status.generation} serves.")


def disk(folder: Path) -> Finding:
    """Whether there is room for the next generation."""
    return _finding("Disk", lambda: _free_space(folder))


def backup(status: Status, now: datetime) -> Finding:
    """Whether the sidecar has backed the database up in the last two nights."""
    at, last = status.backed_up_at, status.last_refresh
    if at is not None and now - at < BACKUP_MAX_AGE:
        return Finding("Backup", True, f"The newest one was made {ago(at, now)}.")
    if at is not None:
        sentence = f"The newest one was made {ago(at, now)}, and should be a day old at most. {BACKUP_REMEDY}"
        return Finding("Backup", False, sentence)
    if last is None or now - last.started_at < FIRST_BACKUP_AFTER or not alive(status.heartbeat_at, now):
        return Finding("Backup", True, "The sidecar makes the first one after the first refresh, then one a night.")
    return Finding("Backup", False, f"There is none yet. {BACKUP_REMEDY}")


class ServerCheck:
    """Asks the server who it is, and reuses the answer for half a minute. Safe to share between threads."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._lock = threading.Lock()
        self._last: Finding | None = None
        self._asked_at = 0.0

    def finding(self, client_id: str) -> Finding:
        """What the server answered; `client_id` is the id that it knows this program by."""
        if stored := server_without_token(self._settings):
            return Finding("Server", False, NO_TOKEN.format(server=stored.name))
        if self._settings.demo:
            return Finding("Server", True, "The demo library needs no server.")
        with self._lock:
            if self._last is None or self._clock() - self._asked_at > SERVER_CHECK_TTL_S:
                self._last, self._asked_at = _finding("Server", lambda: self._ask(client_id)), self._clock()
            return self._last

    def _ask(self, client_id: str) -> str:
        from recommenderr.plex.source import open_reader

        with open_reader(self._settings, client_id, max_timeout_s=PAGE_TIMEOUT_S, backoff_s=0) as reader:
            return _answering(reader, reader.server())


# ------------------------------------------------------------ doctor


def examine(settings: Settings) -> Iterator[Finding]:
    """Runs every check of `doctor`; checks that an earlier failure makes impossible are left out."""
    yield Finding("settings", True, _settings(settings))
    server = yield from _plex(settings)
    yield _finding("database", lambda: _database(settings, server))
    if settings.dashboard_users:
        yield _finding("sign-in", lambda: _sign_in(settings))
    yield _finding("artifacts", lambda: _artifacts(settings))
    yield _finding("disk", lambda: _disk(settings))
    folders = {settings.art_dir: "ART_DIR", settings.db_path.parent: "DB_PATH"}
    for folder, setting in folders.items():
        yield _finding("storage", partial(file_system.check, _nearest(folder), setting))
    yield from (Finding("clock", False, warning) for warning in clock_warnings(utc_now()))
    if (problem := zone_problem()) is not None:
        yield Finding("time zone", False, problem)


def settings_finding(err: SettingsError) -> Finding:
    """The only finding where the settings cannot be read."""
    return Finding("settings", False, str(err))


def _settings(settings: Settings) -> str:
    if sentence := notice(settings):
        return sentence
    changed = [
        f"{spec.name.upper()} ({settings.sources[spec.name]})" for spec in specs() if spec.name in settings.sources
    ]
    return f"Set: {', '.join(changed)}." if changed else "All at their defaults."


def _plex(settings: Settings) -> Generator[Finding, None, Server | None]:
    """Checks the server, the token and the accounts; returns the server, None where it could not be read."""
    if stored := server_without_token(settings):
        yield Finding("token", False, NO_TOKEN.format(server=stored.name))
        return None
    from recommenderr.plex.source import open_reader

    with open_reader(settings, _client_id(settings), max_timeout_s=DOCTOR_TIMEOUT_S, backoff_s=0) as reader:
        try:
            server = reader.server()
        except PlexRefusedError as err:
            yield Finding("server", True, f"Something answers at {reader.base}.")
            yield Finding("token", False, str(err))
            return None
        except PlexError as err:
            yield Finding("server", False, str(err))
            return None
        yield Finding("server", True, _answering(reader, server))
        yield Finding("token", True, "The demo library needs none." if settings.demo else "The server accepts it.")
        yield _accounts(reader, server)
    return server


def _answering(reader: PlexReader, server: Server) -> str:
    return f"{server.name}, Plex {server.version}, answers at {reader.base}."


def _accounts(reader: PlexReader, server: Server) -> Finding:
    try:
        answer = reader.accounts(server)
    except PlexError as err:
        return Finding("accounts", False, str(err))
    if answer.warnings:
        return Finding("accounts", False, " ".join(answer.warnings))
    return Finding("accounts", True, f"{len(answer.accounts)} people.")


def _client_id(settings: Settings) -> str:
    """The id that Plex knows this installation by; with another one it would notify the owner of a new device."""
    try:
        with open_store(settings.db_path, read_only=True) as conn:
            return meta.client_id(conn)
    except StoreError:
        return "recommenderr-doctor"


def _database(settings: Settings, server: Server | None) -> str:
    path = settings.db_path
    if not path.exists():
        _check_writable(path.parent, "DB_PATH")
        return f"{path} is not there yet; the first refresh creates it."
    check_sound(path)
    with open_store(path, read_only=True) as conn:
        stored, demo = meta.server(conn), meta.is_demo(conn)
    if stored and server and not demo and stored.machine_id != server.machine_id:
        raise StoreError(
            f"{path} belongs to the server {stored.name}, and PLEX_BASE leads to {server.name}. "
            "Correct PLEX_BASE, or let DB_PATH and ART_DIR name separate places for each server."
        )
    return f"{path} is sound{f', with the data of {stored.name}' if stored else ''}."


def _sign_in(settings: Settings) -> str:
    """Whether every name of DASHBOARD_USERS is somebody's."""
    if not settings.db_path.exists():
        return "DASHBOARD_USERS is compared with the people after the first refresh."
    with open_store(settings.db_path, read_only=True) as conn:
        faults = logins.faults(settings, people.accounts(conn))
    if faults:
        raise SettingsError(" ".join(faults))
    return f"Every name of DASHBOARD_USERS is somebody's ({len(settings.dashboard_users)})."


def _artifacts(settings: Settings) -> str:
    from recommenderr.recommender.service import Recommender

    try:
        recommender = Recommender(settings)
        generation = recommender.generation()
        generation.verify()
    except NoGenerationError:
        return "Nothing has been built yet; `recommenderr refresh` builds."
    return f"Generation {generation.name} in {settings.art_dir} is intact."


def _disk(settings: Settings) -> str:
    _check_writable(settings.art_dir, "ART_DIR")
    return _free_space(settings.art_dir)


def _free_space(folder: Path) -> str:
    existing = _nearest(folder)
    free_bytes = shutil.disk_usage(existing).free
    sentence = f"{free_bytes / 1e9:.1f} GB free at {existing}."
    if free_bytes < LEAST_FREE_BYTES:
        raise StoreError(f"{sentence} Make room: a refresh writes a complete new generation next to the old one.")
    return sentence


def _check_writable(folder: Path, setting: str) -> None:
    """Refuses a folder that this user cannot create files in, or that is a file."""
    existing = _nearest(folder)
    if not existing.is_dir():
        raise StoreError(f"{existing} is a file and not a folder. Move it away, or let {setting} name another place.")
    if not os.access(existing, os.W_OK):
        raise StoreError(
            f"{existing} cannot be written. Give this user the right to, or let {setting} name another place."
        )


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest of its parents that exists."""
    return next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
