"""A whole ingest over HTTP: the real reader, a small server, a store on disk."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest

from recommenderr.demo.people import DemoAccount
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import ForeignStoreError, IncompleteListingError, PlexError, SettingsError
from recommenderr.ingest import IngestSummary, ingest
from recommenderr.plex.reader import PlexReader
from recommenderr.records import Account
from recommenderr.store import history, meta, people, refreshes, titles
from recommenderr.store.connection import open_store
from recommenderr.store.meta import counts
from recommenderr.store.titles import Title
from recommenderr.store.watching import history_page, versions, watched
from tests.factories.records import dump
from tests.factories.small_library import CHILD, FRIEND, HOME, NOW, OWNER

DAY_S = 86_400
FILM, SERIES = "1001", "1052"
"""The first film and the first series of the small library; the owner has seen the film."""


def run(conn: sqlite3.Connection, reader: PlexReader, *libraries: str) -> IngestSummary:
    return ingest(conn, reader, libraries=libraries, demo=False, on_progress=lambda *_: None, now=NOW)


def asked(plex: DemoServer, path: str) -> list[str]:
    return [request.path for request in plex.requests if request.path.startswith(path)]


def by_id(conn: sqlite3.Connection) -> dict[str, Title]:
    return {copy: title for title in titles.iter_titles(conn) for copy in title.copies}


def seconds(days_ago: float) -> int:
    return int(NOW.timestamp() - days_ago * DAY_S)


def test_the_first_ingest_brings_everything(conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer) -> None:
    summary = run(conn, reader)
    rows = len(plex.library.history)
    assert summary == IngestSummary(items_new=61, events_new=rows)
    assert (counts(conn).users, counts(conn).titles, counts(conn).events) == (4, 61, rows)
    kinds = {person.account_id: person.kind for person in people.accounts(conn)}
    assert kinds == {OWNER: "owner", HOME: "home", CHILD: "managed", FRIEND: "friend"}
    seen = {number for number, _ in enumerate(plex.library.titles) if number % 2 == 0}
    assert len(watched(conn, OWNER)) == len(seen)
    assert set(versions(conn)) == {OWNER, HOME}
    server = meta.server(conn)
    assert server is not None and server.machine_id == plex.library.machine_id
    for copy, title in plex.library.titles.items():
        stored = by_id(conn)[copy].item
        assert (stored.title, stored.year, stored.genres, stored.cast) == (
            title.title, title.year, title.genres, title.cast,
        )  # fmt: skip


def test_the_second_ingest_asks_little_and_changes_nothing(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    run(conn, reader)
    before = dump(conn)
    plex.requests.clear()
    assert run(conn, reader) == IngestSummary()
    assert dump(conn) == before
    assert asked(plex, "/library/metadata") == []


def test_an_episode_that_names_no_series_is_asked_for_it_once_and_for_all(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    episode = next(plex.library.titles[SERIES].episodes())
    plex.library.play(CHILD, str(episode.rating_key), seconds(1), names_series=False)
    run(conn, reader)
    assert [title.item_id for title in watched(conn, CHILD)] == [SERIES]
    before = dump(conn)
    plex.requests.clear()
    run(conn, reader)
    assert asked(plex, "/library/metadata") == []
    assert dump(conn) == before


def test_a_home_video_is_no_title_and_its_plays_count_for_no_profile(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    name = plex.library.titles[FILM].title
    video = plex.library.add("4", title=name, type="movie", guid="com.plexapp.agents.none://7?lang=xn")
    plex.library.play(CHILD, video.rating_key, seconds(1))
    summary = run(conn, reader)
    assert (summary.items_new, summary.skipped) == (61, {"home video": 1})
    assert watched(conn, CHILD) == []


def test_whoever_was_not_signed_in_is_kept_as_nobody(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    plex.library.write_row(0, "movie", plex.library.titles[FILM].title, FILM, seconds(1))
    run(conn, reader)
    assert people.find_account(conn, "0") == Account(0, "Nobody (account 0)", "", "unknown")
    assert [title.item_id for title in watched(conn, 0)] == [FILM]


def test_titles_that_are_listed_and_then_not_there_end_the_run(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    run(conn, reader)
    before = dump(conn)
    for key in list(plex.library.titles):
        plex.library.alter(key, genres=("Western",))
    plex.faults.fail("^/library/metadata", status=404, times=None)
    with pytest.raises(IncompleteListingError, match="listed 61 titles and then gave the metadata of 0"):
        run(conn, reader)
    assert dump(conn) == before


def test_the_whole_demo_household_twice_is_once(conn: sqlite3.Connection, demo_plex: DemoServer) -> None:
    with PlexReader(demo_plex.base, demo_plex.token, tv_base=demo_plex.base, client_id="tests") as reader:
        first = ingest(conn, reader, demo=True, on_progress=lambda *_: None, now=NOW)
        before = dump(conn)
        again = ingest(conn, reader, demo=True, on_progress=lambda *_: None, now=NOW)
    assert dump(conn) == before
    assert first.skipped and first.items_new > counts(conn).titles > 100
    assert (again.items_new, again.items_changed, again.events_new) == (0, 0, 0)
    assert meta.is_demo(conn)
    assert all(watched(conn, person.account_id) for person in people.accounts(conn) if person.kind == "owner")


def test_progress_goes_through_every_phase_and_may_write_to_the_store(
    conn: sqlite3.Connection, reader: PlexReader, path: Path
) -> None:
    told: list[tuple[str, int, int]] = []
    number = refreshes.start(conn, "ingest")

    def on_progress(phase: str, done: int, total: int) -> None:
        told.append((phase, done, total))
        with open_store(path, busy_timeout_s=0) as other:
            refreshes.progress(other, number, phase, done, total)

    ingest(conn, reader, demo=False, on_progress=on_progress, now=NOW)
    phases = [phase for phase, _ in groupby(told, key=lambda step: step[0])]
    assert phases == ["libraries", "listing", "metadata", "history", "people", "writing"]
    for phase in phases:
        steps = [(done, total) for name, done, total in told if name == phase]
        assert steps == sorted(steps) and steps[-1][0] == steps[-1][1] > 0, phase
    last = refreshes.last(conn)
    assert last is not None and (last.phase, last.done, last.total) == ("writing", 1, 1)


def test_only_a_changed_title_is_asked_for_again(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    run(conn, reader)
    version = titles.version(conn)
    plex.library.alter(FILM, genres=("Western",))
    plex.requests.clear()
    assert run(conn, reader) == IngestSummary(items_changed=1)
    assert asked(plex, "/library/metadata") == [f"/library/metadata/{FILM}"]
    assert by_id(conn)[FILM].item.genres == ("Western",)
    assert titles.version(conn) != version


def test_a_corrected_match_is_fetched_though_its_time_stayed(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    run(conn, reader)
    plex.library.alter(FILM, guid="plex://movie/other", updated_at=plex.library.titles[FILM].updated_at)
    assert run(conn, reader).items_changed == 1
    assert by_id(conn)[FILM].item.guid == "plex://movie/other"


def test_a_deleted_film_and_all_that_is_known_of_it_stay(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    run(conn, reader)
    before = watched(conn, OWNER)
    title = by_id(conn)[FILM]
    plex.library.remove(FILM)
    assert run(conn, reader) == IngestSummary(items_gone=1)
    assert by_id(conn)[FILM] == Title(title.item, gone=True, copies=(FILM,))
    assert watched(conn, OWNER) == before
    assert [entry.gone for entry in history_page(conn, OWNER, limit=1000)].count(True) == 1


def test_a_film_added_again_is_the_same_title(conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer) -> None:
    run(conn, reader)
    before = {title.item_id: title for title in watched(conn, OWNER)}
    old = plex.library.remove(FILM)
    again = plex.library.add("1", guid=old.guid, type="movie", title=old.title, year=old.year, updated_at=seconds(1))
    assert run(conn, reader) == IngestSummary(items_new=1, items_gone=1)
    assert by_id(conn)[FILM].item.item_id == again.rating_key
    assert by_id(conn)[FILM].copies == (again.rating_key, FILM)
    after = {title.item_id: title for title in watched(conn, OWNER)}
    assert after[again.rating_key].plays == before[FILM].plays
    assert after[again.rating_key].last_viewed_at == before[FILM].last_viewed_at
    assert len(after) == len(before)


def test_a_film_deleted_before_the_first_ingest_is_found_by_its_name(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    name = plex.library.titles[FILM].title
    plex.library.write_row(FRIEND, "movie", name.upper(), None, seconds(3))
    plex.library.write_row(FRIEND, "movie", "Nothing of that name", None, seconds(2))
    assert run(conn, reader).unmatched == 1
    assert [title.item_id for title in watched(conn, FRIEND)] == [FILM]


def test_marks_without_rows_rows_without_times_and_other_kinds(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    plex.library.mark(CHILD, FILM)
    plex.library.play(FRIEND, FILM, None, marks=False)
    plex.library.write_row(OWNER, "track", "Clair de lune", None, seconds(1))
    assert run(conn, reader).skipped == {"track": 1}
    for person in (CHILD, FRIEND):
        (title,) = watched(conn, person)
        assert (title.item_id, title.plays, title.last_viewed_at) == (FILM, 1, None)


def test_of_a_long_history_only_the_new_end_is_read_but_late_rows_are_found(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    plex.faults.page_cap = 10
    for number in range(30):
        plex.library.play(OWNER, FILM, seconds(5 + number / 5))
    run(conn, reader)
    pages = len(asked(plex, "/status/sessions/history"))
    plex.library.play(FRIEND, FILM, seconds(1))
    plex.library.play(CHILD, FILM, seconds(11.9))  # of a tablet that was offline
    plex.requests.clear()
    assert run(conn, reader).events_new == 2
    assert len(asked(plex, "/status/sessions/history")) < pages - 2


def test_a_row_from_a_clock_that_ran_ahead_hides_no_new_ones(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    plex.faults.page_cap = 5
    plex.library.play(OWNER, FILM, seconds(-4000))
    run(conn, reader)
    newest = history.newest(conn, NOW)
    assert newest is not None and newest < NOW
    for number in range(20):
        plex.library.play(FRIEND, FILM, seconds(-3000 + number))
        plex.library.play(FRIEND, FILM, seconds(6) + 6 * 3600 * number)
    assert run(conn, reader).events_new == 20  # the others say no more than that it was seen


def test_after_a_doubtful_history_the_next_run_reads_all(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    plex.faults.page_cap = 10
    run(conn, reader)
    pages = len(asked(plex, "/status/sessions/history"))
    meta.put(conn, "history_complete", "0")
    plex.requests.clear()
    run(conn, reader)
    assert len(asked(plex, "/status/sessions/history")) == pages
    assert meta.get(conn, "history_complete") == "1"


def test_a_title_that_vanishes_between_listing_and_metadata_is_reported(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    def on_progress(phase: str, done: int, total: int) -> None:
        if phase == "listing" and done == total:
            plex.library.remove(FILM)

    summary = ingest(conn, reader, demo=False, on_progress=on_progress, now=NOW)
    assert summary.items_new == 60
    assert summary.warnings == (
        "The server listed 1 titles without giving their metadata; the next refresh asks for them again.",
    )
    assert run(conn, reader).warnings == ()


def test_only_the_chosen_libraries_are_read(conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer) -> None:
    run(conn, reader)
    before = watched(conn, OWNER)
    assert run(conn, reader, "films") == IngestSummary(items_gone=10)
    assert watched(conn, OWNER) == before
    assert run(conn, reader, "1", "Anime").warnings != ()
    with pytest.raises(SettingsError, match="Anime"):
        run(conn, reader, "Anime")
    assert run(conn, reader) == IngestSummary(items_back=10)


def test_without_plex_tv_nobody_is_forgotten(conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer) -> None:
    plex.library.mark(CHILD, FILM)
    run(conn, reader)
    known, seen = people.accounts(conn), watched(conn, CHILD)
    plex.faults.lose_plex_tv()
    plex.library.play(HOME, FILM, seconds(1))
    summary = run(conn, reader)
    assert summary.events_new == 1 and summary.warnings
    assert (people.accounts(conn), watched(conn, CHILD)) == (known, seen)


def test_who_left_stays_known(conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer) -> None:
    run(conn, reader)
    before = {person.account_id: person for person in people.accounts(conn)}
    seen = watched(conn, HOME)
    del plex.library.accounts[HOME]
    plex.library.add_account(DemoAccount(107, "Ines", "ines", "friend", 107))
    run(conn, reader)
    after = {person.account_id: person for person in people.accounts(conn) if person.account_id != 107}
    assert after == before | {HOME: Account(HOME, "Bruno", "bruno", "unknown")}
    assert watched(conn, HOME) == seen


def test_another_server_is_refused_before_anything_is_asked(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    run(conn, reader)
    before = dump(conn)
    plex.library.machine_id = "another"
    plex.requests.clear()
    with pytest.raises(ForeignStoreError):
        run(conn, reader)
    assert asked(plex, "/library/") == asked(plex, "/status") == []
    assert dump(conn) == before


def test_a_real_server_after_the_demo_reads_its_whole_history(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer
) -> None:
    ingest(conn, reader, demo=True, on_progress=lambda *_: None, now=NOW)
    plex.faults.page_cap = 10
    plex.library.machine_id = "real"
    assert run(conn, reader) == IngestSummary(items_new=61, events_new=len(plex.library.history))


PLACES = {
    "server": "^/($|\\?)",
    "libraries": "^/library/sections($|\\?)",
    "listing": "^/library/sections/2/all.*type=2.*includeGuids",
    "metadata": "^/library/metadata",
    "history": "^/status/sessions/history",
    "accounts": "^/accounts",
    "states": "unwatched=0",
}


@pytest.mark.parametrize("fault", ["status", "drop", "truncated"])
@pytest.mark.parametrize("place", PLACES.values(), ids=list(PLACES))
def test_a_failure_anywhere_leaves_every_row_as_it_was(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer, place: str, fault: str
) -> None:
    run(conn, reader)
    before = dump(conn)
    plex.library.remove(FILM)
    plex.library.alter(SERIES, title="New name")
    plex.library.play(FRIEND, "1005", seconds(1))
    if fault == "truncated":
        plex.faults.fail(place, body="truncated", times=None)
    else:
        plex.faults.fail(place, status=500 if fault == "status" else None, drop=fault == "drop", times=None)
    with pytest.raises(PlexError):
        run(conn, reader)
    assert dump(conn) == before
    assert conn.execute("SELECT count(*) FROM temp.sqlite_schema WHERE name LIKE 'fetched%'").fetchone() == (0,)
    plex.faults.clear()
    assert run(conn, reader) == IngestSummary(items_changed=1, items_gone=1, events_new=1)


def test_no_token_gets_into_the_store(
    conn: sqlite3.Connection, reader: PlexReader, plex: DemoServer, path: Path
) -> None:
    run(conn, reader)
    tokens = [plex.token, *(account.token for account in plex.library.accounts.values())]
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert not [token for token in tokens if token.encode() in content], file


def test_an_ingest_does_not_keep_a_reader_from_reading(
    conn: sqlite3.Connection, reader: PlexReader, path: Path
) -> None:
    seen: list[int] = []

    def on_progress(phase: str, done: int, total: int) -> None:
        with open_store(path, read_only=True, busy_timeout_s=0) as other:
            seen.append(counts(other).items)

    ingest(conn, reader, demo=False, on_progress=on_progress, now=NOW + timedelta(hours=1))
    assert set(seen[:-1]) == {0} and seen[-1] == 61
