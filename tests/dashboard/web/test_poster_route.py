"""The address of a poster, and what comes from it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from recommenderr.dashboard.web import poster_route
from recommenderr.dashboard.web.poster_route import MAX_CONCURRENT
from recommenderr.dashboard.web.sessions import ANYONE
from recommenderr.recommender.poster_service import PosterService
from recommenderr.recommender.service import Recommender
from tests.dashboard.components.test_poster_grid import ALIEN
from tests.dashboard.web.asgi import Answer, ask_route, scope_of
from tests.factories.hostile_household import made, settings_in
from tests.plex.scripted import Asked, Says, Scripted


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> PosterService:
    return PosterService(Recommender(made(tmp_path_factory.mktemp("posters"))))


def get(shelf: PosterService, path: str, base_path: str = "") -> Answer:
    return ask_route(poster_route.route(shelf, lambda request: ANYONE, base_path), path)


def test_a_poster_url_is_relative_and_hides_plex() -> None:
    address = poster_route.poster_url(ALIEN)
    assert address.startswith("posters/7?w=320&v=")
    assert "library" not in address


def test_a_changed_poster_has_a_new_url() -> None:
    assert poster_route.poster_url(ALIEN) != poster_route.poster_url(
        replace(ALIEN, thumb="/library/metadata/7/thumb/2")
    )


def test_an_id_cannot_escape_the_posters_path() -> None:
    assert poster_route.poster_url(replace(ALIEN, item_id="../../etc?x=1")).startswith("posters/..%2F..%2Fetc%3Fx%3D1?")


def test_a_missing_poster_is_drawn_and_cached_briefly(shelf: PosterService) -> None:
    answer = get(shelf, "/posters/130?w=320")
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.body.startswith(b"\xff\xd8")
    assert "max-age=60" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/posters/nobody?w=320", "/posters/130?w=321", "/posters/130?w=x", "/posters/130?w=99999"]
)
def test_unknown_ids_and_widths_are_not_found(shelf: PosterService, path: str) -> None:
    assert get(shelf, path).status == 404


def test_before_the_first_build_there_is_no_poster(tmp_path: Path) -> None:
    assert get(PosterService(Recommender(settings_in(tmp_path))), "/posters/130?w=320").status == 404


def test_posters_are_below_the_base_path(shelf: PosterService) -> None:
    assert get(shelf, "/films/posters/130?w=320", "films").status == 200
    assert get(shelf, "/posters/130?w=320", "films").status == 404


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n", "png"), (b"RIFF0000WEBPVP8", "webp"), (b"GIF89a", "gif")],
)
def test_the_media_type_follows_the_first_bytes(data: bytes, kind: str) -> None:
    assert poster_route.media_type(data) == f"image/{kind}"


def test_pictures_in_the_cache_do_not_wait_for_slow_ones(tmp_path: Path) -> None:
    """Every thread that asks the server is held up by it; the one poster that is kept passes them."""
    free = threading.Event()
    picture = Says(b"\xff\xd8\xff\xe0 a picture", kind="image/jpeg")

    def slowly(asked: Asked) -> Says:
        if not asked.params["url"].startswith("/library/metadata/100/"):
            free.wait(4)
        return picture

    with Scripted({"/photo/:/transcode": slowly}) as plex:
        settings = made(tmp_path, plex_base=plex.base)
        shelf = PosterService(Recommender(settings))
        app = Starlette(routes=[poster_route.route(shelf, lambda request: ANYONE)])

        async def get(item_id: int) -> list[Message]:
            sent: list[Message] = []

            async def receive() -> Message:
                return {"type": "http.request", "body": b""}

            async def send(message: Message) -> None:
                sent.append(message)

            scope = scope_of(f"/posters/{item_id}?w=320")
            await app({**scope, "root_path": "", "http_version": "1.1", "server": ("here", 80)}, receive, send)
            return sent

        async def race() -> None:
            await get(100)
            slow = [asyncio.create_task(get(101 + number)) for number in range(MAX_CONCURRENT)]
            while len(plex.paths()) <= settings.plex_concurrency:
                await asyncio.sleep(0)
            kept = asyncio.create_task(get(100))
            done, _ = await asyncio.wait([kept, *slow], return_when=asyncio.FIRST_COMPLETED)
            free.set()
            assert done == {kept}
            assert kept.result()[1]["body"] == picture.body
            await asyncio.gather(*slow)

        asyncio.run(race())
        shelf.close()


def test_the_event_loop_is_not_blocked(shelf: PosterService) -> None:
    """The picture is made in a thread of its own: the loop runs on meanwhile."""
    app: Any = Starlette(routes=[poster_route.route(shelf, lambda request: ANYONE)])
    ticks = 0

    async def run() -> None:
        nonlocal ticks
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {**scope_of("/posters/131?w=640"), "root_path": "", "http_version": "1.1", "server": ("here", 80)}
        task = asyncio.ensure_future(app(scope, receive, send))
        while not task.done():
            ticks += 1
            await asyncio.sleep(0)
        await task

    asyncio.run(run())
    assert ticks > 10
