"""The text that people read when they ask: who there is, what to watch, why, and how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from recommenderr.cli.format.tables import table
from recommenderr.records import Account, Refresh
from recommenderr.text import duration, title_label

if TYPE_CHECKING:
    from recommenderr.artifacts.titles import TitleDetails
    from recommenderr.household.health import Finding
    from recommenderr.household.service import Person, Status
    from recommenderr.recommender.service import Recommendations, Recommended

LISTED = 8


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


def recommendations_text(person: Account, found: Recommendations, *, explain: bool) -> str:
    """The list as a table, with the two strongest reasons, and on demand what each score is made of."""
    text = _list_text(f"For {person.name}, of {found.candidates:,} titles not seen yet:", found, explain)
    return text or f"Nothing fits for {person.name}."


def similar_text(title: TitleDetails, found: Recommendations, *, explain: bool) -> str:
    """The nearest titles as a table, with what they share, and on demand what each score is made of."""
    return _list_text(f"Most like {named(title)}, of {found.candidates:,} other titles:", found, explain)


def _list_text(head: str, found: Recommendations, explain: bool) -> str:
    parts = [head] if found.items else []
    if found.note:
        parts.append(found.note)
    if found.items:
        parts.append(_list(found.items))
    if explain:
        parts += [_explained(rank, item) for rank, item in enumerate(found.items, 1)]
    return "\n\n".join(parts)


def _list(items: Sequence[Recommended]) -> str:
    rows = [
        (
            rank,
            f"{item.relevancy} %",
            named(item.details),
            "; ".join(reason.text for reason in item.reasons) or "well rated",
        )
        for rank, item in enumerate(items, 1)
    ]
    return table(("#", "match", "title", "because it"), rows, right=(0, 1))


def named(details: TitleDetails) -> str:
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
    lines = [f"{rank}. {named(item.details)}: score {item.score:.4f}"]
    for name, parts in lists.items():
        largest = [part for part in sorted(parts, key=_size, reverse=True) if part[1]][:LISTED]
        if largest:
            lines.append(f"   {name:<8}  " + ", ".join(f"{what} {value:+.4f}" for what, value in largest))
    return "\n".join(lines)


def status_text(status: Status, now: datetime | None = None) -> str:
    """How things stand, one line a subject."""
    now = now or datetime.now(UTC)
    counts = status.counts
    server = f"{status.server.name} at {status.plex_base}" if status.server else status.plex_base
    lines = [
        ("server", "the demo library" if status.demo else server),
        ("people", _people(status)),
        ("titles", f"{counts.titles:,} ({counts.items:,} with every copy)"),
        ("plays", f"{counts.events:,} ({counts.unmatched:,} of titles that are not known)"),
        ("generation", status.generation or status.generation_error or "none"),
        ("refresh", _refresh(status.last_refresh, now)),
        ("next", _next(status, now)),
    ]
    return "\n".join(f"{subject:<10}  {sentence}" for subject, sentence in lines)


def finding_line(finding: Finding) -> str:
    """One line of `doctor`."""
    return f"{'ok  ' if finding.ok else 'FAIL'}  {finding.subject:<10}  {finding.sentence}"


def _people(status: Status) -> str:
    names = ", ".join(status.on_history_alone)
    return f"{status.counts.users:,}" + (f" (known from their playbacks alone: {names})" if names else "")


def _refresh(refresh: Refresh | None, now: datetime) -> str:
    if refresh is None:
        return "none yet"
    if refresh.outcome == "running":
        of = f" of {refresh.total:,}" if refresh.total else ""
        return f"running for {_ago(refresh.started_at, now)}: {refresh.phase} {refresh.done:,}{of}"
    ended = f"{_ago(refresh.finished_at or refresh.started_at, now)} ago"
    if refresh.outcome == "failed":
        return f"failed {ended}: {refresh.error}"
    return f"done {ended}: {refresh.summary}"


def _next(status: Status, now: datetime) -> str:
    if status.requested:
        return "as soon as the sidecar looks; it was asked for"
    if status.next_refresh_at is None:
        return "not planned; no sidecar has run (recommenderr serve)"
    if status.next_refresh_at <= now:
        return "overdue; is the sidecar running? (recommenderr serve)"
    return f"in {duration((status.next_refresh_at - now).total_seconds())}"


def _ago(then: datetime, now: datetime) -> str:
    return duration((now - then).total_seconds())
