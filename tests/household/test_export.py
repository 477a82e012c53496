"""An export says everything that is known of a person, and nothing of anybody else."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from io import StringIO

import pytest

from recommenderr.errors import UnknownUserError
from recommenderr.household.export import COLUMNS, Export, export
from recommenderr.model.preference import preference
from recommenderr.recommender.service import Recommender
from recommenderr.refresh import run
from recommenderr.settings import Settings
from recommenderr.store import presets, watching
from recommenderr.store.connection import open_store
from tests.factories.small_library import HOME, NOW


@pytest.fixture
def exported(settings: Settings) -> Export:
    with open_store(settings.db_path) as conn:
        presets.save(conn, HOME, "Sunday", {"genres": 1.5})
        presets.set_default(conn, HOME, "Sunday")
    recommender = Recommender(settings)
    return export(recommender, "quill", NOW)


def test_it_holds_every_playback_title_preset_and_a_list(exported: Export, settings: Settings) -> None:
    document = json.loads(exported.as_json())
    with open_store(settings.db_path, read_only=True) as conn:
        assert len(document["history"]) == watching.history_size(conn, HOME)
        watched = watching.watched(conn, HOME)
    assert [title["item_id"] for title in document["watched"]] == [title.item_id for title in watched]
    assert (document["account_id"], document["name"], document["username"]) == (HOME, "Quillon", "quill")
    assert document["exported_at"] == "2026-03-01T12:00:00+00:00"
    assert document["presets"] == [{"title": "Sunday", "settings": {"genres": 1.5, "default": True}}]
    assert document["recommendations"][0]["match"] == 100
    assert {title["item_id"] for title in document["watched"]}.isdisjoint(
        title["item_id"] for title in document["recommendations"]
    )
    assert "Ana" not in exported.as_json()


def test_a_preference_is_the_models(exported: Export) -> None:
    film = next(title for title in exported.watched if title["type"] == "movie")
    age_days = (NOW.timestamp() - _epoch(film["viewed_at"])) / 86_400
    wanted = float(preference(film["plays"], age_days, 30))
    assert math.isclose(film["preference"], wanted, abs_tol=1e-3)


def test_the_table_says_the_same(exported: Export) -> None:
    rows = list(csv.DictReader(StringIO(exported.as_csv(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    for name in ("history", "watched", "recommendations", "presets"):
        of_list = [row for row in rows if row["list"] == name]
        assert [row["title"] for row in of_list] == [row["title"] for row in getattr(exported, name)]
        assert [row["rank"] for row in of_list] == [str(rank) for rank in range(1, len(of_list) + 1)]
    assert json.loads(rows[-1]["settings"]) == {"genres": 1.5, "default": True}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_of_the_table_is_a_formula(exported: Export, start: str) -> None:
    title = f'{start}HYPERLINK("http://evil.example")'
    hostile = replace(exported, history=[{**exported.history[0], "title": title}])
    row = next(csv.DictReader(StringIO(hostile.as_csv(), newline="")))
    assert row["title"] == f"'{title}"


def test_before_a_build_there_is_all_but_the_list(settings: Settings) -> None:
    elsewhere = Settings(db_path=settings.db_path, art_dir=settings.art_dir / "nothing")
    recommender = Recommender(elsewhere)
    found = export(recommender, "quill", NOW)
    assert found.history
    assert (found.recommendations, found.missing is None) == ([], False)
    assert "recommenderr refresh" in str(found.missing)


def test_nobody_is_told_who_there_is(settings: Settings) -> None:
    recommender = Recommender(settings)
    with pytest.raises(UnknownUserError, match="There are: Ana, "):
        export(recommender, "nobody", NOW)


def test_somebody_without_history_has_a_list_all_the_same(settings: Settings) -> None:
    run.refresh(settings)
    recommender = Recommender(settings)
    found = export(recommender, "mila", NOW)
    assert (found.history, found.watched, found.missing) == ([], [], None)
    assert found.recommendations


def _epoch(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()
