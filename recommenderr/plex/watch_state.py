"""The watched state that the server keeps for each person: watched, marked as watched, rated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from xml.etree.ElementTree import Element

from recommenderr import log
from recommenderr.errors import IncompleteListingError, PlexAnswerError, PlexError, PlexMissingError, PlexRefusedError
from recommenderr.plex.connection import Connection, is_token
from recommenderr.plex.libraries import TYPE_NUMBERS, is_home_video, libraries, listing_path
from recommenderr.plex.paging import Ask, count, in_order, paginate
from recommenderr.plex.ratings import Rated, own_ratings, rated_titles, without_those_of
from recommenderr.plex.xml import decimal, id_in_path, integer, plex_id, text, time_of, timestamp
from recommenderr.records import OWNER_ACCOUNT_ID, Library, Server, WatchedState

EPISODES = 4


@dataclass(frozen=True, slots=True)
class WatchedStatesResult:
    """Watched states; `complete_for` has the ids of those whose state could be read; the others rely on history.

    `shared` has the ids of the libraries that the server shows to each person, of everyone whose token it accepts; not
    of the owner, who sees all.
    """

    states: tuple[WatchedState, ...]
    complete_for: frozenset[int]
    warnings: tuple[str, ...]
    shared: Mapping[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Viewer:
    """A person and the token that reads as them. The token stays in memory, and out of every text."""

    account_id: int
    name: str
    token: str

    def __repr__(self) -> str:
        return f"_Viewer({self.account_id})"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A watched title. `is_certain`: the row itself says so, by a count or a time; otherwise only the filter does."""

    item_id: str
    plays: int
    last_viewed_at: datetime | None
    rating: float | None = None
    rated_at_s: int | None = None
    is_certain: bool = True


def watched_states(connection: Connection, server: Server, wanted: Sequence[Library]) -> WatchedStatesResult:
    """The watched state of the owner, by the owner's token, and of everybody else by their own.

    A token is another person's only if plex.tv gives it out under their id, for them alone, and the server does not
    take it for the owner's. What cannot be read so is left out, with a warning.

    Raises:
        PlexError: the owner's own state cannot be read, or the server is gone.
    """
    connection.require_owner()
    owner = _Viewer(OWNER_ACCOUNT_ID, "the owner", connection.token)
    titles = _titles_of(connection, owner, wanted)
    states = _states(owner, titles)
    complete, warnings = {OWNER_ACCOUNT_ID}, list[str]()
    viewers = _viewers(connection, server, warnings)
    shared: dict[int, frozenset[str]] = {}
    rated = frozenset(titles.rated)
    tasks = (partial(_attempt, connection, viewer, wanted, rated, shared) for viewer in viewers)
    for viewer, outcome in zip(viewers, in_order(tasks, connection.concurrency), strict=True):
        if isinstance(outcome, str):
            warnings.append(outcome)
        else:
            complete.add(viewer.account_id)
            states += outcome
    return WatchedStatesResult(tuple(states), frozenset(complete), tuple(warnings), shared)


def _viewers(connection: Connection, server: Server, warnings: list[str]) -> list[_Viewer]:
    """Everybody whose own token for this server plex.tv gives its owner."""
    try:
        rows = list(connection.shared_servers(server.machine_id))
    except PlexError as err:
        warnings.append(f"Only the owner's watched state could be read; the others rely on their history. {err}")
        return []
    viewers = [viewer for row in rows if (viewer := _viewer(row)) is not None]
    tokens = [connection.token, *(viewer.token for viewer in viewers)]
    proven: list[_Viewer] = []
    for viewer in viewers:
        log.register_secret(viewer.token)
        if is_token(viewer.token) and tokens.count(viewer.token) == 1:
            proven.append(viewer)
        else:
            warnings.append(_unreadable(viewer, "plex.tv has no token of their own"))
    return proven


def _viewer(row: Element) -> _Viewer | None:
    account_id = integer(row, "userID")
    if account_id is None or account_id <= OWNER_ACCOUNT_ID:
        return None
    return _Viewer(account_id, text(row, "username") or f"account {account_id}", text(row, "accessToken"))


def _attempt(
    connection: Connection,
    viewer: _Viewer,
    wanted: Sequence[Library],
    owner_rated: frozenset[Rated],
    shared_with: dict[int, frozenset[str]],
) -> list[WatchedState] | str:
    """The person's states, or the sentence that says why there are none. A server that is gone raises its error.

    The libraries that the person may open go into `shared_with`, also where the states cannot be read after that.
    """
    try:
        if connection.is_owner(viewer.token):
            return _unreadable(viewer, "the server takes their token for the owner's")
        shared = frozenset(library.library_id for library in libraries(connection, viewer.token))
        shared_with[viewer.account_id] = shared
        titles = _titles_of(connection, viewer, [library for library in wanted if library.library_id in shared])
        return _states(viewer, replace(titles, rated=without_those_of(titles.rated, owner_rated)))
    except (PlexRefusedError, PlexMissingError):
        return _unreadable(viewer, "the server does not accept their token")
    except (PlexAnswerError, IncompleteListingError) as err:
        return _unreadable(viewer, str(err).rstrip("."))


def _unreadable(viewer: _Viewer, reason: str) -> str:
    return f"The watched state of {viewer.name} could not be read ({reason}); their history alone counts."


@dataclass(frozen=True, slots=True)
class _Titles:
    """What the server remembers for one person: the titles that they have watched, and those that they have rated."""

    seen: Sequence[_Seen]
    rated: Sequence[Rated]


def _titles_of(connection: Connection, viewer: _Viewer, wanted: Sequence[Library]) -> _Titles:
    ask = partial(connection.read, token=viewer.token)
    seen = [title for library in wanted for title in _READERS[library.type](ask, library)]
    rated = {
        title.item_id: Rated(title.item_id, title.rating, title.rated_at_s)
        for title in seen
        if title.rating is not None
    }
    for library in wanted:
        with suppress(PlexAnswerError, PlexMissingError, IncompleteListingError):  # a server without this filter
            rated |= {rating.item_id: rating for rating in rated_titles(ask, library)}
    return _Titles(seen, list(rated.values()))


def _states(viewer: _Viewer, titles: _Titles) -> list[WatchedState]:
    """One state for each title; one that was rated and never played here was seen elsewhere, when it was rated."""
    own = own_ratings(titles.rated)
    seen = {title.item_id for title in titles.seen}
    return [
        WatchedState(viewer.account_id, title.item_id, title.plays, title.last_viewed_at, own.get(title.item_id))
        for title in titles.seen
    ] + [
        WatchedState(viewer.account_id, rating.item_id, 1, time_of(rating.rated_at_s), own[rating.item_id])
        for rating in titles.rated
        if rating.item_id in own and rating.item_id not in seen
    ]


def _films(ask: Ask, library: Library) -> list[_Seen]:
    """Watched films. One that was marked as watched can lack the count of views."""
    return _watched(ask, library, TYPE_NUMBERS["movie"], partial(_seen, plays="viewCount"))


def _watched(
    ask: Ask, library: Library, type_number: int, convert: Callable[[Element], tuple[str, _Seen] | None]
) -> list[_Seen]:
    """The watched part of a listing. What only the filter says is left out where the server ignores the filter."""
    seen = paginate(ask, _watched_path(library, type_number), _what(library), convert)
    if all(title.is_certain for title in seen) or not _ignores_filter(ask, library, type_number):
        return seen
    return [title for title in seen if title.is_certain]


def _ignores_filter(ask: Ask, library: Library, type_number: int) -> bool:
    """Whether the server takes every title for watched, and for unwatched too."""
    everything = count(ask, listing_path(library.library_id, type_number))
    filtered = {count(ask, f"{listing_path(library.library_id, type_number)}&unwatched={value}") for value in (0, 1)}
    return everything is not None and filtered == {everything}


def _series(ask: Ask, library: Library) -> list[_Seen]:
    """Series with a watched episode, from the list of series and, where that does not tell all, from the episodes.

    A series that was marked as watched as a whole can be missing from the list, or lack the time.
    """
    shows = _watched(ask, library, TYPE_NUMBERS["show"], partial(_seen, plays="viewedLeafCount"))
    total = count(ask, _watched_path(library, EPISODES))
    if total == sum(show.plays for show in shows) and all(show.last_viewed_at for show in shows):
        return shows
    return _with_episodes(shows, _watched(ask, library, EPISODES, _episode))


def _with_episodes(shows: Sequence[_Seen], episodes: Sequence[_Seen]) -> list[_Seen]:
    """The series, with the count and the last time of their episodes where those say more."""
    plays: dict[str, int] = {}
    last: dict[str, datetime | None] = {}
    for episode in episodes:
        plays[episode.item_id] = plays.get(episode.item_id, 0) + 1
        last[episode.item_id] = _later(last.get(episode.item_id), episode.last_viewed_at)
    listed = {show.item_id: show for show in shows}
    return [
        _Seen(
            series_id,
            max(show.plays if show else 1, plays.get(series_id, 0)),
            _later(show.last_viewed_at if show else None, last.get(series_id)),
            show.rating if show else None,
            show.rated_at_s if show else None,
        )
        for series_id in dict.fromkeys((*listed, *plays))
        for show in [listed.get(series_id)]
    ]


def _seen(row: Element, plays: str) -> tuple[str, _Seen] | None:
    """A title that the filter took for watched: a missing count means that it is, and a count of 0 that it is not."""
    item_id, number = plex_id(row.get("ratingKey")), integer(row, plays)
    if item_id is None or number == 0 or is_home_video(text(row, "guid")):
        return None
    last_viewed_at = timestamp(row, "lastViewedAt")
    seen = _Seen(
        item_id,
        number or 1,
        last_viewed_at,
        decimal(row, "userRating"),
        integer(row, "lastRatedAt"),
        is_certain=number is not None or last_viewed_at is not None,
    )
    return item_id, seen


def _episode(row: Element) -> tuple[str, _Seen] | None:
    """An episode under its own id, as a view of its series."""
    episode_id = plex_id(row.get("ratingKey"))
    series_id = plex_id(row.get("grandparentRatingKey")) or id_in_path(row.get("grandparentKey"))
    number, last_viewed_at = integer(row, "viewCount"), timestamp(row, "lastViewedAt")
    if episode_id is None or series_id is None or number == 0:
        return None
    return episode_id, _Seen(series_id, 1, last_viewed_at, is_certain=bool(number or last_viewed_at))


def _later(*times: datetime | None) -> datetime | None:
    return max((time for time in times if time is not None), default=None)


def _watched_path(library: Library, type_number: int) -> str:
    return f"{listing_path(library.library_id, type_number)}&unwatched=0"


def _what(library: Library) -> str:
    return f"The watched part of the library {library.title}"


_READERS: dict[str, Callable[[Ask, Library], list[_Seen]]] = {"movie": _films, "show": _series}
