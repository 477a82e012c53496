"""plexapi accepts the demo server as a real one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import plexapi.myplex
import plexapi.server
import pytest
from plexapi.exceptions import NotFound, Unauthorized

from recommenderr.demo.plex_server.server import DemoServer

PlexServer: Any = plexapi.server.PlexServer  # plexapi tells no types


def test_server_libraries_and_titles(demo_plex: DemoServer) -> None:
    server = PlexServer(demo_plex.base, demo_plex.token)
    assert (server.friendlyName, server.machineIdentifier) == ("Demo household", demo_plex.library.machine_id)
    sections = {section.title: section for section in server.library.sections()}
    assert list(sections) == ["Films", "Series", "Family films", "Home videos", "Music", "Photos"]
    films = sections["Films"].all()
    assert len(films) == sections["Films"].totalSize == len(demo_plex.library.listing("1"))
    alien = server.fetchItem(int(demo_plex.library.find("Alien").rating_key))
    assert (alien.title, alien.year, [director.tag for director in alien.directors]) == (
        "Alien",
        1979,
        ["Ridley Scott"],
    )
    assert {rating.type for rating in alien.ratings} == {"audience", "critic"}
    series = sections["Series"].get("The Wire")
    assert len(series.episodes()) == 60
    assert [season.index for season in series.seasons()] == [1, 2, 3, 4, 5]


def test_history_and_accounts(demo_plex: DemoServer) -> None:
    server = PlexServer(demo_plex.base, demo_plex.token)
    assert len(server.history()) == len(demo_plex.library.history)
    since = datetime(2026, 1, 1, tzinfo=UTC)
    times = [row.viewed_at for row in demo_plex.library.history if row.viewed_at]
    assert len(server.history(mindate=since)) == sum(at >= since.timestamp() for at in times)
    assert {account.name for account in server.systemAccounts()} >= {"Ana", "Mila", "Tom"}


def test_refusals(demo_plex: DemoServer) -> None:
    with pytest.raises(Unauthorized):
        PlexServer(demo_plex.base, "wrong")
    with pytest.raises(NotFound):
        PlexServer(demo_plex.base, demo_plex.token).query("/library/metadata/999999")
