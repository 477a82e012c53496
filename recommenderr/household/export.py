"""Everything that is stored about a person or computed for them, as one JSON document or one CSV table."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from recommenderr.artifacts.user_evidence import age_days
from recommenderr.errors import ArtifactError
from recommenderr.model.preference import preference
from recommenderr.recommender.service import Query, Recommender
from recommenderr.recommender.user import hidden_watched
from recommenderr.records import Account, HistoryEntry, PlaybackFilter, Watched
from recommenderr.store import people, presets, titles, watching
from recommenderr.store.connection import open_store
from recommenderr.store.titles import Title
from recommenderr.time_zone import household_zone

RECOMMENDED = 100
"""So many recommendations are exported, best first."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS = (
    *("list", "rank", "viewed_at", "type", "title", "year", "series", "season", "episode", "item_id", "plays"),
    *("rating", "preference", "score", "match", "settings"),
)
"""The CSV's columns; `list` says which list a row belongs to: history, watched, recommendations or presets."""


@dataclass(frozen=True, slots=True)
class Export:
    """Everything stored about one person. `missing` says why there are no recommendations, None where there are."""

    person: Account
    exported_at: datetime
    history: list[dict[str, Any]]
    watched: list[dict[str, Any]]
    recommendations: list[dict[str, Any]]
    presets: list[dict[str, Any]]
    missing: str | None

    def as_json(self) -> str:
        """One document."""
        document = {
            "account_id": self.person.account_id,
            "name": self.person.name,
            "username": self.person.username,
            "exported_at": _iso(self.exported_at),
            "history": self.history,
            "watched": self.watched,
            "recommendations": self.recommendations,
            "presets": self.presets,
        }
        return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"

    def as_csv(self) -> str:
        """One table of all lists, with a head."""
        file = StringIO()
        table = csv.DictWriter(file, COLUMNS, lineterminator="\r\n")
        table.writeheader()
        for name in ("history", "watched", "recommendations", "presets"):
            for rank, row in enumerate(getattr(self, name), 1):
                flat = {key: _cell(value) for key, value in row.items()}
                table.writerow({"list": name, "rank": rank, **flat})
        return file.getvalue()


def export(recommender: Recommender, text: str, now: datetime) -> Export:
    """What is known of somebody, by username, display name or account id.

    Raises:
        UnknownUserError, UsageError: nobody answers to it, or several do.
        StoreError: the store cannot be read.
    """
    with open_store(recommender.settings.db_path, read_only=True) as conn:
        person = people.find_account(conn, text)
    hidden = _hidden(recommender, person.account_id)
    with open_store(recommender.settings.db_path, read_only=True) as conn:
        which = PlaybackFilter(hidden=hidden)
        size = watching.history_size(conn, person.account_id, which)
        history = watching.history_page(conn, person.account_id, which, limit=size)
        everything = watching.watched(conn, person.account_id)
        watched = {title.item_id: title for title in everything if title.item_id not in hidden}
        known = {title.item.item_id: title for title in titles.iter_titles(conn) if title.item.item_id in watched}
        saved = presets.list(conn, person.account_id)
    recommendations, missing = _recommendations(recommender, person.account_id)
    return Export(
        person,
        now,
        [_played(entry) for entry in history],
        [_watched(title, known[item_id], now) for item_id, title in watched.items() if item_id in known],
        recommendations,
        [{"title": preset.name, "settings": dict(preset.values) | {"default": preset.is_default}} for preset in saved],
        missing,
    )


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that looks like one begins with an apostrophe."""
    text = json.dumps(value) if isinstance(value, dict) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA_STARTS) else text


def _hidden(recommender: Recommender, account_id: int) -> frozenset[str]:
    """The watched titles that the person may not see; none before the first build, as nothing but history is known."""
    try:
        return hidden_watched(recommender.user(account_id))
    except ArtifactError:
        return frozenset()


def _played(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "viewed_at": _iso(entry.viewed_at),
        "type": entry.type,
        "title": entry.title,
        "series": entry.series_title,
        "season": entry.season,
        "episode": entry.episode,
        "item_id": entry.item_id,
    }


def _watched(watched: Watched, title: Title, now: datetime) -> dict[str, Any]:
    return {
        "viewed_at": _iso(watched.last_viewed_at),
        "type": title.item.type,
        "title": title.item.title,
        "year": title.item.year,
        "item_id": watched.item_id,
        "plays": watched.plays,
        "rating": watched.rating,
        "preference": round(
            float(preference(watched.plays, age_days(watched.last_viewed_at, now), watched.runtime_min or 0)), 4
        ),
    }


def _recommendations(recommender: Recommender, account_id: int) -> tuple[list[dict[str, Any]], str | None]:
    try:
        ranked = recommender.recommend(account_id, Query(k=RECOMMENDED))
    except ArtifactError as err:
        return [], f"Without recommendations: {err}"
    rows = [
        {
            "type": item.details.type,
            "title": item.details.title,
            "year": item.details.year,
            "item_id": item.details.item_id,
            "score": round(item.score, 4),
            "match": item.relevancy,
        }
        for item in ranked.items
    ]
    return rows, None


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(household_zone()).isoformat(timespec="seconds")
