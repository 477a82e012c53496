"""The data of the demo server: libraries, titles, people, history and watched state, which tests can change."""

from __future__ import annotations

import bisect
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from recommenderr.demo.people import DemoAccount, EpisodeState, Playback, PlayType, WatchState
from recommenderr.demo.titles import DemoTitle, Section

FIRST_KEY = 1001


class DemoLibrary:
    """All data of one demo server. The next request sees every change.

    `titles` maps the rating key of a film or series to it; `states` maps (account id, guid) to a watched state.
    """

    def __init__(
        self,
        name: str,
        sections: Sequence[Section],
        accounts: Iterable[DemoAccount],
        *,
        machine_id: str,
        version: str = "1.43.3.10793-demo",
    ) -> None:
        self.machine_id, self.name, self.version = machine_id, name, version
        self.sections = {section.key: section for section in sections}
        self.accounts = {account.account_id: account for account in accounts}
        self.titles: dict[str, DemoTitle] = {}
        self.history: list[Playback] = []
        self.states: dict[tuple[int, str], WatchState] = {}
        self.lock = threading.RLock()
        self.changes = 0
        self._next_key = FIRST_KEY
        self.next_history_id = 1
        self._starts: list[int] = []
        self._listings: dict[str, list[DemoTitle]] = {}
        self._ordered: dict[bool, list[Playback]] = {}

    def add(self, section_key: str, **facts: Any) -> DemoTitle:
        """Adds a film or series to a library under a new rating key, and returns it."""
        with self.lock:
            title = DemoTitle(rating_key=str(self._next_key), section_key=section_key, **facts)
            self._next_key += title.keys_taken
            self.titles[title.rating_key] = title
            self._starts.append(int(title.rating_key))
            self._changed(section_key)
        return title

    def remove(self, rating_key: str) -> DemoTitle:
        """Removes a title, as deleting its files does: its history rows stay, but lose their keys."""
        with self.lock:
            title = self.titles.pop(rating_key)
            self._starts.remove(int(rating_key))
            self._changed(title.section_key)
        return title

    def alter(self, rating_key: str, **facts: Any) -> DemoTitle:
        """Changes a title and its `updated_at`; the seasons of a series must stay the same."""
        with self.lock:
            old = self.titles[rating_key]
            facts.setdefault("updated_at", old.updated_at + 1)
            title = self.titles[rating_key] = replace(old, **facts)
            self._changed(title.section_key)
        return title

    def add_account(self, account: DemoAccount) -> DemoAccount:
        """Adds a person, or replaces their data."""
        with self.lock:
            self.accounts[account.account_id] = account
        return account

    def play(
        self, account_id: int, rating_key: str, at: int | None, *, marks: bool = True, names_series: bool = True
    ) -> Playback:
        """Adds a history row for a film or an episode, and counts it in the person's watched state.

        `at` is in epoch seconds, or None for a row without a time; without `marks` the watched state does not change.
        """
        with self.lock:
            title = self._owner_of(rating_key)
            episode = None if title.rating_key == rating_key else title.episode(int(rating_key))
            if marks:
                self.mark(account_id, rating_key, at)
            if episode is None:
                return self.write_row(account_id, "movie", title.title, rating_key, at, section_key=title.section_key)
            return self.write_row(
                account_id,
                "episode",
                f"Episode {episode.number}",
                rating_key,
                at,
                section_key=title.section_key,
                series_title=title.title,
                season=episode.season,
                number=episode.number,
                names_series=names_series,
            )

    def write_row(
        self, account_id: int, kind: PlayType, title: str, rating_key: str | None, at: int | None, **facts: Any
    ) -> Playback:
        """Adds any history row, also of music, photos, clips and deleted media."""
        with self.lock:
            row = Playback(self.next_history_id, account_id, kind, title, rating_key, at, **facts)
            self.next_history_id += 1
            self.history.append(row)
            self._ordered.clear()
        return row

    def mark(self, account_id: int, rating_key: str, at: int | None = None) -> WatchState:
        """Marks a film, an episode, a season or a whole series as watched without a history row, as Plex does."""
        with self.lock:
            title = self._owner_of(rating_key)
            state = self.state(account_id, title)
            single = title.episode(int(rating_key))
            for episode in (single,) if single else title.episodes(title.season_of_key(int(rating_key))):
                key = (episode.season, episode.number)
                before = state.episodes.get(key, EpisodeState())
                state.episodes[key] = EpisodeState(before.plays + 1, _later(before.last_viewed_at, at))
            state.plays += title.type == "movie"
            state.last_viewed_at = _later(state.last_viewed_at, at)
        return state

    def state(self, account_id: int, title: DemoTitle) -> WatchState:
        """The watched state of a person and a title; creates it if there is none."""
        with self.lock:
            return self.states.setdefault((account_id, title.guid), WatchState())

    def rate(self, account_id: int, rating_key: str, rating: float, at: int | None = None) -> None:
        """Sets a person's own rating of a title, 0 to 10; the key of an episode rates its series."""
        with self.lock:
            state = self.state(account_id, self._owner_of(rating_key))
            state.rating, state.rated_at = rating, at

    def owner_of(self, rating_key: str) -> DemoTitle | None:
        """The film or series that a rating key belongs to: its own key, or that of a season or an episode; or None."""
        if (title := self.titles.get(rating_key)) is not None:
            return title
        if not rating_key.isdecimal():
            return None
        index = bisect.bisect_right(self._starts, int(rating_key)) - 1
        title = self.titles[str(self._starts[index])] if index >= 0 else None
        return title if title and int(rating_key) < int(title.rating_key) + title.keys_taken else None

    def listing(self, section_key: str) -> list[DemoTitle]:
        """The titles of a library in Plex's order. Do not modify the list."""
        with self.lock:
            if section_key not in self._listings:
                mine = (title for title in self.titles.values() if title.section_key == section_key)
                self._listings[section_key] = sorted(mine, key=lambda t: (t.sort_title.casefold(), int(t.rating_key)))
            return self._listings[section_key]

    def ordered_history(self, *, newest_first: bool) -> list[Playback]:
        """The history by time; rows without a time count as the oldest. Do not modify the list."""
        with self.lock:
            if newest_first not in self._ordered:
                rows = sorted(self.history, key=lambda row: (row.viewed_at or 0, row.history_id))
                self._ordered[newest_first] = rows[::-1] if newest_first else rows
            return self._ordered[newest_first]

    @property
    def changed_at(self) -> int:
        """When a title last changed, in epoch seconds."""
        return max((title.updated_at for title in self.titles.values()), default=0)

    def find(self, title: str, year: int | None = None, section_key: str | None = None) -> DemoTitle:
        """The first title with this name (and year, and library).

        Raises:
            LookupError: there is none.
        """
        for candidate in self.titles.values():
            if (
                candidate.title == title
                and year in {None, candidate.year}
                and section_key in {None, candidate.section_key}
            ):
                return candidate
        raise LookupError(f"The demo library has no title {title!r}.")

    def _owner_of(self, rating_key: str) -> DemoTitle:
        title = self.owner_of(rating_key)
        if title is None:
            raise LookupError(f"The demo library has nothing with the key {rating_key}.")
        return title

    def _changed(self, section_key: str) -> None:
        self.changes += 1
        self._listings.pop(section_key, None)


def _later(before: int | None, now: int | None) -> int | None:
    return max(before, now) if before is not None and now is not None else before if now is None else now
