"""What the facts and lifts of a score are called: in words that a person understands, with their own numbers."""

from __future__ import annotations

import numpy as np

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.model.newness import new_when_watched
from recommenderr.model.titles.release import NEW_YEARS, decimal_day, decimal_year
from recommenderr.model.user_lifts import UserLifts
from recommenderr.recommender.user import User

LATEST = 10
FACTOR_SHOWN_FROM = 0.05
FACTOR_NAMED_FROM = 1.5


def fact_name(user: User, kind: str, number: int, details: TitleDetails) -> str:
    """What one piece of a score is called, such as "rated 7.9" or "France".

    Args:
        user: the person.
        kind: a key of `user_lifts.LIFTS`, or `rated`, `known`, `newness`.
        number: the label's number where the labels of the kind have names.
        details: the title.
    """
    lifts = user.model.lifts
    if kind == "country":
        return user.generation.countries.names[number]
    if kind == "rated":
        return f"rated {np.mean([value for _, _, value in details.ratings]):.1f}"
    if lifts is None:
        return kind
    if kind == "known":
        return "widely known" if lifts.facts.renown[details.row] > 0 else "little known"
    if kind == "newness":
        return release_words(lifts, details)
    return _lift_words(kind, _factor(lifts, kind, details.row), details)


def _lift_words(kind: str, factor: float, details: TitleDetails) -> str:
    what = {
        "rating": "titles rated like this",
        "renown": "titles as widely known as this",
        "age": "titles of this age",
        "type": "films" if details.type == "movie" else "series",
        "certificate": f"titles for the ages of {details.content_rating}",
        "runtime": "films of this length",
    }[kind]
    return f"you watch {what} {times(factor)} as your library offers them"


def newness_words(lifts: UserLifts, details: TitleDetails) -> str | None:
    """Why a title's release counts in its favour: it is new, or the person often watches titles of its age.

    None where neither is the case: the age of an older title is a reason only from `FACTOR_NAMED_FROM`.
    """
    old = details.year is not None and decimal_day(lifts.profile.time) - details.year > NEW_YEARS
    if not old or not len(lifts.profile):
        return release_words(lifts, details)
    factor = _factor(lifts, "age", details.row)
    return _lift_words("age", factor, details) if factor >= FACTOR_NAMED_FROM else None


def release_words(lifts: UserLifts, details: TitleDetails) -> str:
    """The year of a title, and how new the person's latest ones were: "from 2026; 6 of your last 10 were new"."""
    from_year = f"from {details.year}" if details.year else "new"
    new, of = latest_new(lifts)
    return f"{from_year}; {new} of your last {of} were new" if new else from_year


def latest_new(lifts: UserLifts) -> tuple[int, int]:
    """How many of the last ten titles that the person watched were new then, and of how many."""
    profile, facts = lifts.profile, lifts.facts
    order = np.argsort(-profile.watched_at, kind="stable")[:LATEST]
    rows = profile.rows[order]
    watched_at = decimal_year(profile.watched_at[order])
    released = np.where(facts.released[rows] > watched_at, np.nan, facts.released[rows])
    return int(new_when_watched(facts.year[rows], released, watched_at).sum()), len(order)


def times(factor: float) -> str:
    """A ratio in words: "twice as often", "1.6 times as often", "half as often"."""
    words = {"0.5": "half as often", "1.0": "as often", "2.0": "twice as often", "3.0": "three times as often"}
    return words.get(f"{factor:.1f}", f"{max(factor, FACTOR_SHOWN_FROM):.1f} times as often")


def _factor(lifts: UserLifts, kind: str, row: int) -> float:
    """How many times as often the person watches titles with a title's label as the library offers them."""
    labels = lifts.labels[kind].take(np.array([row]))[0]
    return float(np.exp(labels @ lifts.lifts[kind].lifts))
