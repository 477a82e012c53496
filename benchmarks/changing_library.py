"""A Plex server's library as it lives: titles come, change, go and come back; people watch, rate and move in."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.people import DemoAccount
from recommenderr.demo.titles import DemoTitle, hex_id

DAY_S = 86_400
LATE_DAYS = 6
"""An app that was offline reports its plays up to so many days late."""

MOST_THINGS = 6
NEWCOMERS = ("Nora", "Emil", "Ida")
FIRST_NEWCOMER = 80_000_001
PLACED = ("rating_key", "section_key")


@dataclass(slots=True)
class Life:
    """What happens to a library between two refreshes, drawn from `rng`. It stays about as large as it was."""

    library: DemoLibrary
    rng: random.Random
    size: int = field(init=False)
    taken_away: list[DemoTitle] = field(default_factory=list)
    happened: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.size = len(self.library.titles)

    def go_on(self) -> None:
        """One to six things happen."""
        deeds: dict[Callable[[], None], float] = {
            self._play: 8,
            self._rate: 2,
            self._alter: 3,
            self._add: 3,
            self._remove: 3 if len(self.library.titles) >= self.size else 0,
            self._bring_back: 1 if self.taken_away else 0,
            self._move_in: 0.3 if self._newcomers_here() < len(NEWCOMERS) else 0,
        }
        for deed in self.rng.choices(list(deeds), list(deeds.values()), k=self.rng.randint(1, MOST_THINGS)):
            with self.library.lock:
                deed()
            name = deed.__name__.strip("_")
            self.happened[name] = self.happened.get(name, 0) + 1

    def _play(self) -> None:
        """Now, or days ago on a tablet that was offline; sometimes the server writes two rows of it."""
        who, title = self._somebody_and_a_title()
        key = title.rating_key if title.type == "movie" else str(self.rng.choice(list(title.episodes())).rating_key)
        at = int(time.time()) - (self.rng.randrange(LATE_DAYS * DAY_S) if self.rng.random() < 0.1 else 0)
        self.library.play(who.account_id, key, at)
        if self.rng.random() < 0.05:
            self.library.play(who.account_id, key, at, marks=False)

    def _rate(self) -> None:
        who, title = self._somebody_and_a_title()
        self.library.rate(who.account_id, title.rating_key, float(self.rng.randint(1, 10)), int(time.time()))

    def _alter(self) -> None:
        title, other = self._title(), self._title()
        self.library.alter(title.rating_key, summary=other.summary, genres=other.genres, cast=other.cast)

    def _add(self) -> None:
        model, number = self._title(), self.happened.get("add", 0)
        facts = _facts(model) | {
            "guid": f"plex://{model.type}/{hex_id('added', number)}",
            "title": f"{model.title}, part {number + 2}",
            "external_ids": (),
            "added_at": int(time.time()),
        }
        self.library.add(model.section_key, **facts)

    def _remove(self) -> None:
        self.taken_away.append(self.library.remove(self._title().rating_key))

    def _bring_back(self) -> None:
        """The same title under a new key, as after a lost disk."""
        title = self.taken_away.pop(self.rng.randrange(len(self.taken_away)))
        self.library.add(title.section_key, **_facts(title))

    def _move_in(self) -> None:
        number = self._newcomers_here()
        account_id, name = FIRST_NEWCOMER + number, NEWCOMERS[number]
        self.library.add_account(DemoAccount(account_id, name, name.lower(), "home", account_id))

    def _newcomers_here(self) -> int:
        return sum(FIRST_NEWCOMER + number in self.library.accounts for number in range(len(NEWCOMERS)))

    def _title(self) -> DemoTitle:
        return self.rng.choice([title for title in self.library.titles.values() if title.guid.startswith("plex://")])

    def _somebody_and_a_title(self) -> tuple[DemoAccount, DemoTitle]:
        title = self._title()
        return self.rng.choice(
            [person for person in self.library.accounts.values() if person.sees(title.section_key)]
        ), title


def _facts(title: DemoTitle) -> dict[str, object]:
    facts = {spec.name: getattr(title, spec.name) for spec in fields(replace(title, thumb=None))}
    return {name: value for name, value in facts.items() if name not in PLACED}
