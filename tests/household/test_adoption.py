"""A reinstalled server takes over what was known of the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import ForeignStoreError, UsageError
from recommenderr.household.adoption import adopt, preview
from recommenderr.ingest import ingest
from recommenderr.plex.reader import PlexReader
from recommenderr.settings import Settings
from recommenderr.store import meta, presets, titles, watching
from recommenderr.store.connection import check_sound, open_store
from recommenderr.store.copies import copies
from tests.factories.small_library import HOME, NOW, OWNER, small_library


def settings_of(server: DemoServer, folder: Path) -> Settings:
    return Settings(
        plex_base=server.base,
        plex_tv_base=server.base,
        plex_token=server.token,
        db_path=folder / "store.db",
        art_dir=folder,
    )


def read(settings: Settings, server: DemoServer) -> None:
    reader = PlexReader(server.base, server.token, tv_base=server.base, client_id="tests", backoff_s=0)
    with reader, open_store(settings.db_path) as conn:
        ingest(conn, reader, demo=False, on_progress=lambda *_: None, now=NOW)


def names_watched(settings: Settings, account_id: int) -> set[str]:
    with open_store(settings.db_path, read_only=True) as conn:
        known = {title.item.item_id: title.item.title for title in titles.iter_titles(conn)}
        return {known[seen.item_id] for seen in watching.watched(conn, account_id)}


def test_history_marks_and_presets_go_along_by_guid(plex: DemoServer, tmp_path: Path) -> None:
    settings = settings_of(plex, tmp_path)
    read(settings, plex)
    with open_store(settings.db_path) as conn:
        presets.save(conn, OWNER, "mine", {"genres": 1.0})
    before = {person: names_watched(settings, person) for person in (OWNER, HOME)}
    again = small_library()
    again.machine_id = "reinstalled"
    again.history.clear()
    again.states.clear()
    kept = list(again.titles.values())[3:]
    for key in list(again.titles):
        again.remove(key)
    for old in kept:  # the new server counts from where the old ids were, in another order
        facts = {"guid": old.guid, "type": old.type, "title": old.title, "year": old.year, "seasons": old.seasons}
        again.add(old.section_key, **facts, updated_at=old.updated_at)
    with DemoServer(again, token="token-of-the-owner") as server:
        settings = settings_of(server, tmp_path)
        with pytest.raises(ForeignStoreError, match="`recommenderr adopt`"):
            read(settings, server)
        _, new, found = preview(settings)
        assert (new.machine_id, found.titles, found.matched) == ("reinstalled", 61, 58)
        assert adopt(settings)[1] == found
        assert len(copies(settings.db_path)) == 1
        read(settings, server)
        check_sound(settings.db_path)
        assert {person: names_watched(settings, person) for person in (OWNER, HOME)} == before
        with open_store(settings.db_path, read_only=True) as conn:
            assert meta.counts(conn).items == 58
            assert presets.list(conn, OWNER)[0].name == "mine"
            live = {seen.item_id for seen in watching.watched(conn, OWNER)} & set(again.titles)
        assert len(live) >= len(before[OWNER]) - 3
        with pytest.raises(UsageError, match="belongs to Small already"):
            preview(settings)


def test_the_demo_adopts_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to adopt"):
        preview(Settings(db_path=tmp_path / "store.db", art_dir=tmp_path))
