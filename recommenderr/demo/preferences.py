"""How much a demo person likes a title, and what they choose next."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recommenderr.demo.titles import DemoTitle

LOVED, NEVER_TIRED = 5.0, 0.5
"""How much more likely a loved title is; and the share of a taste's titles that a person watches within two years."""
MEMORY_S, PACE_S = 730 * 86_400, 60 * 86_400
"""After two years a title counts as new again; new titles are spread evenly, by what was watched in 60 days."""


@dataclass(frozen=True, slots=True)
class Taste:
    """One of a person's tastes, as people.json describes it."""

    share: float
    genres: Mapping[str, float]
    people: Mapping[str, float]
    collections: Mapping[str, float]
    loves: frozenset[str]
    must: frozenset[str]
    without: frozenset[str]
    only: frozenset[str]
    content_ratings: frozenset[str]

    @classmethod
    def read(cls, written: Mapping[str, Any], person: Mapping[str, Any]) -> Taste:
        """The taste from its entry in `people.json`, with the person's general restrictions."""
        return cls(
            share=written["share"],
            genres=written["genres"],
            people=written.get("people", {}),
            collections=written.get("collections", {}),
            loves=frozenset(written.get("loves", ())),
            must=frozenset(written.get("must", ())),
            without=frozenset(written.get("without", ())),
            only=frozenset(written.get("only", ())),
            content_ratings=frozenset(person.get("content_ratings", ())),
        )

    def liking(self, title: DemoTitle) -> float:
        """How well the title fits this taste: 0 means not at all, a loved title has about 20 or more."""
        genres = set(title.genres)
        if self.without & genres or self.must - genres:
            return 0.0
        if (self.only and title.title not in self.only) or not self._allowed(title):
            return 0.0
        points = sum(self.genres.get(genre, 0.0) for genre in genres)
        if points < max(self.genres.values(), default=0.0) and not self.only:
            return 0.0
        points += sum(self.people.get(name, 0.0) for name in {*title.directors, *title.cast})
        points += sum(self.collections.get(name, 0.0) for name in title.collections)
        points += ((title.audience_rating or 6.0) - 6.0) / 2
        return max(points, 0.1) * (LOVED if title.title in self.loves else 1.0)

    def _allowed(self, title: DemoTitle) -> bool:
        return not self.content_ratings or title.content_rating in self.content_ratings


class Pool:
    """The titles that fit one taste, and when the person last watched each of them."""

    def __init__(self, taste: Taste, titles: Sequence[DemoTitle]) -> None:
        self.taste = taste
        self.liked = {title.guid: (title, liking) for title in titles if (liking := taste.liking(title)) > 0}
        self.had: dict[str, int] = {}

    def choose(self, kind: str, at: int, rng: random.Random) -> DemoTitle | None:
        """A title of this type that is new to the person; None if they have watched enough for now."""
        of_kind = {guid: pair for guid, pair in self.liked.items() if pair[0].type == kind}
        had = {guid: when for guid, when in self.had.items() if guid in of_kind and when > at - MEMORY_S}
        lately = sum(when > at - PACE_S for when in had.values())
        enough = NEVER_TIRED * len(of_kind)
        if len(had) >= enough or lately >= max(2, enough * PACE_S / MEMORY_S * 1.3):
            return None
        fresh = [pair for guid, pair in of_kind.items() if guid not in had]
        chosen = rng.choices([title for title, _ in fresh], [liking for _, liking in fresh])[0]
        self.had[chosen.guid] = at
        return chosen

    def choose_again(self, at: int, rng: random.Random) -> DemoTitle | None:
        """A film that the person has seen recently, more likely the better they like it; None if there is none."""
        seen = [self.liked[guid] for guid, when in self.had.items() if at - MEMORY_S < when < at - PACE_S / 2]
        films = [(title, liking) for title, liking in seen if title.type == "movie"]
        return rng.choices([title for title, _ in films], [weight for _, weight in films])[0] if films else None
