"""How the household stands: what is known, what serves, how the last refresh went, when the next one comes."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from recommenderr.artifacts import Generation, open_current
from recommenderr.errors import ArtifactError, NoGenerationError
from recommenderr.records import Refresh, Server
from recommenderr.settings import Settings
from recommenderr.store import meta, people, refreshes, watching
from recommenderr.store.meta import Counts


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that `status` prints and the dashboard shows.

    `generation_error` is the sentence why no generation serves, None where one does. `on_history_alone` names the
    people whose watched state the server did not give out at the last refresh.
    """

    plex_base: str
    demo: bool
    server: Server | None
    counts: Counts
    generation: str | None
    built_at: str | None
    generation_error: str | None
    last_refresh: Refresh | None
    requested: bool
    heartbeat_at: datetime | None
    next_refresh_at: datetime | None
    on_history_alone: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The document of `status --output json`."""
        refresh = self.last_refresh
        return {
            "plex": {"configured": not self.demo, "base": self.plex_base, "demo": self.demo},
            "users": self.counts.users,
            "items": self.counts.items,
            "titles": self.counts.titles,
            "events": self.counts.events,
            "generation": self.generation,
            "built_at": self.built_at,
            "last_refresh": {
                "started_at": _iso(refresh.started_at if refresh else None),
                "finished_at": _iso(refresh.finished_at if refresh else None),
                "outcome": refresh.outcome if refresh else None,
                "error": refresh.error if refresh else None,
            },
            "next_refresh_at": _iso(self.next_refresh_at),
        }


NOTHING = Counts(0, 0, 0, 0, 0)


def empty_status(settings: Settings, error: str) -> Status:
    """The status before the first refresh, when there is no database yet."""
    return Status(settings.plex_base, settings.demo, None, NOTHING, None, None, error, None, False, None, None)


def read_status(settings: Settings, conn: sqlite3.Connection) -> Status:
    """The status as the store and the artifacts have it now."""
    generation, error = _generation(settings)
    beat = refreshes.heartbeat(conn)
    return Status(
        plex_base=settings.plex_base,
        demo=settings.demo,
        server=meta.server(conn),
        counts=meta.counts(conn),
        generation=generation.name if generation else None,
        built_at=generation.built_at if generation else None,
        generation_error=error,
        last_refresh=refreshes.last(conn),
        requested=refreshes.requested(conn),
        heartbeat_at=beat[0] if beat else None,
        next_refresh_at=beat[1] if beat else None,
        on_history_alone=_on_history_alone(conn),
    )


def _on_history_alone(conn: sqlite3.Connection) -> tuple[str, ...]:
    """Who may enter without giving out their state, and who no longer may but has watched something."""
    complete = meta.states_complete(conn)
    if complete is None:
        return ()
    seen = watching.versions(conn)
    alone = (one for one in people.accounts(conn) if one.account_id not in complete)
    return tuple(one.name for one in alone if one.kind != "unknown" or one.account_id in seen)


def _generation(settings: Settings) -> tuple[Generation | None, str | None]:
    try:
        return open_current(settings.art_dir), None
    except (ArtifactError, NoGenerationError) as err:
        return None, str(err)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
