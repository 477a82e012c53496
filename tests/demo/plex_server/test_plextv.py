"""plex.tv as plexapi reads it."""

from __future__ import annotations

from typing import Any

import plexapi.myplex
import plexapi.server
import requests
from requests.adapters import HTTPAdapter

from recommenderr.demo.plex_server.server import DemoServer

PlexServer: Any = plexapi.server.PlexServer  # plexapi tells no types


MyPlexAccount: Any = plexapi.myplex.MyPlexAccount


class ToDemo(HTTPAdapter):
    """Sends requests for plex.tv to the demo server."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def send(self, request: requests.PreparedRequest, *args: object, **more: object) -> requests.Response:
        request.url = str(request.url).replace("https://plex.tv", self.base)
        return super().send(request, *args, **more)  # type: ignore[arg-type]


def test_plex_tv(demo_plex: DemoServer) -> None:
    session = requests.Session()
    session.mount("https://plex.tv", ToDemo(demo_plex.base))
    account = MyPlexAccount(token=demo_plex.token, session=session)
    assert (account.username, account.homeAdmin) == ("ana", True)
    users = {user.title: user for user in account.users()}
    assert {"Bruno", "Clara", "Mila", "Jonas", "Tom", "Nils"} == set(users)
    token = users["Jonas"].get_token(demo_plex.library.machine_id)
    friend = PlexServer(demo_plex.base, token)
    assert [section.title for section in friend.library.sections()] == ["Films", "Series"]
    assert users["Nils"].get_token(demo_plex.library.machine_id) is None
