"""What a list of titles is made of: its genres, its decades, its certificates, its people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from recommenderr.artifacts import Generation
from recommenderr.artifacts.titles import UNKNOWN_YEAR, TitleDetails
from recommenderr.content_ratings import age_of

NO_GENRE, NO_YEAR, NOT_RATED, OTHERS = "No genre", "No year", "Not rated", "All others"

Mix = Mapping[str, float]
"""Shares by name; they sum to 1, or there is none."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One name of two mixes beside each other."""

    name: str
    first: float
    second: float


def genre_mix(generation: Generation, rows: Sequence[int]) -> Mix:
    """Each title counts once; one of several genres counts in equal parts for each of them."""
    names = generation.blocks["genres"].names
    shares: dict[str, float] = {}
    for row in rows:
        features, _ = generation.blocks["genres"].row(row)
        for name in [names[int(feature)] for feature in features] or [NO_GENRE]:
            shares[name] = shares.get(name, 0.0) + 1.0 / (max(len(features), 1) * len(rows))
    return shares


def decade_mix(generation: Generation, rows: Sequence[int]) -> Mix:
    """By the decade of release: `1990s`."""
    years = (int(generation.titles.year[row]) for row in rows)
    return _shares([NO_YEAR if year == UNKNOWN_YEAR else f"{year // 10 * 10}s" for year in years])


def certificate_mix(generation: Generation, rows: Sequence[int]) -> Mix:
    """By content rating, as Plex writes it."""
    titles = generation.titles
    return _shares([titles.content_ratings[int(titles.content_rating[row])] or NOT_RATED for row in rows])


def people_mix(generation: Generation, rows: Sequence[int]) -> Mix:
    """The share of titles that each actor or director is in. These are no parts of a whole: they need not sum to 1."""
    titles = Counter(name for row in rows for name in _people(generation.titles.details(row)))
    return {name: count / len(rows) for name, count in titles.items()}


def _people(details: TitleDetails) -> set[str]:
    return set(details.directors) | set(details.cast)


def _shares(names: Sequence[str]) -> Mix:
    return {name: count / len(names) for name, count in Counter(names).items()}


def strongest(first: Mix, second: Mix, most: int) -> tuple[Pair, ...]:
    """The names that are largest in both together, the largest first; what is left stands under `All others`."""
    names = sorted(_names(first, second), key=lambda name: (-first.get(name, 0) - second.get(name, 0), name))
    if len(names) <= most:
        return _pairs(names, first, second)
    shown, rest = names[: most - 1], names[most - 1 :]
    others = Pair(OTHERS, sum(first.get(name, 0.0) for name in rest), sum(second.get(name, 0.0) for name in rest))
    return (*_pairs(shown, first, second), others)


def shared_people(first: Mix, second: Mix, most: int, least: float) -> tuple[Pair, ...]:
    """Who is in most titles of both lists together; people with less than `least` in both are left out."""
    names = [name for name in _names(first, second) if max(first.get(name, 0), second.get(name, 0)) >= least]
    names.sort(key=lambda name: (-first.get(name, 0) - second.get(name, 0), name))
    return _pairs(names[:most], first, second)


def by_time(first: Mix, second: Mix) -> tuple[Pair, ...]:
    """All decades, the earliest first, what has no year last."""
    return _ordered(first, second, lambda name: (name == NO_YEAR, name))


def by_age(first: Mix, second: Mix) -> tuple[Pair, ...]:
    """All certificates, those for the youngest first, those that say nothing last."""

    def order(name: str) -> tuple[bool, bool, int, str]:
        age = age_of(name)
        return name == NOT_RATED, age is None, age or 0, name

    return _ordered(first, second, order)


def _ordered(first: Mix, second: Mix, order: Callable[[str], tuple[object, ...]]) -> tuple[Pair, ...]:
    names = list(_names(first, second))
    names.sort(key=order)
    return _pairs(names, first, second)


def _names(first: Mix, second: Mix) -> Iterable[str]:
    return dict.fromkeys([*first, *second])


def _pairs(names: Iterable[str], first: Mix, second: Mix) -> tuple[Pair, ...]:
    return tuple(Pair(name, first.get(name, 0.0), second.get(name, 0.0)) for name in names)
