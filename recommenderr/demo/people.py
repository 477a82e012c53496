"""What the demo server remembers of people: accounts, plays, and the watched state of each person."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from recommenderr.records import OWNER_ACCOUNT_ID, AccountKind

PlayType = Literal["movie", "episode", "track", "photo", "clip"]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One person of the household. `sections` are the libraries shared with them; None means all.

    `tv_id` is the person's id at plex.tv: the same as on the server, save for the owner, who is 1 here.
    """

    account_id: int
    name: str
    username: str
    kind: AccountKind
    tv_id: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(15), repr=False)
    sections: frozenset[str] | None = None
    restriction: str = ""

    @property
    def is_owner(self) -> bool:
        """Whether the server is theirs."""
        return self.account_id == OWNER_ACCOUNT_ID

    def sees(self, section_key: str) -> bool:
        """Whether this library is shared with them."""
        return self.sections is None or section_key in self.sections


@dataclass(frozen=True, slots=True)
class Playback:
    """One row of the watch history. Titles stay readable in it after the media has been deleted.

    `rating_key` is the film's or the episode's own; None for media that was deleted before the demo began.
    """

    history_id: int
    account_id: int
    type: PlayType
    title: str
    rating_key: str | None
    viewed_at: int | None
    section_key: str = ""
    series_title: str = ""
    season: int | None = None
    number: int | None = None
    names_series: bool = True


class EpisodeState(NamedTuple):
    """How often one episode was seen, and when last (None: marked as watched, no time known)."""

    plays: int = 0
    last_viewed_at: int | None = None


@dataclass(slots=True)
class WatchState:
    """What one person did with one title (by guid, so every copy shares it). `episodes` is by (season, number).

    `hidden` imitates a series marked as watched as a whole, which Plex can leave out of its list of watched series.
    """

    plays: int = 0
    last_viewed_at: int | None = None
    offset_ms: int = 0
    rating: float | None = None
    rated_at: int | None = None
    episodes: dict[tuple[int, int], EpisodeState] = field(default_factory=dict)
    hidden: bool = False

    @property
    def watched(self) -> bool:
        """Whether Plex counts the title, or any episode of it, as seen."""
        return self.plays > 0 or bool(self.episodes)
