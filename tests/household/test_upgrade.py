"""An upgrade: artifacts of another format are not read, reported as out of date, and rebuilt by the next refresh."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommenderr.artifacts import open_current
from recommenderr.artifacts.generation import FOLDER, FORMAT, MANIFEST
from recommenderr.errors import ArtifactError
from recommenderr.household.service import Household
from recommenderr.recommender.service import Query, Recommender
from recommenderr.refresh import run
from recommenderr.settings import Settings
from tests.factories.small_library import OWNER


def of_format(art_dir: Path, number: int) -> None:
    """Makes every generation one of another format."""
    for file in (art_dir / FOLDER).glob(f"*/{MANIFEST}"):
        manifest = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps(manifest | {"format": number}), encoding="utf-8")


@pytest.mark.parametrize("number", [FORMAT - 1, FORMAT + 1])
def test_artifacts_of_another_format_are_rebuilt(settings: Settings, number: int) -> None:
    recommender = Recommender(settings)
    before = recommender.recommend(OWNER, Query())
    of_format(settings.art_dir, number)
    recommender = Recommender(settings)
    with pytest.raises(ArtifactError, match="built by another version of this program") as told:
        recommender.recommend(OWNER, Query())
    assert "The next refresh rebuilds it" in str(told.value)
    assert Household(settings).status().generation_error == str(told.value)
    run.refresh(settings)
    after = recommender.recommend(OWNER, Query())
    assert [item.details.item_id for item in after.items] == [item.details.item_id for item in before.items]
    assert open_current(settings.art_dir).manifest["format"] == FORMAT
