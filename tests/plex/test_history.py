"""The watch history comes whole, with all that real servers do to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import PlexRefusedError
from recommenderr.plex import paging
from recommenderr.records import HistoryRow
from tests.plex.scripted import Asked, Scripted, assert_fails, paged, reading, reading_demo

PATH = "/status/sessions/history/all"
AT = 1_700_000_000


def film_row(number: int, *, at: int | None = AT, account: int = 1, attributes: str = "") -> str:
    viewed = "" if at is None else f' viewedAt="{at}"'
    return (
        f'<Video historyKey="/status/sessions/history/{number}" ratingKey="{number}" type="movie" '
        f'title="Film {number}" accountID="{account}"{viewed} {attributes}/>'
    )


def when(row: HistoryRow) -> datetime:
    assert row.viewed_at is not None
    return row.viewed_at


@pytest.mark.parametrize("cap", [None, 13, 60])
@pytest.mark.parametrize("tells_total", [True, False])
def test_every_row_comes_once_however_the_server_pages(plex: DemoServer, cap: int | None, tells_total: bool) -> None:
    plex.faults.page_cap, plex.faults.tells_total, plex.faults.forces_paging = cap, tells_total, True
    with reading_demo(plex) as reader:
        result = reader.history()
    keys = [row.history_key for row in result.rows]
    assert result.complete
    assert len(keys) == len(set(keys)) == len(plex.library.history)
    assert [when(row) for row in result.rows] == sorted((when(row) for row in result.rows), reverse=True)


def test_a_film_and_an_episode(plex: DemoServer) -> None:
    film, series = plex.library.listing("1")[0], plex.library.listing("2")[0]
    episode = next(series.episodes())
    plex.library.history.clear()
    plex.library.play(102, film.rating_key, AT)
    plex.library.play(103, str(episode.rating_key), AT + 60)
    with reading_demo(plex) as reader:
        newest, oldest = reader.history().rows
    assert oldest == HistoryRow(
        history_key=oldest.history_key,
        account_id=102,
        type="movie",
        title=film.title,
        viewed_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        item_id=film.rating_key,
        library_id="1",
    )
    assert newest == HistoryRow(
        history_key=newest.history_key,
        account_id=103,
        type="episode",
        title="Episode 1",
        viewed_at=datetime(2023, 11, 14, 22, 14, 20, tzinfo=UTC),
        item_id=str(episode.rating_key),
        series_id=series.rating_key,
        series_title=series.title,
        season=episode.season,
        episode=1,
        library_id="2",
    )


def test_rows_of_deleted_media_keep_their_titles(plex: DemoServer) -> None:
    film, series = plex.library.listing("1")[0], plex.library.listing("2")[0]
    plex.library.history.clear()
    plex.library.play(1, film.rating_key, AT)
    plex.library.play(1, str(next(series.episodes()).rating_key), AT)
    plex.library.remove(film.rating_key)
    plex.library.remove(series.rating_key)
    with reading_demo(plex) as reader:
        rows = {row.type: row for row in reader.history().rows}
    assert (rows["movie"].item_id, rows["movie"].title) == (None, film.title)
    assert (rows["episode"].item_id, rows["episode"].series_id) == (None, None)
    assert (rows["episode"].series_title, rows["episode"].season) == (series.title, series.first_season)


def test_an_episode_without_its_series_is_asked_for_it(plex: DemoServer) -> None:
    series, other = plex.library.listing("2")[:2]
    episodes = list(series.episodes())
    plex.library.history.clear()
    for number, episode in enumerate(episodes[:3]):
        plex.library.play(1, str(episode.rating_key), AT + number, names_series=False)
    plex.library.play(1, str(next(other.episodes()).rating_key), AT - 60)
    with reading_demo(plex) as reader:
        rows = reader.history().rows
    assert [row.series_id for row in rows] == [*[series.rating_key] * 3, other.rating_key]
    assert sum(one.path.startswith("/library/metadata") for one in plex.requests) == 1


def test_nothing_is_asked_where_every_episode_names_its_series(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        reader.history()
    assert not [one for one in plex.requests if one.path.startswith("/library/metadata")]


def test_plexs_own_duplicates_stay(plex: DemoServer) -> None:
    plex.library.history.clear()
    key = plex.library.listing("1")[0].rating_key
    for at in (AT, AT, AT + 60):
        plex.library.play(1, key, at)
    with reading_demo(plex) as reader:
        assert len(reader.history().rows) == 3


def test_a_row_without_a_time_comes_without_one(plex: DemoServer) -> None:
    plex.library.history.clear()
    plex.library.play(1, plex.library.listing("1")[0].rating_key, None)
    with reading_demo(plex) as reader:
        assert [row.viewed_at for row in reader.history(back_to=datetime(2020, 1, 1, tzinfo=UTC)).rows] == [None]


def test_music_photos_and_clips_are_counted_and_left_out(plex: DemoServer) -> None:
    plex.library.history.clear()
    plex.library.write_row(1, "track", "Clair de lune", "900", AT)
    plex.library.write_row(1, "track", "Gymnopedie", "901", AT)
    plex.library.write_row(1, "photo", "Autumn", "902", AT)
    plex.library.write_row(1, "clip", "Trailer", "903", AT)
    with reading_demo(plex) as reader:
        result = reader.history()
    assert result.rows == ()
    assert result.skipped == {"track": 2, "photo": 1, "clip": 1}


def test_home_videos_are_counted_and_left_out_deleted_ones_too(plex: DemoServer) -> None:
    film = plex.library.listing("1")[0]
    video = plex.library.add("4", title=film.title, type="movie", guid="com.plexapp.agents.none://1?lang=xn")
    plex.library.history.clear()
    plex.library.play(1, video.rating_key, AT)
    plex.library.write_row(1, "movie", film.title, None, AT + 1, section_key="4")
    plex.library.play(1, film.rating_key, AT + 2)
    with reading_demo(plex) as reader:
        result = reader.history()
    assert [row.item_id for row in result.rows] == [film.rating_key]
    assert result.skipped == {"home video": 2}


def test_whoever_was_not_signed_in_is_account_0(plex: DemoServer) -> None:
    plex.library.history.clear()
    plex.library.write_row(0, "movie", "Seen by nobody", "904", AT)
    with reading_demo(plex) as reader:
        assert [(row.account_id, row.title) for row in reader.history().rows] == [(0, "Seen by nobody")]


def test_a_history_that_grows_while_it_is_read(plex: DemoServer) -> None:
    key, late = plex.library.listing("1")[0].rating_key, int(when_now().timestamp())
    before = {f"/status/sessions/history/{row.history_id}" for row in plex.library.history}

    def play_one_more(library: DemoLibrary) -> None:
        if len(library.history) < len(before) + 5:
            library.play(1, key, late)

    plex.faults.page_cap, plex.faults.after_history_page = 10, play_one_more
    with reading_demo(plex) as reader:
        result = reader.history()
    keys = [row.history_key for row in result.rows]
    assert result.complete
    assert before <= set(keys)
    assert len(keys) == len(set(keys))


def when_now() -> datetime:
    return datetime(2026, 6, 1, tzinfo=UTC)


def test_reading_back_to_a_time_stops_after_a_page_that_lies_before_it(plex: DemoServer) -> None:
    plex.faults.page_cap, plex.faults.filters_time = 10, False
    with reading_demo(plex) as reader:
        everything = reader.history().rows
        back_to = when(everything[14])
        asked = len(plex.requests)
        result = reader.history(back_to=back_to)
    assert result.complete
    assert {row.history_key for row in everything[:15]} <= {row.history_key for row in result.rows}
    assert sum(one.path == PATH for one in plex.requests[asked:]) == 3


def test_the_servers_filter_by_time_is_not_relied_on(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        reader.history(back_to=when_now() - timedelta(days=9000))
    asked = [one for one in plex.requests if one.path == PATH]
    assert {tuple(one.params) for one in asked} == {("sort",)}
    assert {one.params["sort"] for one in asked} == {"viewedAt:desc"}


def test_a_server_that_does_not_sort_is_read_to_its_end() -> None:
    rows = [film_row(number, at=AT + number) for number in range(30)]
    with Scripted({PATH: paged(rows, cap=10)}) as server, reading(server.base) as reader:
        assert len(reader.history(back_to=datetime.fromtimestamp(AT + 25, UTC)).rows) == 30


def test_a_history_that_ends_early_says_so() -> None:
    def short(asked: Asked) -> str:
        return paged([film_row(1), film_row(2)], total=False)(asked).replace("<MediaContainer", TOTAL, 1)

    with Scripted({PATH: short}) as server, reading(server.base) as reader:
        result = reader.history()
    assert (len(result.rows), result.complete) == (2, False)


TOTAL = '<MediaContainer totalSize="3693"'


def test_rows_that_lack_nearly_everything() -> None:
    rows = [
        '<Video type="movie" title="No account" viewedAt="1700000000"/>',
        '<Video type="movie" title="Known" accountID="7" viewedAt="1700000000"/>',
        '<Video type="movie" title="Known" accountID="7" viewedAt="1700000000"/>',
        '<Video type="movie" accountID="7" key="/library/metadata/55" index="x"/>',
        '<Track title="A song" accountID="7"/>',
    ]
    with Scripted({PATH: paged(rows)}) as server, reading(server.base) as reader:
        result = reader.history()
    assert [(row.title, row.item_id, row.viewed_at is None) for row in result.rows] == [
        ("Known", None, False),
        ("", "55", True),
    ]
    assert result.skipped == {"without an account": 1, "track": 1}


def test_of_rows_that_went_away_meanwhile_no_wholeness_is_claimed(plex: DemoServer) -> None:
    """Row 3 goes when rows 0 to 9 have come: row 10 moves up among these, and nobody has seen it."""
    rows = plex.library.ordered_history(newest_first=True)

    def forget(library: DemoLibrary) -> None:
        if rows[3] in library.history:
            library.history.remove(rows[3])
            library.write_row(1, "movie", "Newer", None, None)  # tells the library that its history changed
            library.history.pop()

    plex.faults.page_cap, plex.faults.after_history_page = 10, forget
    with reading_demo(plex) as reader:
        result = reader.history()
        assert f"/status/sessions/history/{rows[10].history_id}" not in {row.history_key for row in result.rows}
        assert not result.complete
        assert reader.history().complete


def test_pages_of_a_long_history_are_asked_for_ahead_and_come_in_order(
    plex: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE_ROWS", 10)
    key, late = plex.library.listing("1")[0].rating_key, int(when_now().timestamp())
    before = {f"/status/sessions/history/{row.history_id}" for row in plex.library.history}
    plex.faults.after_history_page = lambda library: len(library.history) < 100 and library.play(1, key, late)
    with reading_demo(plex) as reader:
        rows = reader.history().rows
    times = [when(row) for row in rows if row.history_key in before]
    assert before <= {row.history_key for row in rows}
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("short", [3, 5])
def test_a_short_page_among_those_asked_for_ahead_loses_nothing(short: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_ROWS", 10)
    rows = [film_row(number, at=AT - number) for number in range(95)]
    dealt = paged(rows)

    def answer(asked: Asked) -> str:
        return paged(rows, cap=4)(asked) if asked.start == 10 * short else dealt(asked)

    with Scripted({PATH: answer}) as server, reading(server.base) as reader:
        result = reader.history()
    assert [row.item_id for row in result.rows] == [str(number) for number in range(95)]
    assert result.complete


def test_a_page_that_announces_more_than_it_holds_is_not_the_whole() -> None:
    cut = f'<MediaContainer size="3693">{film_row(1)}{film_row(2)}</MediaContainer>'
    with Scripted({PATH: cut}) as server, reading(server.base) as reader:
        result = reader.history()
    assert (len(result.rows), result.complete) == (2, False)


def test_an_episode_whose_series_is_known_is_not_asked_for_again(plex: DemoServer) -> None:
    episode = next(plex.library.listing("2")[0].episodes())
    plex.library.history.clear()
    row = plex.library.play(1, str(episode.rating_key), AT, names_series=False)
    with reading_demo(plex) as reader:
        known = {f"/status/sessions/history/{row.history_id}"}
        rows = reader.history(knows_series=known.__contains__).rows
    assert known == {one.history_key for one in rows}
    assert rows[0].series_id is None
    assert not [one for one in plex.requests if one.path.startswith("/library/metadata")]


def test_a_server_that_does_not_page_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_ROWS", 20)
    rows = "".join(film_row(number, at=AT - number) for number in range(50))
    whole = f'<MediaContainer size="50">{rows}</MediaContainer>'
    with Scripted({PATH: whole}) as server, reading(server.base) as reader:
        result = reader.history()
        assert server.paths().count(PATH) == 1
    assert (len(result.rows), result.complete) == (50, True)


def test_progress_is_reported_page_by_page(plex: DemoServer) -> None:
    plex.faults.page_cap = 40
    total = len(plex.library.history)
    told: list[tuple[int, int | None]] = []
    with reading_demo(plex) as reader:
        reader.history(on_done=lambda done, of: told.append((done, of)))
    assert told == [(min(done, total), total) for done in range(40, total + 40, 40)]


def test_a_token_that_expires_between_two_pages(plex: DemoServer) -> None:
    plex.faults.page_cap = 10
    plex.faults.fail(PATH, status=401, skip=2, times=None)
    with reading_demo(plex) as reader:
        assert_fails(reader.history, PlexRefusedError, "PLEX_TOKEN")
