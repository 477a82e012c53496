"""The demo server's libraries, films, series and episodes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from recommenderr.records import ItemType

NO_AGENT = "com.plexapp.agents.none"
SectionType = Literal["movie", "show", "artist", "photo"]


@dataclass(frozen=True, slots=True)
class Section:
    """One library of the server, of any type; `key` is its id in Plex. `names` are its artists or albums."""

    key: str
    title: str
    type: SectionType
    agent: str
    scanner: str = ""
    language: str = "en-US"
    created_at: int = 1_500_000_000
    names: tuple[str, ...] = ()


class Episode(NamedTuple):
    """One episode of a series: its rating key, its season's rating key, and both numbers."""

    rating_key: int
    season_key: int
    season: int
    number: int


@dataclass(frozen=True, slots=True)
class DemoTitle:
    """One copy of a film or series with all its metadata.

    The seasons and episodes of a series have the rating keys after its own: first all seasons, then all episodes.
    `seasons` has the number of episodes per season, and `first_season` is 0 if there are specials. `source_id` is the
    id in the source file. Times are in epoch seconds. `thumb` is None for the usual path, and empty without a poster.
    """

    rating_key: str
    section_key: str
    guid: str
    type: ItemType
    title: str
    year: int | None = None
    runtime_min: float | None = None
    genres: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    studio: str = ""
    content_rating: str = ""
    critic_rating: float | None = None
    audience_rating: float | None = None
    summary: str = ""
    tagline: str = ""
    original_title: str = ""
    edition: str = ""
    external_ids: tuple[str, ...] = ()
    seasons: tuple[int, ...] = ()
    first_season: int = 1
    added_at: int = 0
    updated_at: int = 0
    thumb: str | None = None
    source_id: str = ""

    @property
    def sort_title(self) -> str:
        """The title without its leading article, as Plex sorts it."""
        first, _, rest = self.title.partition(" ")
        return rest if rest and first.lower() in {"the", "a", "an"} else self.title

    @property
    def poster_path(self) -> str:
        """The path of the poster on the server; empty without a poster."""
        return f"/library/metadata/{self.rating_key}/thumb/{self.updated_at}" if self.thumb is None else self.thumb

    @property
    def episode_count(self) -> int:
        """The number of episodes in all seasons; 0 for a film."""
        return sum(self.seasons)

    @property
    def keys_taken(self) -> int:
        """The number of rating keys of the title, its seasons and its episodes."""
        return 1 + len(self.seasons) + self.episode_count

    def season_key(self, season: int) -> int:
        """The rating key of the season with this number."""
        return int(self.rating_key) + 1 + season - self.first_season

    def episodes(self, season: int | None = None) -> Iterator[Episode]:
        """All episodes in order, or those of one season."""
        key = int(self.rating_key) + 1 + len(self.seasons)
        for number_of_season, count in enumerate(self.seasons, self.first_season):
            if season is None or season == number_of_season:
                season_key = self.season_key(number_of_season)
                yield from (Episode(key + i, season_key, number_of_season, i + 1) for i in range(count))
            key += count

    def episode(self, rating_key: int) -> Episode | None:
        """The episode with this rating key, or None."""
        index = rating_key - int(self.rating_key) - 1 - len(self.seasons)
        if index < 0:
            return None
        for season, count in enumerate(self.seasons, self.first_season):
            if index < count:
                return Episode(rating_key, self.season_key(season), season, index + 1)
            index -= count
        return None

    def season_of_key(self, rating_key: int) -> int | None:
        """The number of the season with this rating key, or None."""
        index = rating_key - int(self.rating_key) - 1
        return index + self.first_season if 0 <= index < len(self.seasons) else None


def hex_id(*parts: object, length: int = 24) -> str:
    """A hexadecimal id that depends only on the parts."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:length]
