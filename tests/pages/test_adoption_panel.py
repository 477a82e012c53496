"""The owner hands the database over to a reinstalled server on the Status page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommenderr.dashboard.session import caches
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import ForeignStoreError
from recommenderr.refresh.run import refresh
from recommenderr.settings import Settings
from recommenderr.store import meta
from recommenderr.store.connection import open_store
from tests.pages.page_objects import opened, page_html, well


def test_the_owner_compares_and_adopts(
    own_household: Settings, plex: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches.server_check.cache_clear()
    settings = replace(own_household, plex_base=plex.base, plex_tv_base=plex.base, plex_token=plex.token)
    assert "reinstalled server" not in page_html(well(opened(monkeypatch, settings, "pages/status.py")))
    with pytest.raises(ForeignStoreError):
        refresh(settings, build=False)
    app = well(opened(monkeypatch, settings, "pages/status.py"))
    assert "a reinstalled server" in page_html(app)
    well(app.button(key="t_adoption_compare").click().run())
    assert "Small has 0 of the" in page_html(app)
    well(app.button(key="t_adoption_adopt").click().run())
    with open_store(settings.db_path, read_only=True) as conn:
        server = meta.server(conn)
    assert server is not None and server.machine_id == plex.library.machine_id
