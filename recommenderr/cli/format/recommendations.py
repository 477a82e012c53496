"""People and recommendations as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from recommenderr.cli.format.tables import table
from recommenderr.records import Account
from recommenderr.text import title_label

if TYPE_CHECKING:
    from recommenderr.artifacts.titles import TitleDetails
    from recommenderr.household.service import Person
    from recommenderr.recommender.service import Recommendations, Recommended

MAX_PARTS = 8


def people_text(people: Sequence[Person]) -> str:
    """The household as a table."""
    if not people:
        return "Nobody is known yet. Run `recommenderr refresh` first."
    rows = [
        (p.account.account_id, p.account.name, p.account.username, p.account.kind, "yes" if p.has_history else "no")
        for p in people
    ]
    return table(("id", "name", "username", "who", "has watched"), rows, right=(0,))


def people_json(people: Sequence[Person]) -> list[dict[str, Any]]:
    """The household as a JSON list."""
    return [
        {
            "account_id": person.account.account_id,
            "name": person.account.name,
            "username": person.account.username,
            "kind": person.account.kind,
            "has_history": person.has_history,
        }
        for person in people
    ]


def recommendations_text(person: Account, recommendations: Recommendations, *, explain: bool) -> str:
    """The list as a table, with the two strongest reasons, and on demand what each score is made of."""
    text = _list_text(
        f"For {person.name}, of {recommendations.candidates:,} titles not seen yet:", recommendations, explain
    )
    return text or f"Nothing fits for {person.name}."


def similar_text(title: TitleDetails, recommendations: Recommendations, *, explain: bool) -> str:
    """The nearest titles as a table, with what they share, and on demand what each score is made of."""
    return _list_text(
        f"Most like {title_name(title)}, of {recommendations.candidates:,} other titles:", recommendations, explain
    )


def _list_text(head: str, recommendations: Recommendations, explain: bool) -> str:
    parts = [head] if recommendations.items else []
    if recommendations.note:
        parts.append(recommendations.note)
    if recommendations.items:
        parts.append(_list(recommendations.items))
    if explain:
        parts += [_explained(rank, item) for rank, item in enumerate(recommendations.items, 1)]
    return "\n\n".join(parts)


def _list(items: Sequence[Recommended]) -> str:
    rows = [
        (
            rank,
            f"{item.relevancy} %",
            title_name(item.details),
            "; ".join(reason.text for reason in item.reasons) or "well rated",
        )
        for rank, item in enumerate(items, 1)
    ]
    return table(("#", "match", "title", "because it"), rows, right=(0, 1))


def title_name(details: TitleDetails) -> str:
    """`Dune (2021)`; a series is named as one."""
    return f"{title_label(details.title, details.year)}{', series' if details.type == 'show' else ''}"


def _size(part: tuple[str, float]) -> float:
    return abs(part[1])


def _explained(rank: int, item: Recommended) -> str:
    assert item.explanation is not None
    lists = {
        "groups": list(item.explanation.groups.items()),
        "features": [(part.feature, part.contribution) for part in item.explanation.features if part.feature],
        "watched": [(part.title, part.contribution) for part in item.explanation.watched if part.title],
    }
    lines = [f"{rank}. {title_name(item.details)}: score {item.score:.4f}"]
    for name, parts in lists.items():
        largest = [part for part in sorted(parts, key=_size, reverse=True) if part[1]][:MAX_PARTS]
        if largest:
            lines.append(f"   {name:<8}  " + ", ".join(f"{what} {value:+.4f}" for what, value in largest))
    return "\n".join(lines)
