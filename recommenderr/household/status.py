"""What `status` and the Status page show: counts, the last refresh, the generations on disk, and every setting."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recommenderr.artifacts import Generation, generation_names, open_current, open_generation
from recommenderr.artifacts.generation import current_name
from recommenderr.errors import ArtifactError, NoGenerationError
from recommenderr.household.nightly_backup import newest_backup_at
from recommenderr.recommender.user_weights import settings_weights
from recommenderr.records import EVERYTHING, Refresh, Server
from recommenderr.settings import Settings, specs
from recommenderr.store import access, meta, people, refreshes, watching
from recommenderr.store.meta import Counts


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the household's data.

    `generation_error` says why no generation serves, None where one does. `on_history_alone` names the people whose
    watched state the server did not provide at the last refresh. `backed_up_at` is when the newest nightly
    backup was made.
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
    backed_up_at: datetime | None = None

    libraries_unknown_for: tuple[str, ...] = ()

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
            "libraries_unknown_for": list(self.libraries_unknown_for),
        }


NOTHING = Counts(0, 0, 0, 0, 0)


def empty_status(settings: Settings, error: str) -> Status:
    """The status before the first refresh, when there is no database yet."""
    return Status(settings.plex_base, settings.demo, None, NOTHING, None, None, error, None, False, None, None)


def read_status(settings: Settings, conn: sqlite3.Connection) -> Status:
    """The status as the store and the artifacts have it now."""
    generation, error = _generation(settings)
    heartbeat = refreshes.heartbeat(conn)
    return Status(
        plex_base=settings.plex_base,
        demo=settings.demo and (meta.server(conn) is None or meta.is_demo(conn)),
        server=meta.server(conn),
        counts=meta.counts(conn),
        generation=generation.name if generation else None,
        built_at=generation.built_at if generation else None,
        generation_error=error,
        last_refresh=refreshes.last(conn),
        requested=refreshes.requested(conn),
        heartbeat_at=heartbeat[0] if heartbeat else None,
        next_refresh_at=heartbeat[1] if heartbeat else None,
        on_history_alone=_on_history_alone(conn),
        libraries_unknown_for=_libraries_unknown_for(conn),
        backed_up_at=newest_backup_at(settings.db_path),
    )


def _on_history_alone(conn: sqlite3.Connection) -> tuple[str, ...]:
    """People with access but without a readable watched state, and people without access who watched something."""
    complete = meta.states_complete(conn)
    if complete is None:
        return ()
    with_history = watching.versions(conn)
    incomplete = (person for person in people.accounts(conn) if person.account_id not in complete)
    return tuple(person.name for person in incomplete if person.kind != "unknown" or person.account_id in with_history)


def _libraries_unknown_for(conn: sqlite3.Connection) -> tuple[str, ...]:
    """People with access who are shown all libraries because no token of theirs could be had to ask for their own."""
    if meta.states_complete(conn) is None:
        return ()
    known = access.all_access(conn)
    others = (person for person in people.accounts(conn) if person.kind not in ("owner", "unknown"))
    return tuple(person.name for person in others if known.get(person.account_id, EVERYTHING).libraries is None)


def _generation(settings: Settings) -> tuple[Generation | None, str | None]:
    try:
        return open_current(settings.art_dir), None
    except (ArtifactError, NoGenerationError) as err:
        return None, str(err)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class ListedGeneration:
    """One generation on disk; where it cannot be read, `error` says why and the numbers are 0."""

    name: str
    serves: bool
    titles: int
    people: int
    size_bytes: int
    error: str | None


def generation_list(art_dir: Path) -> tuple[ListedGeneration, ...]:
    """Every generation on disk, the newest first."""
    serving = current_name(art_dir)
    return tuple(_listed(art_dir, name, name == serving) for name in reversed(generation_names(art_dir)))


def _listed(art_dir: Path, name: str, serves: bool) -> ListedGeneration:
    try:
        generation = open_generation(art_dir, name)
    except ArtifactError as err:
        return ListedGeneration(name, serves, 0, 0, 0, str(err))
    size = sum(int(size) for size, _ in generation.manifest["files"].values())
    return ListedGeneration(name, serves, int(generation.manifest["n_titles"]), len(generation.user_ids()), size, None)


SET, NOT_SET, NONE = "set", "not set", "none"
DEFAULT = "default"
SOURCES = {"environment": "environment variable", ".env": "the file .env"}
WEIGHTS = {"taste_breadth": "breadth", "diversity": "diversity"}


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting as anybody may see it; of a secret only whether it is set."""

    name: str
    value: str
    source: str
    help: str


def shown_settings(settings: Settings) -> tuple[ShownSetting, ...]:
    """All settings, in the order of the documentation."""
    weights = settings_weights(settings).as_values()
    rows = []
    for spec in specs():
        value, name = getattr(settings, spec.name), spec.name
        if value is None and (weight := WEIGHTS.get(name, name.removeprefix("feat_w_"))) in weights:
            value = weights[weight]
        text = (SET if value else NOT_SET) if spec.metadata["secret"] else _text(value)
        rows.append(ShownSetting(name.upper(), text, _source(settings, name), spec.metadata["help"]))
    return tuple(rows)


def _source(settings: Settings, name: str) -> str:
    source = settings.sources.get(name, DEFAULT)
    return SOURCES.get(source, source)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(value) or NONE
    return NONE if value is None else str(value)
