"""What the server remembers of each person, and whose token may say so."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from recommenderr.demo.people import DemoAccount, WatchState
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import PlexAnswerError, PlexRefusedError
from recommenderr.plex.reader import WatchedStatesResult
from recommenderr.records import Library, Server, WatchedState
from tests.plex.scripted import (
    TOKEN,
    Asked,
    Line,
    Says,
    Scripted,
    assert_fails,
    container,
    paged,
    reading,
    reading_demo,
)

OWNER, HOME, CHILD, FRIEND = 1, 101, 102, 103
AT = 1_700_000_000
TIME = datetime.fromtimestamp(AT, UTC)
FILMS = Library("1", "Films", "movie", "tv.plex.agents.movie", 0)
SERIES = Library("2", "Series", "show", "tv.plex.agents.series", 1)
SECTIONS = container(
    '<Directory key="1" type="movie" title="Films" agent="a"/>',
    '<Directory key="2" type="show" title="Series" agent="a"/>',
)


def read(plex: DemoServer) -> WatchedStatesResult:
    with reading_demo(plex) as reader:
        return reader.watched_states(reader.server(), reader.libraries())


def of(result: WatchedStatesResult, account_id: int) -> dict[str, WatchedState]:
    return {state.item_id: state for state in result.states if state.account_id == account_id}


def forget(plex: DemoServer) -> None:
    plex.library.states.clear()


def test_everybodys_state_is_read_with_their_own_token(plex: DemoServer) -> None:
    result = read(plex)
    assert result.complete_for == {OWNER, HOME, CHILD, FRIEND}
    assert result.warnings == ()
    for account_id in (OWNER, HOME, CHILD, FRIEND):
        watched = {guid for (who, guid), state in plex.library.states.items() if who == account_id and state.watched}
        titles = {key for key, title in plex.library.titles.items() if title.guid in watched}
        assert set(of(result, account_id)) == titles
    assert of(result, OWNER)
    assert of(result, HOME)
    assert not of(result, CHILD)


def test_a_film_that_was_marked_without_a_row(plex: DemoServer) -> None:
    forget(plex)
    film = plex.library.listing("1")[0]
    plex.library.mark(CHILD, film.rating_key, AT)
    assert of(read(plex), CHILD) == {film.rating_key: WatchedState(CHILD, film.rating_key, 1, TIME)}


def test_a_series_counts_its_watched_episodes(plex: DemoServer) -> None:
    forget(plex)
    series = plex.library.listing("2")[0]
    for number, episode in enumerate(list(series.episodes())[:3]):
        plex.library.mark(HOME, str(episode.rating_key), AT - number)
    assert of(read(plex), HOME) == {series.rating_key: WatchedState(HOME, series.rating_key, 3, TIME)}


def test_episodes_are_not_read_where_the_list_of_series_tells_all(plex: DemoServer) -> None:
    read(plex)
    episodes = [one for one in plex.requests if one.params.get("type") == "4"]
    assert {one.headers["X-Plex-Container-Size"] for one in episodes} == {"0"}  # counted, not read


@pytest.mark.parametrize(("has_time", "hidden"), [(False, False), (True, True), (False, True)])
def test_a_series_marked_as_a_whole_lacks_the_time_or_is_missing(
    plex: DemoServer, has_time: bool, hidden: bool
) -> None:
    forget(plex)
    series, other = plex.library.listing("2")[:2]
    plex.library.mark(OWNER, str(next(other.episodes()).rating_key), AT - 60)
    plex.library.mark(OWNER, series.rating_key, AT)
    state = plex.library.state(OWNER, series)
    state.last_viewed_at, state.hidden = AT if has_time else None, hidden
    assert of(read(plex), OWNER) == {
        other.rating_key: WatchedState(OWNER, other.rating_key, 1, datetime.fromtimestamp(AT - 60, UTC)),
        series.rating_key: WatchedState(OWNER, series.rating_key, series.episode_count, TIME),
    }


def test_a_series_marked_without_any_time(plex: DemoServer) -> None:
    forget(plex)
    series = plex.library.listing("2")[0]
    plex.library.mark(OWNER, series.rating_key, None)
    assert of(read(plex), OWNER)[series.rating_key].last_viewed_at is None


def test_short_pages_lose_nothing(plex: DemoServer) -> None:
    whole = read(plex)
    plex.faults.page_cap, plex.faults.tells_total = 3, False
    assert set(read(plex).states) == set(whole.states)


def test_only_libraries_shared_with_a_person_are_asked_for_theirs(plex: DemoServer) -> None:
    read(plex)  # Jonas sees the films alone; the server answers 403 for the series
    assert all(plex.library.accounts[FRIEND].sees(key) == (key == "1") for key in ("1", "2"))
    assert FRIEND in read(plex).complete_for


def test_abandoned_plays_are_no_views(plex: DemoServer) -> None:
    forget(plex)
    plex.library.state(OWNER, plex.library.listing("1")[0]).offset_ms = 600_000
    assert of(read(plex), OWNER) == {}


def test_a_persons_rating_comes_along_and_a_tools_does_not(plex: DemoServer) -> None:
    forget(plex)
    films = plex.library.listing("1")[:9]
    for film in films:
        plex.library.mark(OWNER, film.rating_key, AT)
    plex.library.rate(OWNER, films[0].rating_key, 2.0, AT)
    plex.library.rate(OWNER, films[1].rating_key, 9.0, AT + 500)
    for number, film in enumerate(films[2:5]):
        plex.library.rate(OWNER, film.rating_key, 7.0 if number == 1 else 7.3, AT + 10_000 + number)
    states = of(read(plex), OWNER)
    assert [states[film.rating_key].rating for film in films] == [2.0, 9.0] + [None] * 7


def test_other_peoples_tokens_stay_in_memory(plex: DemoServer, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("", "plexapi", "urllib3", "recommenderr"):
        caplog.set_level(logging.DEBUG, name)
    result = read(plex)
    tokens = [plex.token, *(account.token for account in plex.library.accounts.values())]
    assert not [token for token in tokens if token in caplog.text or token in repr(result)]
    assert {one.token_in for one in plex.requests} == {"header"}


def test_without_plex_tv_the_owner_remains(plex: DemoServer) -> None:
    plex.faults.lose_plex_tv()
    result = read(plex)
    assert result.complete_for == {OWNER}
    assert {state.account_id for state in result.states} == {OWNER}
    assert len(result.warnings) == 1
    assert "rely on their history" in result.warnings[0]


def test_a_token_of_another_person_reads_nothing(plex: DemoServer) -> None:
    with reading_demo(plex) as owner:
        server, libraries = owner.server(), owner.libraries()
    with reading(plex.base, "token-of-jonas") as reader:
        assert_fails(lambda: reader.watched_states(server, libraries), PlexRefusedError, "not the owner's")


def test_the_owners_state_must_be_readable(plex: DemoServer) -> None:
    plex.faults.fail("unwatched=0", status=500, times=None)
    with reading_demo(plex) as reader:
        server, libraries = reader.server(), reader.libraries()
        assert_fails(lambda: reader.watched_states(server, libraries), PlexAnswerError, "500")


class Household:
    """A server of one film, seen by whoever asks; plex.tv gives out the tokens that a test says."""

    def __init__(self, tokens: Mapping[str, str], answers: Mapping[str, Line] | None = None) -> None:
        self.tokens = tokens
        self.owners = {TOKEN}
        rows = (f'<SharedServer userID="{who}" username="u{who}" accessToken="{t}"/>' for who, t in tokens.items())
        self.answers: dict[str, Line] = {
            "/library": self.library,
            "/library/sections": SECTIONS,
            "/library/sections/1/all": self.films,
            "/library/sections/2/all": container(totalSize=0),
            "/api/servers/m1/shared_servers": container(*rows),
            **(answers or {}),
        }

    def library(self, asked: Asked) -> Says:
        return Says(container()) if asked.headers["X-Plex-Token"] in self.owners else Says("", 403)

    def films(self, asked: Asked) -> Says:
        if asked.headers["X-Plex-Token"] not in {TOKEN, *self.tokens.values()} - {""}:
            return Says("", 401)
        film = '<Video ratingKey="5" type="movie" title="Lamp" lastViewedAt="1700000000"/>'
        return Says(container(film, totalSize=1))

    def read(self) -> WatchedStatesResult:
        with Scripted(self.answers) as server, reading(server.base) as reader:
            return reader.watched_states(Server("m1", "Attic", "1"), [FILMS, SERIES])


def test_a_mark_without_a_count_is_one_view() -> None:
    assert Household({}).read().states == (WatchedState(1, "5", 1, TIME),)


FILM_ROWS = (
    '<Video ratingKey="1" type="movie" title="A" viewCount="2" lastViewedAt="1700000000"/>',
    '<Video ratingKey="2" type="movie" title="B" viewCount="0"/>',
    '<Video ratingKey="3" type="movie" title="C" viewCount="0" lastViewedAt="1700000000"/>',
    '<Video ratingKey="4" type="movie" title="D"/>',
)
SHOW_ROWS = (
    '<Directory ratingKey="10" type="show" title="S" leafCount="3" viewedLeafCount="0"/>',
    '<Directory ratingKey="20" type="show" title="T" leafCount="3" viewedLeafCount="1" lastViewedAt="1700000000"/>',
)
EPISODE_ROWS = (
    '<Video ratingKey="11" type="episode" grandparentRatingKey="10"/>',
    '<Video ratingKey="12" type="episode" grandparentRatingKey="10" viewCount="0"/>',
    '<Video ratingKey="21" type="episode" grandparentRatingKey="20" viewCount="1" lastViewedAt="1700000000"/>',
)


def rows_read(*, filters: bool) -> dict[str, int]:
    """Plays by item id, from a server that filters by `unwatched`, or gives everything whatever it is asked."""

    def answer(asked: Asked) -> str:
        if "userRating>>" in asked.params:
            return container(totalSize=0)
        if filters and asked.params.get("unwatched") == "1":
            return container(totalSize=7)
        return paged(list({"1": FILM_ROWS, "2": SHOW_ROWS, "4": EPISODE_ROWS}[asked.params["type"]]))(asked)

    answers: dict[str, Line] = {"/library/sections/1/all": answer, "/library/sections/2/all": answer}
    return {state.item_id: state.plays for state in Household({}, answers).read().states}


def test_a_count_of_0_is_no_view_and_a_missing_one_is() -> None:
    assert rows_read(filters=True) == {"1": 2, "4": 1, "20": 1, "10": 1}


def test_a_server_that_ignores_the_filter_makes_nothing_seen_without_a_sign() -> None:
    assert rows_read(filters=False) == {"1": 2, "20": 1}


@pytest.mark.parametrize("token", ["", " ", "two words", TOKEN])
def test_a_missing_token_never_reads_as_the_owner(token: str) -> None:
    result = Household({"7": token, "8": "token-of-8"}).read()
    assert result.complete_for == {1, 8}
    assert [warning for warning in result.warnings if "u7" in warning and "no token of their own" in warning]


def test_a_token_given_out_for_two_people_is_nobodys() -> None:
    result = Household({"7": "shared-token", "8": "shared-token"}).read()
    assert result.complete_for == {1}
    assert len(result.warnings) == 2


def test_a_token_that_the_server_takes_for_the_owners_is_not_used() -> None:
    household = Household({"7": "odd-token"})
    household.owners.add("odd-token")
    result = household.read()
    assert result.complete_for == {1}
    assert "takes their token for the owner's" in result.warnings[0]


def test_a_token_that_the_server_refuses_leaves_the_others_alone() -> None:
    def sections(asked: Asked) -> Says:
        return Says("", 401) if asked.headers["X-Plex-Token"] == "old-token" else Says(SECTIONS)

    result = Household({"7": "old-token", "8": "token-of-8"}, {"/library/sections": sections}).read()
    assert result.complete_for == {1, 8}
    assert result.warnings == (
        "The watched state of u7 could not be read (the server does not accept their token); "
        "their history alone counts.",
    )


def test_rows_of_shared_servers_without_a_person_are_left_out() -> None:
    shared = container(
        '<SharedServer username="nobody" accessToken="token-a"/>',
        '<SharedServer userID="1" username="not the local owner" accessToken="token-b"/>',
    )
    result = Household({}, {"/api/servers/m1/shared_servers": shared}).read()
    assert result.complete_for == {1}
    assert result.warnings == ()


def test_a_newcomers_state_is_read(plex: DemoServer) -> None:
    newcomer = plex.library.add_account(DemoAccount(104, "Vera", "vera", "friend", 104, token="token-of-vera"))
    plex.library.mark(newcomer.account_id, plex.library.listing("1")[0].rating_key, AT)
    assert len(of(read(plex), 104)) == 1


def rated_by(plex: DemoServer, account_id: int, rating_key: str, value: float, at_s: int) -> None:
    title = plex.library.titles[rating_key]
    plex.library.states[(account_id, title.guid)] = WatchState(rating=value, rated_at=at_s)


def test_what_was_rated_and_never_played_was_seen_when_it_was_rated(plex: DemoServer) -> None:
    forget(plex)
    film, other = plex.library.listing("1")[:2]
    rated_by(plex, HOME, film.rating_key, 9.0, AT)
    rated_by(plex, HOME, other.rating_key, 0.0, AT + 60)
    assert of(read(plex), HOME) == {film.rating_key: WatchedState(HOME, film.rating_key, 1, TIME, 9.0)}


def test_a_rating_that_the_server_repeats_to_everybody_is_the_owners(plex: DemoServer) -> None:
    forget(plex)
    film, other = plex.library.listing("1")[:2]
    for account_id in (OWNER, HOME):
        rated_by(plex, account_id, film.rating_key, 9.0, AT)
    rated_by(plex, HOME, other.rating_key, 9.0, AT + 60)
    result = read(plex)
    assert of(result, OWNER)[film.rating_key].rating == 9.0
    assert set(of(result, HOME)) == {other.rating_key}


def test_a_server_without_the_filter_by_rating_still_gives_the_watched_state() -> None:
    def listing(asked: Asked) -> str | Says:
        if "userRating>>" in asked.params:
            return Says("<h1>400</h1>", 400, "text/html")
        return container(f'<Video ratingKey="7" type="movie" viewCount="1" lastViewedAt="{AT}"/>', totalSize=1)

    answers: dict[str, Line] = {"/library/sections": SECTIONS, "/library/sections/1/all": listing}
    with Scripted(answers) as plex, reading(plex.base) as reader:
        result = reader.watched_states(reader.server(), [FILMS])
    assert result.states == (WatchedState(OWNER, "7", 1, TIME),)
