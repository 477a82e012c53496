"""From the store to a new generation: features, order of rows, and the evidence of each person.

Only what changed is made again. While no title changed, the blocks of the generation before are taken over as they are,
and so is the evidence of everyone whose watched titles are the same and not yet a day old.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from joblib import Parallel, delayed

from recommenderr.artifacts import Generation, GenerationWriter, UserArrays, open_current, prune
from recommenderr.artifacts.titles import placements_as_json, title_table
from recommenderr.artifacts.user_evidence import user_arrays
from recommenderr.errors import ArtifactError
from recommenderr.model.map_layout import library_map
from recommenderr.model.ranking import order_of_rows
from recommenderr.model.titles.features import FeatureConfig, build_blocks, country_block
from recommenderr.model.titles.rating_prior import acclaim
from recommenderr.model.titles.title_facts import title_facts
from recommenderr.progress import Progress
from recommenderr.records import Item
from recommenderr.settings import Settings
from recommenderr.store import access, collections, watching
from recommenderr.store import titles as stored_titles

REFRESH_AFTER_S = 24 * 3600
"""Evidence is made again after a day even if nothing was watched: memory fades."""

PEOPLE_AT_ONCE = 8
"""Evidence of so many people is made side by side and then written; each takes 64 bytes a title until it is."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did, for the log."""

    generation: str
    titles: int
    blocks_reused: bool
    people: int
    people_reused: int

    @property
    def summary(self) -> str:
        """One line."""
        blocks = "features as before" if self.blocks_reused else "features rebuilt"
        return f"{self.titles} titles, {blocks}; evidence of {self.people} people, {self.people_reused} as before"


def feature_config(settings: Settings) -> FeatureConfig:
    """The part of the settings that the blocks depend on."""
    return FeatureConfig(settings.year_bucket_size, settings.year_min, settings.year_max)


def build(conn: sqlite3.Connection, settings: Settings, now: datetime, on_progress: Progress) -> Built:
    """Writes a new generation and switches the readers to it.

    Raises:
        ArtifactError: it cannot be written; the generation before goes on serving.
    """
    config = feature_config(settings)
    stamp = _titles_stamp(conn, config)
    before = _before(settings.art_dir)
    reused = before is not None and before.titles_version == stamp and before.map is not None
    with GenerationWriter(settings.art_dir, now) as writer:
        if before is not None and reused:
            on_progress("features", 1, 1)
            writer.reuse(before, "titles/")
            writer.reuse(before, "blocks/")
            source = before
            manifest = {key: before.manifest[key] for key in ("libraries", "content_ratings", "placements", "n_titles")}
        else:
            source, manifest = _features(conn, writer, config, on_progress)
        counts = _people(conn, writer, source, before if reused else None, now, on_progress)
        on_progress("switching", 0, 1)
        name = writer.publish(manifest | {"titles_stamp": stamp, "features": asdict(config)})
        on_progress("switching", 1, 1)
    prune(settings.art_dir, name)
    return Built(name, int(str(manifest["n_titles"])), reused, sum(counts), counts[1])


def _features(
    conn: sqlite3.Connection, writer: GenerationWriter, config: FeatureConfig, on_progress: Progress
) -> tuple[Generation, dict[str, object]]:
    """Reads the titles, makes and writes their blocks; returns them as an unpublished generation."""
    on_progress("features", 0, 3)
    titles = list(stored_titles.iter_titles(conn))
    acclaims = acclaim([title.item for title in titles])
    names = [title.item.title for title in titles]
    order = order_of_rows(acclaims.tolist(), names, [title.item.item_id for title in titles])
    titles = [titles[position] for position in order]
    no_taste = collections.left_out(conn)
    items = [without_collections(title.item, no_taste) for title in titles]
    on_progress("features", 1, 3)
    blocks, countries = build_blocks(items, config), country_block(items, config)
    for block in (*blocks.values(), countries):
        writer.block(block)
    facts = title_facts(items, blocks["genres"], countries)
    placed = access.placements(conn)
    copies = [placed.get(item.item_id, ()) for item in items]
    table = title_table(items, [title.gone for title in titles], facts, copies)
    writer.titles(table)
    manifest: dict[str, object] = {
        "n_titles": len(items),
        "libraries": list(table.libraries),
        "content_ratings": list(table.content_ratings),
        "placements": placements_as_json(table.placements),
    }
    del titles, items, table, facts, placed, copies  # of a million titles they are gigabytes
    on_progress("features", 2, 3)
    writer.map(library_map(blocks))
    on_progress("features", 3, 3)
    return Generation(writer.folder, manifest | {"files": {}}), manifest


def without_collections(item: Item, names: frozenset[str]) -> Item:
    """The same title outside these collections."""
    if names.isdisjoint(item.collections):
        return item
    return replace(item, collections=tuple(name for name in item.collections if name not in names))


def _people(
    conn: sqlite3.Connection,
    writer: GenerationWriter,
    source: Generation,
    before: Generation | None,
    now: datetime,
    on_progress: Progress,
) -> tuple[int, int]:
    """Writes the evidence of each person; returns how many were computed and how many reused."""
    stamps = watching.versions(conn)
    fresh = [person for person, stamp in stamps.items() if before is not None and _fresh(before, person, stamp, now)]
    for account_id in fresh:
        if before is not None:
            writer.reuse(before, f"people/{account_id}/")
    due = sorted(set(stamps) - set(fresh))
    for start in range(0, len(due), PEOPLE_AT_ONCE):
        on_progress("evidence", len(fresh) + start, len(stamps))
        some = due[start : start + PEOPLE_AT_ONCE]
        watched = {account_id: watching.watched(conn, account_id) for account_id in some}
        jobs = [delayed(user_arrays)(source, watched[account_id], stamps[account_id], now) for account_id in some]
        for account_id, arrays in zip(some, Parallel(n_jobs=-1, prefer="threads")(jobs), strict=True):
            writer.user(account_id, arrays)
    on_progress("evidence", len(stamps), len(stamps))
    return len(due), len(fresh)


def _fresh(before: Generation, account_id: int, stamp: str, now: datetime) -> bool:
    if not before.has_user(account_id):
        return False
    try:
        arrays: UserArrays = before.user(account_id)
    except ArtifactError:
        return False
    return arrays.version == stamp and 0 <= now.timestamp() - arrays.as_of < REFRESH_AFTER_S


def _titles_stamp(conn: sqlite3.Connection, config: FeatureConfig) -> str:
    return json.dumps([stored_titles.version(conn), asdict(config)])


def _before(art_dir: Path) -> Generation | None:
    try:
        before = open_current(art_dir)
        before.verify()
    except ArtifactError:
        return None
    return before
