"""The people of the demo server: their accounts, plays and watched states."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from recommenderr.records import OWNER_ACCOUNT_ID, AccountKind

PlayType = Literal["movie", "episode", "track", "photo", "clip"]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One person of the household. `sections` are the libraries shared with them; None means all.

    `tv_id` is the person's id at plex.tv. It equals `account_id`, except for the owner, whose `account_id` is 1.
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
        """Whether they own the server."""
        return self.account_id == OWNER_ACCOUNT_ID

    def sees(self, section_key: str) -> bool:
        """Whether this library is shared with them."""
        return self.sections is None or section_key in self.sections


@dataclass(frozen=True, slots=True)
class Playback:
    """One row of the watch history. It keeps its title after the media is deleted.

    `rating_key` is that of the film or episode; None for media that was deleted before the demo started.
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
    """How often one episode was watched, and when last (None: marked as watched at an unknown time)."""

    plays: int = 0
    last_viewed_at: int | None = None


@dataclass(slots=True)
class WatchState:
    """The watched state of one person and one title (by guid, so all copies share it).

    `episodes` maps (season, number) to a state. `hidden` imitates a series that was marked as watched as a whole, which
    Plex can omit from its list of watched series.
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
        """Whether Plex counts the title, or any of its episodes, as watched."""
        return self.plays > 0 or bool(self.episodes)
