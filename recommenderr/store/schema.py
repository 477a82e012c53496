"""The tables, and the steps that brought them about.

Texts and numbers are stored as Plex sends them, times as epoch seconds in UTC. An item's id, which Plex makes of digits
alone, is a number here, so that rows lie and come in its order. A step that has been released is never changed again:
what is new becomes a new step at the end of `STEPS`.
"""

from __future__ import annotations

from dataclasses import dataclass

APPLICATION_ID = 0x52434D44
"""Stands in the file's header, so that another program's SQLite file is not taken for ours."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the tables. `version` counts from 1 without gaps."""

    version: int
    name: str
    statements: tuple[str, ...]


LEDGER = """CREATE TABLE IF NOT EXISTS migrations (
    version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"""

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"

_LIBRARIES = """CREATE TABLE libraries (
    library_id TEXT PRIMARY KEY, title TEXT NOT NULL, type TEXT NOT NULL CHECK (type IN ('movie', 'show')),
    agent TEXT NOT NULL, position INTEGER NOT NULL, gone_at INTEGER) STRICT"""

# title_id: the item_id of the copy that stands for the title; folded: the title as it is compared.
# digest: of everything but updated_at, to see whether metadata that was fetched again says anything new.
_ITEMS = """CREATE TABLE items (
    item_id INTEGER PRIMARY KEY, guid TEXT NOT NULL, type TEXT NOT NULL CHECK (type IN ('movie', 'show')),
    title TEXT NOT NULL, library_id TEXT NOT NULL REFERENCES libraries (library_id),
    sort_title TEXT NOT NULL, original_title TEXT NOT NULL, edition TEXT NOT NULL, year INTEGER, runtime_min REAL,
    summary TEXT NOT NULL, tagline TEXT NOT NULL, content_rating TEXT NOT NULL, studio TEXT NOT NULL,
    episode_count INTEGER, thumb TEXT NOT NULL, added_at INTEGER, updated_at INTEGER,
    folded TEXT NOT NULL, digest TEXT NOT NULL,
    title_id INTEGER NOT NULL REFERENCES items (item_id), gone_at INTEGER) STRICT"""

_EXTERNAL_IDS = """CREATE TABLE external_ids (
    item_id INTEGER NOT NULL REFERENCES items (item_id) ON DELETE CASCADE, position INTEGER NOT NULL,
    external_id TEXT NOT NULL, PRIMARY KEY (item_id, position)) STRICT, WITHOUT ROWID"""

_TAGS = """CREATE TABLE tags (
    item_id INTEGER NOT NULL REFERENCES items (item_id) ON DELETE CASCADE, kind TEXT NOT NULL,
    position INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (item_id, kind, position)) STRICT, WITHOUT ROWID"""

_RATINGS = """CREATE TABLE ratings (
    item_id INTEGER NOT NULL REFERENCES items (item_id) ON DELETE CASCADE, position INTEGER NOT NULL,
    source TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('critic', 'audience')), value REAL NOT NULL,
    PRIMARY KEY (item_id, position)) STRICT, WITHOUT ROWID"""

_ACCOUNTS = """CREATE TABLE accounts (
    account_id INTEGER PRIMARY KEY, name TEXT NOT NULL, username TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('owner', 'home', 'managed', 'friend', 'unknown')),
    watched_stamp TEXT NOT NULL DEFAULT '') STRICT"""

# sent_…: the ids of the film, or of the episode and its series, as the server sent them.
# item_id: the film or series that the row belongs to, as far as it could be found; matched_by: how.
# counted: 0 for a second row of a playback that is counted already.
_HISTORY = """CREATE TABLE history (
    history_key TEXT PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    type TEXT NOT NULL CHECK (type IN ('movie', 'episode')), title TEXT NOT NULL, viewed_at INTEGER,
    sent_item_id INTEGER, sent_series_id INTEGER, series_title TEXT NOT NULL, season INTEGER, episode INTEGER,
    library_id TEXT, folded TEXT NOT NULL,
    item_id INTEGER REFERENCES items (item_id), matched_by TEXT CHECK (matched_by IN ('id', 'title')),
    counted INTEGER NOT NULL DEFAULT 1) STRICT"""

_STATES = """CREATE TABLE states (
    account_id INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE,
    item_id INTEGER NOT NULL REFERENCES items (item_id) ON DELETE CASCADE,
    plays INTEGER NOT NULL, last_viewed_at INTEGER, rating REAL, PRIMARY KEY (account_id, item_id))
    STRICT, WITHOUT ROWID"""

_REFRESHES = """CREATE TABLE refreshes (
    refresh_id INTEGER PRIMARY KEY AUTOINCREMENT, started_at INTEGER NOT NULL, finished_at INTEGER,
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'failed', 'running')), phase TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0, error TEXT,
    summary TEXT NOT NULL DEFAULT '') STRICT"""

_PRESETS = """CREATE TABLE presets (
    account_id INTEGER NOT NULL REFERENCES accounts (account_id) ON DELETE CASCADE, name TEXT NOT NULL,
    folded TEXT NOT NULL, settings TEXT NOT NULL, is_default INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, folded)) STRICT, WITHOUT ROWID"""

_INDEXES = (
    "CREATE INDEX items_by_title ON items (title_id)",
    "CREATE INDEX items_by_name ON items (type, folded, title_id)",
    "CREATE INDEX history_by_account ON history (account_id, viewed_at)",
)

# lower(hex(randomblob(16))) is how SQLite makes an id of its own: the client id that Plex knows this program by.
_FIRST_VALUES = (
    "INSERT INTO meta (key, value) VALUES ('client_id', lower(hex(randomblob(16))))",
    "INSERT INTO meta (key, value) VALUES ('titles_stamp', '0')",
)

# `normalize_name` is a function that the migration gives to SQLite. Two presets of one person whose names differed only
# in accents are still two: the second one gets a number.
_NORMALIZE_NAMES = (
    "UPDATE items SET folded = normalize_name(title)",
    "UPDATE history SET folded = normalize_name(CASE type WHEN 'movie' THEN title ELSE series_title END)",
    "UPDATE OR IGNORE presets SET folded = normalize_name(name)",
    """UPDATE OR IGNORE presets SET name = numbered, folded = normalize_name(numbered) FROM (
        SELECT account_id AS owner, folded AS stale, name || ' (' || (1 + row_number() OVER (
            PARTITION BY account_id, normalize_name(name) ORDER BY folded)) || ')' AS numbered
        FROM presets WHERE folded <> normalize_name(name))
    WHERE account_id = owner AND folded = stale""",
)

# Numbers that the first version stored as the server sent them, and that no year, runtime and time can have. 4102444800
# is the beginning of 2100.
_PLAUSIBLE_NUMBERS = (
    "UPDATE items SET year = NULL WHERE year NOT BETWEEN 1800 AND 2200",
    "UPDATE items SET runtime_min = NULL WHERE runtime_min > 144000",
    "UPDATE items SET episode_count = NULL WHERE episode_count NOT BETWEEN 0 AND 1000000000",
    *(
        f"UPDATE {table} SET {column} = NULL WHERE {column} NOT BETWEEN 1 AND 4102444799"
        for table, column in (
            ("items", "added_at"),
            ("items", "updated_at"),
            ("history", "viewed_at"),
            ("states", "last_viewed_at"),
        )
    ),
)

# libraries: the ids of the libraries that are shared with a person as a JSON list, NULL where that is not known.
# restriction: what Plex restricts them to, allowed: content ratings that the owner lets through, both as JSON.
_ACCESS = """CREATE TABLE access (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (account_id) ON DELETE CASCADE, libraries TEXT,
    restriction TEXT NOT NULL DEFAULT '{}', age_cap INTEGER, allowed TEXT NOT NULL DEFAULT '[]') STRICT"""

# Without a time of change, the next refresh asks for each title once more, and with it for the age.
_RATING_AGES = (
    "ALTER TABLE items ADD COLUMN content_rating_age INTEGER",
    "UPDATE items SET updated_at = NULL",
)

# ISO dates. Without updated_at the next refresh reads every title's metadata again, and finds its day of release.
_RELEASES = (
    "ALTER TABLE items ADD COLUMN released TEXT",
    "ALTER TABLE items ADD COLUMN latest_release TEXT",
    "UPDATE items SET updated_at = NULL",
)

STEPS: tuple[Step, ...] = (
    Step(
        1,
        "first tables",
        (
            f"PRAGMA application_id = {APPLICATION_ID}",
            _META,
            _LIBRARIES,
            _ITEMS,
            _EXTERNAL_IDS,
            _TAGS,
            _RATINGS,
            _ACCOUNTS,
            _HISTORY,
            _STATES,
            _REFRESHES,
            _PRESETS,
            *_INDEXES,
            *_FIRST_VALUES,
        ),
    ),
    Step(2, "names compared without accents", _NORMALIZE_NAMES),
    Step(3, "numbers within their ranges", _PLAUSIBLE_NUMBERS),
    Step(4, "who may see what", (_ACCESS, *_RATING_AGES)),
    Step(5, "days of release", _RELEASES),
)
