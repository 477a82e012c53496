"""Which paths there are, and who may read them."""

from __future__ import annotations

import requests

from recommenderr.demo.plex_server.server import DemoServer
from tests.demo.client import ask, get


def test_library_history_and_accounts_are_only_for_the_owner(plex: DemoServer) -> None:
    for path in ("/library", "/status/sessions/history/all", "/accounts"):
        assert ask(plex, path, "token-of-bruno").status_code == 403
        assert ask(plex, path).status_code == 200


def test_a_friend_sees_the_libraries_shared_with_them(plex: DemoServer) -> None:
    assert [s.attrib["title"] for s in get(plex, "/library/sections")] == ["Films", "Series", "Home videos"]
    assert [s.attrib["title"] for s in get(plex, "/library/sections", "token-of-jonas")] == ["Films"]
    assert ask(plex, "/library/sections/2/all", "token-of-jonas").status_code == 403
    series = next(title for title in plex.library.titles.values() if title.type == "show")
    assert ask(plex, f"/library/metadata/{series.rating_key}", "token-of-jonas").status_code == 404


def test_an_unknown_path_is_404_and_head_has_no_body(plex: DemoServer) -> None:
    assert ask(plex, "/nowhere").status_code == 404
    assert ask(plex, "/library/sections/99/all").status_code == 404
    head = requests.head(f"{plex.base}/library/sections", headers={"X-Plex-Token": plex.token}, timeout=10)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) > 100
