"""The shared vocabulary: what one library, title, person or watch event is, between Plex and the page.

Ids come from Plex and are text (`item_id`) or whole numbers (`account_id`); the number of a matrix row is always
called `row`. Times are aware datetimes in UTC here and epoch seconds in the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

MAX_WEIGHT = 100.0
"""The largest weight of a feature group, in settings, presets and sliders; only proportions count."""

ItemType = Literal["movie", "show"]
AccountKind = Literal["owner", "home", "managed", "friend", "unknown"]
Outcome = Literal["ok", "failed", "running"]
PresetValues = Mapping[str, float | str]

OWNER_ACCOUNT_ID = 1
"""The owner's id on their own server, whatever their id at plex.tv is."""


@dataclass(frozen=True, slots=True)
class Server:
    """The Plex Media Server that a database belongs to."""

    machine_id: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Library:
    """A film or series library; `position` is its place in the server's list, which decides between two copies."""

    library_id: str
    title: str
    type: ItemType
    agent: str
    position: int


@dataclass(frozen=True, slots=True)
class Rating:
    """What one source says of a title; `value` is 0 to 10, `source` e.g. `imdb`, `rottentomatoes`, `themoviedb`."""

    source: str
    kind: Literal["critic", "audience"]
    value: float


@dataclass(frozen=True, slots=True)
class ListedItem:
    """The short form of an item that a listing gives: enough to see whether its metadata must be fetched again."""

    item_id: str
    guid: str
    type: ItemType
    title: str
    year: int | None
    library_id: str
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """One copy of a film or series with all its metadata.

    `cast` is in billing order; `thumb` is a server path. `released` is the day on which it was first shown, of a series
    the first episode; `latest_release` that of its latest season.
    """

    item_id: str
    guid: str
    type: ItemType
    title: str
    library_id: str
    external_ids: tuple[str, ...] = ()
    sort_title: str = ""
    original_title: str = ""
    edition: str = ""
    year: int | None = None
    runtime_min: float | None = None
    summary: str = ""
    tagline: str = ""
    content_rating: str = ""
    content_rating_age: int | None = None
    studio: str = ""
    genres: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    ratings: tuple[Rating, ...] = ()
    episode_count: int | None = None
    thumb: str = ""
    added_at: datetime | None = None
    updated_at: datetime | None = None
    released: date | None = None
    latest_release: date | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A person as Plex knows them. `name` is what people are shown; `username` is empty for managed users."""

    account_id: int
    name: str
    username: str
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class RatingFilter:
    """The content ratings that Plex lets an account see; `allowed` is None where every one that is not blocked is.

    The ratings are in lower case, see `content_ratings.folded`.
    """

    allowed: frozenset[str] | None = None
    blocked: frozenset[str] = frozenset()

    def passes(self, rating: str) -> bool:
        """Whether the account sees titles of this rating."""
        return rating not in self.blocked and (self.allowed is None or rating in self.allowed)


@dataclass(frozen=True, slots=True)
class Restriction:
    """What Plex restricts an account to.

    Attributes:
        profile: `little_kid`, `older_kid` or `teen`; empty without a restriction profile.
        movies, shows: the account's own filters for films and series.
    """

    profile: str = ""
    movies: RatingFilter = RatingFilter()
    shows: RatingFilter = RatingFilter()


@dataclass(frozen=True, slots=True)
class Access:
    """What one person may see.

    Attributes:
        libraries: the ids of the libraries that are shared with them; None for all, or where that is not known.
        restriction: what Plex restricts them to.
        age_cap: the owner's limit: titles for at most this age, in years; None for no limit.
        allowed: content ratings that the owner lets through any limit of age, see `content_ratings.folded`.
    """

    libraries: frozenset[str] | None = None
    restriction: Restriction = Restriction()
    age_cap: int | None = None
    allowed: frozenset[str] = frozenset()


EVERYTHING = Access()
"""The access of the owner, and of whoever runs the program."""


@dataclass(frozen=True, slots=True)
class Placement:
    """One copy of a title as far as it decides who may see the title."""

    library_id: str
    content_rating: str
    content_rating_age: int | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One row of Plex's watch history as sent. Ids are None where the media is deleted; `viewed_at` may be missing."""

    history_key: str
    account_id: int
    type: Literal["movie", "episode"]
    title: str
    viewed_at: datetime | None
    item_id: str | None = None
    series_id: str | None = None
    series_title: str = ""
    season: int | None = None
    episode: int | None = None
    library_id: str | None = None


@dataclass(frozen=True, slots=True)
class WatchedState:
    """What the server remembers of one person and one film or series, whether or not a history row was written.

    `plays` counts views of a film, or watched episodes of a series; `rating` is the person's own, 0 to 10.
    """

    account_id: int
    item_id: str
    plays: int
    last_viewed_at: datetime | None
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """One title as one person has watched it, history and watched state taken together, every copy counted.

    `item_id` is the copy that stands for the title; `plays` counts distinct watch events.
    """

    item_id: str
    plays: int
    last_viewed_at: datetime | None
    runtime_min: float | None
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a title on the server: the name of its library, and its edition, empty for the usual one."""

    library: str
    edition: str


@dataclass(frozen=True, slots=True)
class CollectionRule:
    """A collection that a rule or the owner decides about; `reason` says why it would be left out."""

    name: str
    titles: int
    reason: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Refresh:
    """One run of ingest and build: when, how far, and how it ended."""

    refresh_id: int
    started_at: datetime
    finished_at: datetime | None
    outcome: Outcome
    phase: str
    done: int
    total: int
    error: str | None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One playback. `title` is the film's or the episode's; `item_id` is the film or series that stands for it.

    `unmatched`: no known title answers to the row, so it does not count for anybody's taste. `gone`: the title is not
    in the library any more.
    """

    viewed_at: datetime | None
    type: Literal["movie", "episode"]
    title: str
    series_title: str
    season: int | None
    episode: int | None
    item_id: str | None
    gone: bool
    unmatched: bool


@dataclass(frozen=True, slots=True)
class PlaybackFilter:
    """A choice of playbacks; by default all of them.

    Attributes:
        unmatched_only: those that no known title answers to.
        gone_only: those of titles that are not in the library any more.
        type: of films or of episodes alone.
        text: the film or series has this in its name; case makes no difference.
        hidden: the ids of titles whose playbacks are left out.
    """

    unmatched_only: bool = False
    gone_only: bool = False
    type: Literal["movie", "episode"] | None = None
    text: str = ""
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """One playback.

    Attributes:
        item_id: the film or series that stands for the title, None where no known title answers to the row.
        name: the film's or the series' title, as the row has it.
        viewed_at: epoch seconds.
    """

    item_id: str | None
    name: str
    viewed_at: int


@dataclass(frozen=True, slots=True)
class LibrarySize:
    """One library. `items` are copies on the server now; `read` is false for one that is not read any more."""

    title: str
    type: ItemType
    items: int
    read: bool


@dataclass(frozen=True, slots=True)
class Preset:
    """Named slider positions of one person."""

    name: str
    values: PresetValues
    is_default: bool
