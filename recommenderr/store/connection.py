"""Opens the database, and turns every error of SQLite into one sentence."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from recommenderr.errors import StoreDamagedError, StoreError
from recommenderr.store import migrations
from recommenderr.store.copies import copies

BUSY_TIMEOUT_S = 10.0
"""How long to wait while another process writes."""

WRITER_CACHE_KIB = 65_536
MAX_KEPT_WAL_BYTES = 64 * 1024 * 1024


@contextmanager
def open_store(
    path: Path, *, read_only: bool = False, busy_timeout_s: float = BUSY_TIMEOUT_S
) -> Iterator[sqlite3.Connection]:
    """Opens the store; for writing, it is created and brought up to date if need be.

    The connection is in autocommit mode: a single statement is its own transaction, several go into `transaction`.
    A reader sees the last committed state, also while another process writes. What SQLite raises inside the block
    about the file itself (locked, damaged, disk full, ...) leaves it as a StoreError.

    Raises:
        StoreError: the file cannot be opened, read or written; the sentence says why and what to do.
        StoreTooNewError: a newer version of the program wrote it.
    """
    with _sentences(path, busy_timeout_s):
        _check_place(path, read_only)
        if not read_only:
            _create(path)
        with closing(_connect(path, read_only, busy_timeout_s)) as conn:
            migrations.check_ours(conn, path)
            if read_only:
                migrations.check_current(conn, path)
            else:
                _prepare_writer(conn)
                migrations.migrate(conn, path)
            yield conn


def check_sound(path: Path) -> None:
    """Reads the whole store and refuses one that is damaged; one that is not there yet is sound. Nothing is written.

    A store of 100,000 titles takes half a second.

    Raises:
        StoreDamagedError: pages of it are torn; the sentence says what brings it back.
        StoreError: it cannot be read.
    """
    if not path.exists():
        return
    with raw_store(path) as conn:
        conn.text_factory = bytes  # what is wrong is told with names from the file, which need not be text
        if conn.execute("PRAGMA integrity_check(1)").fetchone() != (b"ok",):
            raise StoreDamagedError(_damaged(path))


@contextmanager
def raw_store(path: Path, *, read_only: bool = True) -> Iterator[sqlite3.Connection]:
    """Opens a store of any version as it stands, to copy it whole or to write it over whole.

    Raises:
        StoreError: the file cannot be opened or used, or is another program's.
    """
    with _sentences(path, BUSY_TIMEOUT_S):
        _check_place(path, read_only=True)
        with closing(_connect(path, read_only, BUSY_TIMEOUT_S)) as conn:
            migrations.check_ours(conn, path)
            yield conn


def _check_place(path: Path, read_only: bool) -> None:
    if path.is_dir():
        raise StoreError(
            f"{path} is a directory, not a database. Let DB_PATH name a file in it, "
            f"such as {path / 'recommendations.db'}."
        )
    if read_only and not path.exists():
        raise StoreError(f"There is no database at {path}. Run `recommenderr refresh` once, or correct DB_PATH.")


def _create(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        writable = os.access(path.parent, os.W_OK)
    except OSError as err:
        raise StoreError(
            f"The database {path} cannot be written ({err.strerror}). "
            "Give this user the right to write there, or let DB_PATH name another place."
        ) from err
    if not writable:  # SQLite keeps two more files next to the store
        raise StoreError(
            f"The directory {path.parent} cannot be written, and the database {path.name} needs that. "
            "Give this user the right to write there, or let DB_PATH name another place."
        )


def _connect(path: Path, read_only: bool, busy_timeout_s: float) -> sqlite3.Connection:
    conn = _opened(path, "ro" if read_only else "rw", busy_timeout_s)
    if read_only:
        try:
            conn.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError as err:
            conn.close()
            if not _nobody_writes(path, err):
                raise
            return _opened(path, "ro&immutable=1", busy_timeout_s)
    return conn


def _opened(path: Path, mode: str, busy_timeout_s: float) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    conn = sqlite3.connect(address, uri=True, timeout=busy_timeout_s, isolation_level=None)
    conn.execute("PRAGMA foreign_keys = ON")
    return conn


def _nobody_writes(path: Path, err: sqlite3.OperationalError) -> bool:
    """Whether SQLite could not make the files that it shares with writers because the disk is read-only or full.

    There is no writer then, and if none has left a log next to the store, the file can be read as it is.
    """
    wal = path.with_name(f"{path.name}-wal")
    stuck = _full(err) or bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    return stuck and not (wal.exists() and wal.stat().st_size)


def _full(err: sqlite3.DatabaseError) -> bool:
    return getattr(err, "sqlite_errorname", "") in {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"}


def _prepare_writer(conn: sqlite3.Connection) -> None:
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = NORMAL")  # with WAL this cannot damage the file; progress rows need no fsync
    conn.execute(f"PRAGMA journal_size_limit = {MAX_KEPT_WAL_BYTES}")
    conn.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")


@contextmanager
def _sentences(path: Path, busy_timeout_s: float) -> Iterator[None]:
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # says something about the program, not about the file
    except UnicodeDecodeError as err:  # the message of an error itself is no text
        raise StoreDamagedError(_damaged(path)) from err
    except sqlite3.DatabaseError as err:
        torn = getattr(err, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT or _is_undecodable(err)
        raise (StoreDamagedError if torn else StoreError)(_sentence(path, err, busy_timeout_s)) from err


def _is_undecodable(err: sqlite3.DatabaseError) -> bool:
    """Whether a text of the database is not UTF-8, which the program never writes."""
    return str(err).startswith("Could not decode to UTF-8")


def _sentence(path: Path, err: sqlite3.DatabaseError, busy_timeout_s: float) -> str:
    code = sqlite3.SQLITE_FULL if _full(err) else getattr(err, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if _is_undecodable(err) or (code == sqlite3.SQLITE_ERROR and copies(path)):
        return _damaged(path)
    sentences = {
        sqlite3.SQLITE_BUSY: f"The database {path} has been locked by another program for more than "
        f"{busy_timeout_s:g} seconds. Wait until that program has finished, and try again.",
        sqlite3.SQLITE_NOTADB: _damaged(path)
        if copies(path)
        else f"{path} is not a database. Move it away, or let DB_PATH name another file.",
        sqlite3.SQLITE_CORRUPT: _damaged(path),
        sqlite3.SQLITE_FULL: f"The disk that holds the database {path} is full. Make room on it, and try again.",
        sqlite3.SQLITE_READONLY: f"The database {path} cannot be written. "
        "Give this user the right to write to it and to its directory.",
        sqlite3.SQLITE_CANTOPEN: f"The database {path} cannot be opened. "
        "Give this user the right to read it and to write to its directory.",
    }
    return sentences.get(code, f"The database {path} cannot be used ({err}). Check the disk that holds it.")


def _damaged(path: Path) -> str:
    """What to do with a damaged store: nothing is lost as long as nothing writes over it."""
    backups = copies(path)
    remedy = (
        f"`recommenderr restore {backups[-1]}` brings back its last copy"
        if backups
        else "`recommenderr restore FILE` brings back a backup; without one, move it away, and the next refresh reads "
        "everything from Plex again"
    )
    return f"The database {path} is damaged. {remedy}."
