"""Posters come from the server or from plex.tv, with the token in the header, and are kept within bounds."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import PlexAnswerError, PlexError, PlexMissingError, PlexRefusedError, PlexUnreachableError
from recommenderr.plex import posters
from recommenderr.plex.posters import PosterCache
from tests.plex.scripted import TOKEN, Says, Scripted, assert_fails, reading, reading_demo

THUMB = "/library/metadata/101/thumb/1743847562"
TRANSCODE = "/photo/:/transcode"
PICTURE = Says(b"\xff\xd8picture", kind="image/jpeg")


def test_a_poster_has_the_size_asked_for(plex: DemoServer) -> None:
    thumb = plex.library.listing("1")[0].poster_path
    with reading_demo(plex) as reader:
        picture = Image.open(io.BytesIO(reader.poster(thumb, 300, 450)))
    assert picture.size == (300, 450)
    (asked,) = plex.requests
    assert (asked.path, asked.token_in) == (TRANSCODE, "header")
    assert asked.params == {"width": "300", "height": "450", "minSize": "1", "upscale": "1", "url": thumb}


def test_a_thumb_with_a_question_mark_stays_one_parameter() -> None:
    with Scripted({TRANSCODE: PICTURE}) as server, reading(server.base) as reader:
        reader.poster("/library/metadata/1/composite/2?width=9&url=/x#y", 10, 10)
    assert server.asked[0].params["url"] == "/library/metadata/1/composite/2?width=9&url=/x#y"
    assert server.asked[0].params["width"] == "10"


@pytest.mark.parametrize(("width", "sent"), [(0, "1"), (-5, "1"), (300, "300"), (99_999, "2000")])
def test_sizes_are_bounded(width: int, sent: str) -> None:
    with Scripted({TRANSCODE: PICTURE}) as server, reading(server.base) as reader:
        reader.poster(THUMB, width, 450)
    assert server.asked[0].params["width"] == sent


def test_an_address_of_the_server_itself_is_its_path() -> None:
    with Scripted({f"/plex{TRANSCODE}": PICTURE}) as server, reading(f"{server.base}/plex/") as reader:
        reader.poster(f"{server.base}/plex{THUMB}", 10, 10)
    assert server.asked[0].params["url"] == THUMB


@pytest.mark.parametrize(
    "thumb",
    [
        "http://evil.example/poster.jpg",
        "https://plex.tv.evil.example/poster.jpg",
        "https://notplex.tv/poster.jpg",
        "https://plex.tv@evil.example/poster.jpg",
        "//evil.example/poster.jpg",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://plex.tv/poster.jpg",
        "upload://posters/abc",
        "data:image/png;base64,AAAA",
        "library/metadata/1/thumb/2",
    ],
)
def test_no_other_host_and_nothing_but_http_is_followed(plex: DemoServer, thumb: str) -> None:
    with reading_demo(plex) as reader:
        assert_fails(lambda: reader.poster(thumb, 10, 10), PlexAnswerError, "not followed")
    assert plex.requests == []


@pytest.mark.parametrize(
    "path",
    [
        "/library/metadata/../../:/prefs",
        "/library/metadata/%2e%2e/%2E%2E/:/prefs",
        "/library/metadata/1/..%2f..%2fx",
        "/library/metadata/1\\..\\x",
        "/library/metadata//x/y",
        "/library/sections/1/refresh",
        "/:/scrobble?key=1",
        "/:/prefs",
        "/photo/:/transcode?url=http://169.254.169.254/",
        "/library/metadata/1",
    ],
)
def test_no_path_but_that_of_a_picture_of_a_title_is_asked_for(plex: DemoServer, path: str) -> None:
    with reading_demo(plex) as reader:
        for thumb in (path, f"{plex.base}{path}"):
            assert_fails(lambda thumb=thumb: reader.poster(thumb, 10, 10), PlexAnswerError, "not followed")  # type: ignore[misc]
    assert plex.requests == []


@pytest.mark.parametrize("thumb", [THUMB, "/library/metadata/7/thumb/-1", "/library/collections/7/composite/1?width=9"])
def test_paths_of_pictures_are(thumb: str) -> None:
    with Scripted({TRANSCODE: PICTURE}) as server, reading(server.base) as reader:
        assert reader.poster(thumb, 10, 10) == PICTURE.body


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_server_that_sends_on_to_another_host_gives_that_host_nothing(status: int) -> None:
    with Scripted({"/stolen": PICTURE}) as other:
        moved = Says("", status, headers={"Location": f"{other.base}/stolen"})
        with Scripted({TRANSCODE: moved, THUMB: moved}) as server, reading(server.base) as reader:
            assert_fails(lambda: reader.poster(THUMB, 10, 10), PlexAnswerError, "must not receive the token")
    assert other.asked == []


def test_a_picture_at_plex_tv_is_fetched_without_the_token() -> None:
    # a proxy, so that the name is not looked up and the request can be seen
    with Scripted({"/c/ce5e.jpg": PICTURE}) as proxy, reading("http://127.0.0.1:9", proxy=proxy.base) as reader:
        assert reader.poster("http://metadata-static.plex.tv/c/ce5e.jpg", 10, 10) == PICTURE.body
    (asked,) = proxy.asked
    assert "X-Plex-Token" not in asked.headers
    assert TOKEN not in str(asked)


def test_a_picture_at_plex_tv_that_moved_is_not_followed() -> None:
    moved = Says("", 302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    answers = {"/c/ce5e.jpg": moved, "/latest/meta-data": PICTURE}
    with Scripted(answers) as proxy, reading("http://127.0.0.1:9", proxy=proxy.base) as reader:
        assert_fails(
            lambda: reader.poster("http://metadata-static.plex.tv/c/ce5e.jpg", 10, 10),
            PlexAnswerError,
            "not a picture",
        )
    assert proxy.paths() == ["/c/ce5e.jpg"]


@pytest.mark.parametrize("thumb", ["", "/library/metadata/1/thumb/2\r\nX-Evil: 1", "/a b", "/\x00"])
def test_a_title_without_a_poster(plex: DemoServer, thumb: str) -> None:
    with reading_demo(plex) as reader:
        assert_fails(lambda: reader.poster(thumb, 10, 10), PlexMissingError, "no poster")
    assert plex.requests == []


def test_a_poster_that_the_server_has_lost(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        assert_fails(lambda: reader.poster("/library/metadata/999999/thumb/1", 10, 10), PlexMissingError, "404")


def test_a_server_without_a_transcoder_gives_the_file_itself() -> None:
    with Scripted({TRANSCODE: Says("", 500), THUMB: PICTURE}) as server, reading(server.base) as reader:
        assert reader.poster(THUMB, 10, 10) == PICTURE.body
    assert server.paths() == [TRANSCODE, TRANSCODE, THUMB]  # one repeat and no more: a page is waiting


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Says("<html/>", kind="text/html"), PlexAnswerError, "not a picture"),
        (Says("<svg/>", kind="image/svg+xml"), PlexAnswerError, "not a picture"),
        (Says(b"GIF89a", kind=""), PlexAnswerError, "not a picture"),
        (Says(b"", kind="image/png"), PlexAnswerError, "empty"),
        (Says("<script>alert(1)</script>", kind="image/jpeg"), PlexAnswerError, "though it says so"),
        (Says(b"x" * 2_000, kind="image/png"), PlexAnswerError, "over 1000 bytes"),
        (Says("", 401), PlexRefusedError, "401"),
        (Says("", 302, headers={"Location": "http://evil.example/"}), PlexAnswerError, "evil.example"),
        (Says(b"abc", kind="image/png", headers={"Content-Encoding": "gzip"}), PlexError, "transcode|thumb"),
    ],
)
def test_what_is_no_picture(answer: Says, error: type[PlexError], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posters, "MAX_POSTER_BYTES", 1000)
    with Scripted({TRANSCODE: answer, THUMB: answer}) as server, reading(server.base, tv_base="http://tv") as reader:
        told = assert_fails(lambda: reader.poster(THUMB, 10, 10), error, words)
    assert "url=" not in str(told)


def test_a_server_that_is_gone_has_no_posters() -> None:
    with Scripted({}) as server:
        base = server.base
    with reading(base) as reader:
        assert_fails(lambda: reader.poster(THUMB, 10, 10), PlexUnreachableError, "Nothing answers")


def test_a_kept_poster_is_not_fetched_again(plex: DemoServer, tmp_path: Path) -> None:
    cache, thumb = PosterCache(tmp_path / "posters", 1_000_000), plex.library.listing("1")[0].poster_path
    with reading_demo(plex) as reader:
        first = cache.get_or_fetch(thumb, 30, 45, reader.poster)
        assert cache.get_or_fetch(thumb, 30, 45, reader.poster) == first
        assert PosterCache(tmp_path / "posters", 1_000_000).get(thumb, 30, 45) == first
    assert len(plex.requests) == 1
    assert cache.get(thumb, 31, 45) is None


def test_names_in_the_cache_are_safe_and_say_nothing(tmp_path: Path) -> None:
    cache = PosterCache(tmp_path / "posters", 1_000_000)
    cache.put("/../../../etc/passwd\x00?X-Plex-Token=secret", 10, 10, b"picture")
    (file,) = tmp_path.rglob("*.*")
    assert file.parent == tmp_path / "posters"
    assert file.stem.isalnum()
    assert "secret" not in file.name


def test_two_servers_do_not_share_pictures(tmp_path: Path) -> None:
    PosterCache(tmp_path, 1000, owner="server one").put(THUMB, 1, 1, b"one")
    assert PosterCache(tmp_path, 1000, owner="server two").get(THUMB, 1, 1) is None


def test_the_oldest_make_way(tmp_path: Path) -> None:
    cache = PosterCache(tmp_path, 350)
    for number in range(5):
        cache.put(f"/thumb/{number}", 1, 1, bytes([number]) * 100)
        for age, file in enumerate(sorted(tmp_path.iterdir(), key=lambda one: one.read_bytes()[0], reverse=True)):
            os.utime(file, (1_700_000_000 - age, 1_700_000_000 - age))
    kept = [number for number in range(5) if cache.get(f"/thumb/{number}", 1, 1)]
    assert kept == [2, 3, 4]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 350


def test_a_picture_larger_than_the_cache_is_not_kept(tmp_path: Path) -> None:
    cache = PosterCache(tmp_path, 10)
    assert cache.get_or_fetch(THUMB, 1, 1, lambda *_: b"x" * 100) == b"x" * 100
    assert list(tmp_path.iterdir()) == []


def test_half_written_files_are_never_read_and_go_in_time(tmp_path: Path) -> None:
    (tmp_path / "left-behind.new").write_bytes(b"x" * 90)
    os.utime(tmp_path / "left-behind.new", (1, 1))
    cache = PosterCache(tmp_path, 100)
    cache.put(THUMB, 1, 1, b"y" * 50)
    assert [file.suffix for file in tmp_path.iterdir()] == [".poster"]


def test_an_empty_file_is_no_picture(tmp_path: Path) -> None:
    cache = PosterCache(tmp_path, 100)
    cache.put(THUMB, 1, 1, b"")
    assert cache.get(THUMB, 1, 1) is None


def test_a_directory_that_cannot_be_written_costs_no_picture(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "posters").write_text("a file where the directory should be")
    cache = PosterCache(tmp_path / "posters", 100)
    assert cache.get_or_fetch(THUMB, 1, 1, lambda *_: b"picture") == b"picture"
    cache.put(THUMB, 1, 1, b"x")
    assert caplog.text.count("posters load slower") == 1


def test_a_failed_fetch_keeps_nothing(tmp_path: Path) -> None:
    def fetch(thumb: str, width: int, height: int) -> bytes:
        raise PlexMissingError("gone")

    cache = PosterCache(tmp_path, 100)
    with pytest.raises(PlexMissingError):
        cache.get_or_fetch(THUMB, 1, 1, fetch)
    assert list(tmp_path.iterdir()) == []
