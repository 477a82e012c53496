"""The state of the household's data, and the findings of `doctor`, as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from recommenderr.records import Refresh
from recommenderr.text import duration

if TYPE_CHECKING:
    from recommenderr.household.health import Finding
    from recommenderr.household.service import Status


def status_text(status: Status, now: datetime | None = None) -> str:
    """The state of the data, one line a subject."""
    now = now or datetime.now(UTC)
    counts = status.counts
    server = f"{status.server.name} at {status.plex_base}" if status.server else status.plex_base
    lines = [
        ("server", "the demo library" if status.demo else server),
        ("people", _people(status)),
        *([("libraries", _libraries(status))] if status.libraries_unknown_for else []),
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


def _libraries(status: Status) -> str:
    return f"all shown to {', '.join(status.libraries_unknown_for)}: Plex did not say which are shared with them"


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
