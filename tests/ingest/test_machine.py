"""Any sequence of changes at the server and of refreshes, some of which meet faults: nothing known is ever lost."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from recommenderr.demo.people import DemoAccount
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import PlexError
from recommenderr.ingest import ingest
from recommenderr.plex.reader import PlexReader
from recommenderr.store.connection import open_store
from tests.factories.records import dump
from tests.factories.small_library import CHILD, FRIEND, HOME, NOW, OWNER, small_library

KNOWN = ("SELECT item_id FROM items", "SELECT history_key FROM history", "SELECT account_id FROM accounts")
PATHS = ("", "/library/sections", "/library/metadata", "/status/sessions", "/accounts", "unwatched=0", "^/api/")
WAYS: tuple[dict[str, Any], ...] = (
    {"status": 500},
    {"status": 401},
    {"status": 404},
    {"status": 429, "retry_after_s": 0},
    {"status": 498},
    {"status": 520},
    {"drop": True},
    {"body": "truncated"},
    {"body": "html"},
    {"body": "empty"},
    {"body": "cut"},
    {"body": "control"},
    {"body": "rowless"},
)
people = st.sampled_from([OWNER, HOME, CHILD, FRIEND])
days_ago = st.none() | st.floats(0, 20)
pick = st.integers(0, 10_000)


def said(conn: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row, save how often titles changed: a run that got half of the changes counts once more."""
    rows = dump(conn)
    return rows | {"meta": [row for row in rows["meta"] if row[0] != "titles_stamp"]}


class Refreshes(RuleBasedStateMachine):
    """A server that changes, a store that follows, and faults in between."""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.plex = self.stack.enter_context(DemoServer(small_library()))
        self.library = self.plex.library
        for key in list(self.library.titles)[8:52]:  # a dozen titles do, and fast
            self.library.remove(key)
        self.reader = self.stack.enter_context(
            PlexReader(self.plex.base, self.plex.token, tv_base=self.plex.base, client_id="tests", backoff_s=0)
        )
        self.conn = self.stack.enter_context(open_store(self.folder / "store.db"))
        self.removed: list[Any] = []
        self.known: list[set[Any]] = [set(), set(), set()]

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def title(self, number: int) -> str:
        return list(self.library.titles)[number % len(self.library.titles)]

    @rule(person=people, number=pick, ago=days_ago)
    def play(self, person: int, number: int, ago: float | None) -> None:
        title = self.library.titles[self.title(number)]
        keys = [str(episode.rating_key) for episode in title.episodes()] or [title.rating_key]
        at = None if ago is None else int(NOW.timestamp() - ago * 86_400)
        self.library.play(person, keys[number % len(keys)], at)

    @rule(person=people, number=pick)
    def mark_or_rate(self, person: int, number: int) -> None:
        if number % 2:
            self.library.mark(person, self.title(number))
        else:
            self.library.rate(person, self.title(number), float(number % 11))

    @rule(person=people, number=pick)
    def unmark(self, person: int, number: int) -> None:
        self.library.states.pop((person, self.library.titles[self.title(number)].guid), None)

    @rule(number=pick)
    def alter(self, number: int) -> None:
        self.library.alter(self.title(number), genres=(f"Genre {number}",), title=f"Title {number % 5}")

    @rule(number=pick)
    @precondition(lambda self: len(self.library.titles) > 3)
    def remove(self, number: int) -> None:
        self.removed.append(self.library.remove(self.title(number)))

    @rule(number=pick)
    @precondition(lambda self: self.removed)
    def add_again(self, number: int) -> None:
        old = self.removed.pop(number % len(self.removed))
        facts = {"guid": old.guid, "type": old.type, "title": old.title, "seasons": old.seasons}
        self.library.add(old.section_key, **facts, updated_at=old.updated_at)

    @rule(number=st.integers(200, 203), kind=st.sampled_from(["home", "friend"]))
    def let_in(self, number: int, kind: Any) -> None:
        self.library.add_account(DemoAccount(number, f"Person {number}", f"person{number}", kind, number))

    @rule(number=st.integers(200, 203))
    def show_out(self, number: int) -> None:
        self.library.accounts.pop(number, None)

    @rule(path=st.sampled_from(PATHS), way=st.sampled_from(WAYS), chance=st.sampled_from([0.2, 0.6, 1.0]), seed=pick)
    def refresh_with_faults_and_then_without(self, path: str, way: dict[str, Any], chance: float, seed: int) -> None:
        """The next clean run ends where a run without faults, from the same store, would have."""
        copy = self.folder / "copy.db"
        copy.unlink(missing_ok=True)
        self.conn.execute("VACUUM INTO ?", (str(copy),))
        before, marks, live = dump(self.conn), self.marks(), self.live()
        self.plex.faults.fail(path, **way, chance=chance, seed=seed, times=None)
        try:
            self.run(self.conn)
        except PlexError:
            assert dump(self.conn) == before
        self.plex.faults.clear()
        self.nothing_known_is_lost()
        assert not [mark for mark in marks - self.marks() if self.is_watched_there(*mark)]
        assert not [item_id for item_id in live - self.live() if str(item_id) in self.library.titles]
        self.settle(self.conn)
        with open_store(copy) as twin:
            self.settle(twin)
            assert said(twin) == said(self.conn)

    @rule()
    def refresh(self) -> None:
        self.settle(self.conn)
        after = dump(self.conn)
        self.run(self.conn)
        assert dump(self.conn) == after

    def marks(self) -> set[tuple[int, int]]:
        return set(self.conn.execute("SELECT account_id, item_id FROM states"))

    def live(self) -> set[int]:
        return {item_id for (item_id,) in self.conn.execute("SELECT item_id FROM items WHERE gone_at IS NULL")}

    def is_watched_there(self, person: int, item_id: int) -> bool:
        """Whether the server still says so; of what is gone it says nothing, and the store remembers."""
        title = self.library.titles.get(str(item_id))
        state = self.library.states.get((person, title.guid)) if title else None
        return title is None or (state is not None and state.watched)

    def settle(self, conn: sqlite3.Connection) -> None:
        """Refreshes twice: the second time it is believed that a library or somebody's marks in it are all gone."""
        self.run(conn)
        self.run(conn)

    def run(self, conn: sqlite3.Connection) -> None:
        ingest(conn, self.reader, demo=False, on_progress=lambda *_: None, now=NOW)
        self.nothing_known_is_lost()

    def nothing_known_is_lost(self) -> None:
        now = [{key for (key,) in self.conn.execute(query)} for query in KNOWN]
        assert all(known <= there for known, there in zip(self.known, now, strict=True))
        self.known = now


TestRefreshes = pytest.mark.slow(Refreshes.TestCase)
TestRefreshes.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
