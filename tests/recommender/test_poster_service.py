"""Posters from the cache, from the server, or drawn; a server that does not answer is left alone for a while."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import NoGenerationError
from recommenderr.recommender.poster_service import REST_S, WIDTHS, PosterService, version
from recommenderr.recommender.service import Recommender
from recommenderr.refresh.run import refresh
from recommenderr.settings import Settings
from tests.dashboard.components.test_poster_grid import ALIEN
from tests.factories.hostile_household import made, settings_in
from tests.factories.small_library import small_library

SMALL, LARGE = WIDTHS


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(small_library(), token="token-of-the-owner") as server:
        yield server


@pytest.fixture(scope="module")
def settings(server: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("pictures")
    found = settings_in(folder, plex_base=server.base, plex_tv_base=server.base, plex_token=server.token)
    refresh(found)
    return found


@pytest.fixture
def shelf(settings: Settings) -> Iterator[PosterService]:
    shelf = PosterService(Recommender(settings))
    yield shelf
    shelf.close()


def some_id(settings: Settings, place: int = 0) -> str:
    return Recommender(settings).generation().titles.item_ids[place]


def asked(server: DemoServer) -> int:
    return sum("/photo/" in request.path for request in server.requests)


def test_a_poster_comes_right_sized_from_the_server_and_then_from_the_disk(
    server: DemoServer, settings: Settings, shelf: PosterService
) -> None:
    before = asked(server)
    for width in (SMALL, LARGE, SMALL, SMALL):
        picture = shelf.poster(some_id(settings), width)
        assert picture is not None and not picture.drawn
        assert Image.open(io.BytesIO(picture.data)).size == (width, width * 3 // 2)
    assert asked(server) == before + 2


def test_the_token_travels_in_a_header(server: DemoServer, settings: Settings, shelf: PosterService) -> None:
    shelf.poster(some_id(settings, 5), SMALL)
    assert {request.token_in for request in server.requests} == {"header"}


@pytest.mark.parametrize(("item_id", "width"), [("nobody", SMALL), ("", SMALL), ("../store.db", SMALL), ("1", 33)])
def test_what_the_generation_does_not_know_is_not_served(shelf: PosterService, item_id: str, width: int) -> None:
    assert shelf.poster(item_id, width) is None


def test_before_the_first_build_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoGenerationError):
        PosterService(Recommender(settings_in(tmp_path))).poster("1", SMALL)


def test_a_dead_server_is_asked_once_and_then_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    shelf = PosterService(Recommender(made(tmp_path)), clock)
    for number in range(4):
        picture = shelf.poster(str(110 + number), SMALL)
        assert picture is not None and picture.drawn
    assert sum("Posters are drawn" in line for line in caplog.messages) == 1
    clock.now += REST_S
    shelf.poster("120", SMALL)
    assert sum("Posters are drawn" in line for line in caplog.messages) == 2
    assert "token-that-nobody-may-see" not in caplog.text
    shelf.close()


def test_a_drawn_poster_is_not_kept(tmp_path: Path) -> None:
    settings = made(tmp_path)
    shelf = PosterService(Recommender(settings))
    shelf.poster("110", SMALL)
    shelf.close()
    assert not list((settings.art_dir / "posters").glob("*.poster"))


def test_a_title_without_a_poster_is_drawn_without_asking(server: DemoServer, tmp_path: Path) -> None:
    settings = made(tmp_path, plex_base=server.base, plex_token=server.token)
    before = len(server.requests)
    picture = PosterService(Recommender(settings)).poster("300", SMALL)
    assert picture is not None and picture.drawn
    assert len(server.requests) == before


def test_a_new_poster_has_a_new_version() -> None:
    assert version(ALIEN) == version(replace(ALIEN, title="Other"))
    assert version(ALIEN) != version(replace(ALIEN, thumb="/library/metadata/7/thumb/2"))
