"""The text of `explain`: where a title stands for a person, what keeps it there, and what its score is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from recommenderr.cli.format.recommendations import MAX_PARTS, title_name
from recommenderr.cli.format.tables import table
from recommenderr.records import Account
from recommenderr.text import TYPE_NAMES

if TYPE_CHECKING:
    from recommenderr.artifacts.titles import TitleDetails
    from recommenderr.recommender.service import Recommended
    from recommenderr.recommender.why_not import WhyNot

TOP = "the first 20"
THE_REST = "everything else"
SMALLEST_SHARE = 0.005
"""Parts under half a percent of a score are told as one."""


def explanation_json(item: Recommended, why: WhyNot, tenth: TitleDetails | None) -> dict[str, Any]:
    """The object of `recommend`, with where the title stands and what keeps it there."""
    known = None if tenth is None else {"item_id": tenth.item_id, "title": tenth.title}
    position = {"rank": why.rank, "candidates": why.candidates, "watched": why.watched}
    return item.as_json() | position | {"why_not": why.as_json() | {"beside_title": known}}


def explanation_text(person: Account, item: Recommended, why: WhyNot, tenth: TitleDetails | None) -> str:
    """Why a title stands where it does, from its groups down to the watched titles behind it."""
    explanation = item.explanation
    assert explanation is not None
    features = [(f"{part.feature} ({part.group})", part.contribution) for part in explanation.features if part.feature]
    watched = [(part.title, part.contribution) for part in explanation.watched if part.title]
    parts = [
        _head(person, item, why),
        _groups(explanation.groups, why, tenth),
        " ".join(_sentences(why, tenth)),
        _shares("by feature", features, item.score),
        _shares("by what was watched", watched, item.score),
    ]
    return "\n\n".join(filter(None, parts))


def _head(person: Account, item: Recommended, why: WhyNot) -> str:
    details = item.details
    facts = f"{TYPE_NAMES[details.type]}, {details.year}" if details.year else TYPE_NAMES[details.type]
    lines = [
        f"{details.title} ({facts}), id {details.item_id}",
        f"Rank {why.rank:,} of {why.candidates:,} by score, which is {item.score:.4f}: "
        f"a better match for {person.name} than {item.relevancy} % of what is not seen yet.",
    ]
    if why.watched:
        lines.append(f"{person.name} has watched it, so it is not recommended; the rank is the one that it would have.")
    elif why.gone:
        lines.append("It is not on the server any more; the rank is the one that it would have.")
    return "\n".join(lines)


def _groups(groups: dict[str, float], why: WhyNot, tenth: TitleDetails | None) -> str:
    """Each group's contribution, next to that of the title at rank 10."""
    score = math.fsum(groups.values())
    rows = [
        (f"{value:+.4f}", f"{100 * value / score:.0f} %" if score else "", f"{why.tenth[group]:+.4f}", group)
        for group, value in sorted(groups.items(), key=_size, reverse=True)
        if value or why.tenth[group]
    ]
    if not rows:
        return ""
    head = ("adds", "share", f"rank {_tenth_rank(why)}", "by group")
    if tenth is None:
        return table((*head[:2], head[3]), [(*row[:2], row[3]) for row in rows], right=(0, 1))
    return table(head, rows, right=(0, 1, 2))


def _tenth_rank(why: WhyNot) -> int:
    """10, or the last rank of a smaller library."""
    return min(10, why.candidates - (why.watched or why.gone))


def _sentences(why: WhyNot, tenth: TitleDetails | None) -> list[str]:
    sentences = []
    if tenth is not None and why.held_back_by is not None:
        sentences.append(
            f"Compared with {title_name(tenth)} at rank {_tenth_rank(why)}, it lacks most in {why.held_back_by}."
        )
    if why.in_top:
        return [*sentences, f"It {'would be' if why.watched or why.gone else 'is'} among {TOP}."]
    if why.change is None:
        return [*sentences, f"No change of a single weight brings it into {TOP}."]
    change = why.change
    way = "up" if change.needed > change.now else "down"
    how = f"the weight of {change.group} {way} from {change.now:g} to {change.needed:g}"
    return [*sentences, f"The smallest change that brings it into {TOP}: {how}."]


def _shares(head: str, parts: Sequence[tuple[str, float]], score: float) -> str:
    """The largest parts of a score, and one that carries the rest, so that they sum to it."""
    shown = [part for part in sorted(parts, key=_size, reverse=True) if _size(part) >= SMALLEST_SHARE * abs(score)]
    shown = shown[:MAX_PARTS]
    rest = score - math.fsum(value for _, value in shown)
    if abs(rest) > SMALLEST_SHARE / 10 * abs(score):
        shown.append((THE_REST, rest))
    rows = [(f"{value:+.4f}", f"{100 * value / score:.0f} %" if score else "", name) for name, value in shown if value]
    return table(("adds", "share", head), rows, right=(0, 1)) if rows else ""


def _size(part: tuple[str, float]) -> float:
    return abs(part[1])
