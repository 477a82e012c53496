"""What a build takes over from the generation before, and what it makes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from recommenderr.artifacts import Generation, generation_names, open_current
from recommenderr.build import Built, build, without_collections
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.records import Item
from recommenderr.refresh.run import refresh
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.factories.small_library import HOME, NOW, OWNER


def settings_for(server: DemoServer, folder: Path) -> Settings:
    """Settings of somebody who has set up this server, with everything kept in one folder."""
    return Settings(
        plex_base=server.base,
        plex_tv_base=server.base,
        plex_token=server.token,
        db_path=folder / "store.db",
        art_dir=folder / "art",
        log_file=folder / "log",
    )


@pytest.fixture
def settings(plex: DemoServer, tmp_path: Path) -> Settings:
    return settings_for(plex, tmp_path)


@pytest.fixture
def ingested(settings: Settings) -> Settings:
    refresh(settings, build=False)
    return settings


def built(settings: Settings, now: datetime = NOW) -> tuple[Built, Generation]:
    with open_store(settings.db_path) as conn:
        done = build(conn, settings, now, lambda phase, done, total: None)
    return done, open_current(settings.art_dir)


def inodes(generation: Generation, folder: str) -> dict[str, int]:
    """The files of a generation below a folder, by name."""
    files = [name for name in generation.manifest["files"] if name.startswith(folder)]
    assert files
    return {name: (generation.path / name).stat().st_ino for name in files}


def test_nothing_changed_nothing_is_rebuilt(ingested: Settings) -> None:
    _, before = built(ingested)
    done, after = built(ingested, NOW + timedelta(hours=1))
    assert (done.blocks_reused, done.people, done.people_reused) == (True, 2, 2)
    assert after.name != before.name
    for folder in ("titles/", "blocks/", "people/"):
        assert inodes(after, folder) == inodes(before, folder)
    after.verify()


def test_who_watched_something_is_rebuilt_and_no_one_else(plex: DemoServer, ingested: Settings) -> None:
    _, before = built(ingested)
    films = [title for title in plex.library.titles.values() if title.type == "movie"]
    unseen = next(title for title in films if (OWNER, title.guid) not in plex.library.states)
    plex.library.play(OWNER, unseen.rating_key, int(NOW.timestamp()) - 60)
    refresh(ingested, build=False)
    done, after = built(ingested, NOW + timedelta(hours=1))
    assert (done.blocks_reused, done.people, done.people_reused) == (True, 2, 1)
    assert inodes(after, "blocks/") == inodes(before, "blocks/")
    assert inodes(after, f"people/{HOME}/") == inodes(before, f"people/{HOME}/")
    assert not set(inodes(after, f"people/{OWNER}/").values()) & set(inodes(before, f"people/{OWNER}/").values())
    row = after.titles.row_of(unseen.rating_key)
    assert row in after.user(OWNER).profile.rows
    assert row not in before.user(OWNER).profile.rows


def test_a_changed_title_rebuilds_everything(plex: DemoServer, ingested: Settings) -> None:
    _, before = built(ingested)
    key = next(iter(plex.library.titles))
    plex.library.alter(key, genres=("Documentary",))
    refresh(ingested, build=False)
    done, after = built(ingested, NOW + timedelta(hours=1))
    assert (done.blocks_reused, done.people_reused) == (False, 0)
    row = after.titles.row_of(key)
    assert row is not None
    assert after.titles.details(row).genres == ("Documentary",)
    assert not set(inodes(after, "blocks/").values()) & set(inodes(before, "blocks/").values())


def test_a_title_that_is_gone_rebuilds_everything(plex: DemoServer, ingested: Settings) -> None:
    built(ingested)
    key = next(iter(plex.library.titles))
    plex.library.remove(key)
    refresh(ingested, build=False)
    done, after = built(ingested, NOW + timedelta(hours=1))
    assert not done.blocks_reused
    row = after.titles.row_of(key)
    assert row is not None
    assert after.titles.gone[row]


def test_other_settings_of_the_features_rebuild_everything(ingested: Settings) -> None:
    built(ingested)
    done, _ = built(replace(ingested, year_bucket_size=10), NOW + timedelta(hours=1))
    assert not done.blocks_reused


def test_after_a_day_memory_has_faded_and_everyone_is_rebuilt(ingested: Settings) -> None:
    built(ingested)
    done, after = built(ingested, NOW + timedelta(hours=24))
    assert (done.blocks_reused, done.people_reused) == (True, 0)
    assert after.user(OWNER).as_of == int((NOW + timedelta(hours=24)).timestamp())


def test_a_damaged_generation_is_not_taken_over(ingested: Settings) -> None:
    _, before = built(ingested)
    path = before.path / "blocks/genres/data.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    done, after = built(ingested, NOW + timedelta(hours=1))
    assert not done.blocks_reused
    after.verify()


def test_a_reused_build_is_the_same_as_one_from_scratch(ingested: Settings, tmp_path: Path) -> None:
    built(ingested)
    _, after = built(ingested, NOW + timedelta(hours=24))
    _, scratch = built(replace(ingested, art_dir=tmp_path / "scratch"), NOW + timedelta(hours=24))
    for person in scratch.user_ids():
        assert np.array_equal(after.user(person).evidence.columns, scratch.user(person).evidence.columns)
        assert np.array_equal(after.user(person).evidence.closest, scratch.user(person).evidence.closest)
    assert list(after.titles.item_ids) == list(scratch.titles.item_ids)


def test_only_the_last_two_stay(ingested: Settings) -> None:
    names = [built(ingested, NOW + timedelta(hours=hour))[1].name for hour in range(4)]
    assert generation_names(ingested.art_dir) == names[-2:]


def test_a_title_is_built_without_the_collections_that_do_not_count() -> None:
    item = Item("1", "", "movie", "Alien", "1", collections=("Recently Added", "Alien Collection"))
    assert without_collections(item, frozenset({"Recently Added"})).collections == ("Alien Collection",)
    assert without_collections(item, frozenset({"Trending"})) is item
