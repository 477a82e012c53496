"""Which titles one person may see: the only place where that is decided.

Every list, search, page, poster and export asks `Visibility`. A title can be seen if one of its copies is in a library
that is shared with the person and passes their limits of age. What a person has watched they can see even if it is in
none of these libraries (any more), but never above their limits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts.titles import TYPES, UNKNOWN_AGE, TitleTable
from recommenderr.content_ratings import age_of, folded
from recommenderr.records import Access, ItemType, Placement, RatingFilter

PROFILE_AGES: Mapping[str, int] = {"little_kid": 7, "older_kid": 12, "teen": 16}
"""The age limit of each restriction profile of Plex. An unknown profile has that of the youngest."""

NAMED_RATINGS = 5

Verdict = Literal["passes", "fails", "unknown"]


@dataclass(frozen=True, eq=False)
class Visibility:
    """What one person may see of one generation.

    Attributes:
        rows: bool, shape (n_titles,): the titles that they may see.
        withheld: how many titles of their libraries are out of sight because no age is known for their content rating,
            by content rating in lower case.
    """

    rows: NDArray[np.bool_]
    withheld: Mapping[str, int]

    def __getitem__(self, row: int) -> bool:
        """Whether the title of this matrix row may be seen."""
        return bool(self.rows[row])

    def of(self, rows: Iterable[int]) -> list[int]:
        """Those of these matrix rows that may be seen, in their order."""
        return [int(row) for row in rows if self.rows[row]]


def visibility(titles: TitleTable, access: Access, watched: NDArray[np.int32] | None = None) -> Visibility:
    """What a person with this access may see, who watched the titles of these matrix rows."""
    n_sets = max(len(titles.placements), 1)
    seen = np.zeros((len(TYPES), n_sets), dtype=np.bool_)
    unknown: dict[tuple[int, int], str] = {}
    for number, kind in enumerate(TYPES):
        for place, copies in enumerate(titles.placements):
            verdicts = [(verdict(access, kind, copy), copy) for copy in copies if _shared(access, copy)]
            seen[number, place] = any(found == "passes" for found, _ in verdicts)
            doubtful = [copy for found, copy in verdicts if found == "unknown"]
            if doubtful and not seen[number, place]:
                unknown[number, place] = folded(doubtful[0].content_rating)
    kinds = np.asarray(titles.type)
    rows = seen[kinds, titles.placement]
    if watched is not None:
        own = [row for row in watched.tolist() if not rows[row] and _passes(titles, access, row)]
        rows[own] = True
    return Visibility(rows, _withheld(titles, rows, unknown))


def withheld_note(visible: Visibility) -> str | None:
    """A sentence about the titles hidden because no age is known for their rating; None without any."""
    count = sum(visible.withheld.values())
    if not count:
        return None
    titles = "1 title is" if count == 1 else f"{count:,} titles are"
    ratings = ", ".join(rating or "none" for rating in list(visible.withheld)[:NAMED_RATINGS])
    return f"{titles} left out because no age is known for their content ratings ({ratings}); the owner can allow them."


def age_cap(access: Access, kind: ItemType) -> int | None:
    """The age limit for films or for series, in years: the lower of the owner's and that of Plex's profile.

    The profile's counts only where Plex does not list the content ratings themselves.
    """
    profile = access.restriction.profile
    caps = [] if access.age_cap is None else [access.age_cap]
    if profile and _filter(access, kind).allowed is None:
        caps.append(PROFILE_AGES.get(profile, min(PROFILE_AGES.values())))
    return min(caps, default=None)


def is_limited(access: Access) -> bool:
    """Whether content ratings hide anything from this person."""
    return any(age_cap(access, kind) is not None or _filter(access, kind) != RatingFilter() for kind in TYPES)


def verdict(access: Access, kind: ItemType, copy: Placement) -> Verdict:
    """Whether a copy passes a person's limits of age; "unknown" if no age is known for its content rating."""
    rating = folded(copy.content_rating)
    if not _filter(access, kind).passes(rating):
        return "fails"
    cap = age_cap(access, kind)
    if cap is None or rating in access.allowed:
        return "passes"
    age = copy.content_rating_age if copy.content_rating_age is not None else age_of(rating)
    if age is None:
        return "unknown"
    return "passes" if age <= cap else "fails"


def _filter(access: Access, kind: ItemType) -> RatingFilter:
    return access.restriction.movies if kind == "movie" else access.restriction.shows


def _shared(access: Access, copy: Placement) -> bool:
    return access.libraries is None or copy.library_id in access.libraries


def _passes(titles: TitleTable, access: Access, row: int) -> bool:
    """Whether any copy of a title, or the last one that was known of it, passes the limits of age."""
    age = int(titles.content_rating_age[row])
    last = Placement(
        titles.libraries[int(titles.library[row])],
        titles.content_ratings[int(titles.content_rating[row])],
        None if age == UNKNOWN_AGE else age,
    )
    kind = TYPES[int(titles.type[row])]
    copies = titles.placements[int(titles.placement[row])] or (last,)
    return any(verdict(access, kind, copy) == "passes" for copy in copies)


def _withheld(titles: TitleTable, rows: NDArray[np.bool_], unknown: Mapping[tuple[int, int], str]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for (number, place), rating in unknown.items():
        held = (titles.placement == place) & (titles.type == number) & ~rows & ~titles.gone
        counts[rating] += int(np.count_nonzero(held))
    return {rating: count for rating, count in counts.most_common() if count}
