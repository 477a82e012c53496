"""Erases a person from the store, its copies, the artifacts and the log, and from every later refresh."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from recommenderr.artifacts.erasure import forget_person
from recommenderr.errors import StoreError
from recommenderr.household import forgotten, nightly_backup
from recommenderr.records import Account
from recommenderr.refresh_lock import locked
from recommenderr.settings import Settings
from recommenderr.store import copies, erasure, people, refreshes
from recommenderr.store.connection import open_store, raw_store
from recommenderr.store.erasure import SOMEBODY, mentions_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PersonRecords:
    """What is known of somebody: how many rows of which table, and in how many copies of the store."""

    person: Account
    rows: dict[str, int]
    copies: int


def known(settings: Settings, text: str) -> PersonRecords:
    """Somebody by username, display name or account id, and how much is known of them.

    Raises:
        UnknownUserError, UsageError: nobody answers to it, or several do.
    """
    with open_store(settings.db_path, read_only=True) as conn:
        person = people.find_account(conn, text)
        files = _copies(settings.db_path) + _strays(settings.db_path)
        return PersonRecords(person, erasure.rows_of(conn, person.account_id), len(files))


def forget(settings: Settings, text: str) -> PersonRecords:
    """Erases a person everywhere, keeps them out of every later refresh, and asks for a new build.

    Backups in other places are not touched; restoring one erases the person from it again.

    Raises:
        UnknownUserError, UsageError: nobody answers to it, or several do.
        BusyError: a refresh is running.
        StoreError, ArtifactError: something could not be erased; the sentence says what, and how to go on.
    """
    with locked(settings.art_dir):
        records = known(settings, text)
        account_id = records.person.account_id
        # The store last: as long as it knows the person, the same command can be run again after a failure.
        forget_person(settings.art_dir, account_id)
        for copy in _copies(settings.db_path):
            _erase_from_copy(copy, account_id)
        for file in _strays(settings.db_path):
            _remove(file)
        with open_store(settings.db_path) as conn:
            forgotten.remember(settings.db_path, people.forgotten(conn) | {account_id})
            erasure.erase(conn, account_id)
            refreshes.request(conn)
    _take_out_of_log(settings.log_file, mentions_of(records.person))
    return records


def _copies(db_path: Path) -> list[Path]:
    """The copies and nightly backups of the store that the person is erased from."""
    return copies.copies(db_path) + nightly_backup.backup_files(db_path)


def _strays(db_path: Path) -> list[Path]:
    """Files that may hold rows of the person and that nothing needs any more."""
    return copies.strays(db_path) + nightly_backup.partial_files(db_path)


def _erase_from_copy(copy: Path, account_id: int) -> None:
    """Rewrites a copy without the person; one that cannot be read is removed, because its content is unknown."""
    try:
        with raw_store(copy, read_only=False) as conn:
            erasure.erase(conn, account_id)
    except StoreError as err:
        _log.warning("The copy %s is removed because it cannot be rewritten: %s", copy, err)
        _remove(copy)


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as err:
        raise StoreError(
            f"{file} still knows this person and cannot be removed ({err.strerror}). Remove it, and run the same again."
        ) from err


def _take_out_of_log(log_file: Path, mentions: re.Pattern[str]) -> None:
    """Rewrites the log files in place, because other processes hold them open."""
    for file in (log_file, *log_file.parent.glob(f"{log_file.name}.[0-9]*")):
        try:
            with file.open("r+", encoding="utf-8", errors="surrogateescape", newline="") as log:
                text = log.read()
                cleaned = mentions.sub(SOMEBODY, text)
                if cleaned != text:
                    log.seek(0)
                    log.write(cleaned)
                    log.truncate()
        except FileNotFoundError:
            continue
        except OSError as err:
            _log.warning("The log %s could not be rewritten (%s); it rotates away.", file, err.strerror)
