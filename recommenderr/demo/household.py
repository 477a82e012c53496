"""Six people with different tastes from `people.json`, and what they watched in the last two years.

Everything is drawn from seeded random generators, one per person, day by day from a fixed day on. So tomorrow's
household is today's with one more evening: what was once watched stays watched, however often the demo is restarted.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from recommenderr.demo.people import DemoAccount
from recommenderr.demo.preferences import Pool, Taste
from recommenderr.demo.titles import DemoTitle

DAY_S, HOUR_S, MINUTE_S = 86_400, 3600, 60
ORIGIN_DAY = 18_628  # 1 January 2021, in days since 1970
DAYS_KEPT = 730
WEEKDAYS = (0.8, 0.75, 0.85, 0.9, 1.25, 1.4, 1.2)  # Monday to Sunday: weekends are heavier
FIRST_WEEKDAY = 3  # 1 January 1970 was a Thursday
AWAY_EVERY_DAYS, AWAY_DAYS = 170, 12
GIVEN_UP, BROKEN_OFF = 0.04, 0.03
"""Probability, per evening, that a series is abandoned; and that a film is stopped half-way."""


class Play(NamedTuple):
    """One film or episode watched until `at`; not `complete` if it was stopped half-way."""

    at: int
    rating_key: str
    complete: bool = True


class Evening(NamedTuple):
    """The start and the end of an evening, in epoch seconds."""

    begins: int
    ends: int


def read_people() -> Mapping[str, Any]:
    """The content of `people.json`."""
    known: Mapping[str, Any] = json.loads((files("recommenderr.demo") / "people.json").read_text(encoding="utf-8"))
    return known


CHILD: str = read_people()["child"]
"""The name of the child, who sees family titles rated G or PG (series TV-Y to TV-G) and nothing else."""


def accounts(section_keys: Mapping[str, str]) -> list[DemoAccount]:
    """The people of the household; `section_keys` maps the library names in `people.json` to library keys."""
    return [
        DemoAccount(
            account_id=person["account_id"],
            name=person["name"],
            username=person["username"],
            kind=person["kind"],
            tv_id=person.get("tv_id", person["account_id"]),
            sections=frozenset(section_keys[name] for name in person["sections"]) if "sections" in person else None,
            restriction=person.get("restriction", ""),
        )
        for person in read_people()["people"]
    ]


def evenings(person: Mapping[str, Any], now: int, rng: random.Random) -> Iterator[Evening]:
    """The evenings on which a person watches something: more often at weekends, never while they are away."""
    shift = rng.randrange(AWAY_EVERY_DAYS)
    for day in range(ORIGIN_DAY, now // DAY_S + 1):
        weekday = (day + FIRST_WEEKDAY) % 7
        away = (day + shift) % AWAY_EVERY_DAYS < AWAY_DAYS
        if rng.random() > person["evenings_a_week"] / 7 * WEEKDAYS[weekday] or away:
            continue
        if person.get("bedtime"):
            begins = day * DAY_S + int(rng.uniform(15.5, 17.0) * HOUR_S)
            yield Evening(begins, day * DAY_S + 20 * HOUR_S)
        else:
            afternoon = weekday >= 5 and rng.random() < 0.25
            begins = day * DAY_S + int((rng.uniform(14, 16) if afternoon else rng.gauss(19.8, 0.6)) * HOUR_S)
            yield Evening(begins, begins + int(rng.uniform(2.0, 3.6) * HOUR_S))


def latest(offset_days: int, now: int) -> int:
    """The latest time up to `now` of an event that happens every two years, at 20:00 UTC on day `offset_days`."""
    period_s = DAYS_KEPT * DAY_S
    first = (ORIGIN_DAY - DAYS_KEPT + offset_days) * DAY_S + 20 * HOUR_S
    return first + (now - first) // period_s * period_s


class Viewer:
    """Simulates one person: the series they follow, what they have seen, and what they play each evening."""

    def __init__(self, person: Mapping[str, Any], titles: list[DemoTitle]) -> None:
        self.person = person
        self.rng = random.Random(f"evenings of {person['name']}")
        self.pools = [Pool(Taste.read(written, person), titles) for written in person["tastes"]]
        self.series: DemoTitle | None = None
        self.to_come: list[str] = []

    def plays(self, now: int) -> Iterator[Play]:
        """Everything the person plays before `now`, in chronological order."""
        for evening in evenings(self.person, now, self.rng):
            yield from (play for play in self._evening(evening) if play.at < now)

    def _evening(self, evening: Evening) -> list[Play]:
        pool = self.rng.choices(self.pools, [pool.taste.share for pool in self.pools])[0]
        if self.rng.random() < self.person["series_share"]:
            return self._episodes(pool, evening) or self._film(pool, evening)
        return self._film(pool, evening) or self._episodes(pool, evening)

    def _film(self, pool: Pool, evening: Evening) -> list[Play]:
        again = self.rng.random() < self.person.get("rewatches", 0.07)
        film = pool.choose_again(evening.begins, self.rng) if again else None
        film = film or pool.choose("movie", evening.begins, self.rng)
        if film is None:
            return []
        complete = self.rng.random() >= BROKEN_OFF
        minutes = (film.runtime_min or 100) * (0.95 if complete else 0.4)
        return [Play(evening.begins + int(minutes * MINUTE_S), film.rating_key, complete)]

    def _episodes(self, pool: Pool, evening: Evening) -> list[Play]:
        if self.series is None:
            self.series = pool.choose("show", evening.begins, self.rng)
            episodes = self.series.episodes() if self.series else ()
            self.to_come = [str(episode.rating_key) for episode in episodes if episode.season > 0]
        if self.series is None:
            return []
        length_s = int((self.series.runtime_min or 45) * MINUTE_S)
        count = min(self.rng.choice((1, 2, 2, 3)), max(1, (evening.ends - evening.begins) // length_s))
        tonight, self.to_come = self.to_come[:count], self.to_come[count:]
        plays, at = [], evening.begins
        for key in tonight:
            at += length_s + self.rng.randrange(20, 240)
            plays.append(Play(at, key))
        if not self.to_come or self.rng.random() < GIVEN_UP:
            self.series = None
        return plays
