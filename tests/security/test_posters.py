"""Posters of a hostile library on a hostile Plex server, asked for at the running dashboard."""

from __future__ import annotations

import pytest

from tests.plex.scripted import Scripted
from tests.security.attacker import Attacker
from tests.security.conftest import JPEG, TOKEN

HOSTILE = [str(number) for number in range(101, 113)]
REACHES_PLEX = {"107", "108", "109", "110"}


def test_a_poster_comes_from_plex(guest: Attacker, plex: Scripted) -> None:
    answer = guest.ask("/posters/100?w=320")
    assert (answer.status, answer.body) == (200, JPEG)
    assert any(asked.headers.get("X-Plex-Token") == TOKEN for asked in plex.asked)


@pytest.mark.parametrize("item_id", HOSTILE)
def test_a_foreign_poster_is_replaced_by_a_drawn_one(
    guest: Attacker, plex: Scripted, elsewhere: Scripted, item_id: str
) -> None:
    before = len(plex.asked)
    answer = guest.ask(f"/posters/{item_id}?w=320")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.body.startswith(b"\xff\xd8") and answer.body != JPEG and len(answer.body) < 500_000
    assert b"script" not in answer.body
    assert "max-age=60" in answer.headers["cache-control"]
    assert elsewhere.asked == []
    assert (len(plex.asked) > before) == (item_id in REACHES_PLEX)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/posters/http:%2f%2f169.254.169.254%2f?w=320",
            "/posters/100?w=99999",
            "/posters/100?w=-1",
            "/posters/?w=320",
        ),
        *("/posters/100?w=320&url=http://169.254.169.254/&w=9", "/posters/%00?w=320", "/posters/100%0d%0aX:y?w=320"),
    ],
)
def test_no_url_makes_the_server_fetch_anything_else(guest: Attacker, plex: Scripted, path: str) -> None:
    before = {asked.params.get("url") for asked in plex.asked}
    answer = guest.ask(path)
    assert "x" not in answer.headers
    assert {asked.params.get("url") for asked in plex.asked} <= before | {"/library/metadata/100/thumb/1"}
