"""Which server it is, whose token it is, and where the token goes."""

from __future__ import annotations

import os

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import PlexAnswerError, PlexRefusedError, PlexUnreachableError
from recommenderr.plex.reader import PlexReader
from tests.plex.scripted import EMPTY, ROOT, TOKEN, Says, Scripted, container, reading, reading_demo

SECTIONS = container('<Directory key="1" type="movie" title="Films" agent="tv.plex.agents.movie"/>')


def test_the_server_says_who_it_is(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        server = reader.server()
    assert (server.machine_id, server.name, server.version) == (plex.library.machine_id, "Small", plex.library.version)


def test_making_a_reader_asks_nothing(plex: DemoServer) -> None:
    with reading_demo(plex):
        pass
    assert plex.requests == []


def test_the_server_is_asked_each_time(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        reader.server()
        plex.library.name = "Renamed"
        assert reader.server().name == "Renamed"


@pytest.mark.parametrize("ending", ["", "/", "/plex", "/plex/"])
def test_an_address_may_have_a_path_or_a_trailing_slash(ending: str) -> None:
    path = ending.rstrip("/")
    answers = {f"{path}/": ROOT, f"{path}/library": EMPTY, f"{path}/library/sections": SECTIONS}
    with Scripted(answers) as server, reading(server.base + ending) as reader:
        assert reader.server().machine_id == "m1"
        assert [library.title for library in reader.libraries()] == ["Films"]
        assert all(one.startswith(path) and "//" not in one for one in server.paths())


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "ключ"])
def test_a_token_that_cannot_be_one_is_refused_before_anything_is_sent(token: str) -> None:
    with pytest.raises(PlexRefusedError, match="PLEX_TOKEN") as failure:
        PlexReader("http://127.0.0.1:9", token, client_id="x")
    assert not token.strip() or token not in str(failure.value)


def test_no_token_of_the_environment_or_of_a_configuration_file_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEXAPI_AUTH_SERVER_TOKEN", "somebody-elses-token")
    with Scripted({}) as server, reading(server.base, TOKEN) as reader:
        with pytest.raises(PlexRefusedError):
            PlexReader(server.base, "", client_id="x")
        reader.server()
    assert {one.headers["X-Plex-Token"] for one in server.asked} == {TOKEN}


def test_plexapi_is_kept_from_reloading_and_from_showing_the_token() -> None:
    assert os.environ["PLEXAPI_PLEXAPI_AUTORELOAD"] == "false"
    assert os.environ["PLEXAPI_PLEXAPI_TIMEZONE"] == "UTC"
    assert os.environ["PLEXAPI_LOG_SHOW_SECRETS"] == "false"


def test_a_friends_token_is_not_taken_for_the_owners(plex: DemoServer) -> None:
    with reading(plex.base, "token-of-jonas") as reader, pytest.raises(PlexRefusedError, match="not the owner's"):
        reader.server()


def test_a_wrong_token_is_refused(plex: DemoServer) -> None:
    with reading(plex.base, "expired-token") as reader, pytest.raises(PlexRefusedError, match="PLEX_TOKEN") as failure:
        reader.server()
    assert "expired-token" not in str(failure.value)
    assert [one.path for one in plex.requests] == ["/"]  # 401 is not repeated


def test_a_server_without_the_owners_page_is_believed() -> None:
    with Scripted({"/library": Says("", 404)}) as server, reading(server.base) as reader:
        assert reader.server().name == "Attic"


def test_something_else_that_speaks_xml_is_not_a_plex_server() -> None:
    with (
        Scripted({"/": "<feed/>"}) as server,
        reading(server.base) as reader,
        pytest.raises(PlexAnswerError, match="not Plex's XML"),
    ):
        reader.server()


def test_text_is_utf_8_where_the_server_does_not_say() -> None:
    root = Says(ROOT.replace("Attic", "Dachböden"), kind="text/xml")
    with Scripted({"/": root}) as server, reading(server.base) as reader:
        assert reader.server().name == "Dachböden"


def test_reading_may_start_before_the_server_was_asked_who_it_is(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        assert [library.title for library in reader.libraries()] == ["Films", "Series"]


def test_a_server_that_is_gone_is_said_to_be_so() -> None:
    with Scripted({}) as server:
        base = server.base
    with reading(base) as reader, pytest.raises(PlexUnreachableError, match=f"Nothing answers at {base}.*PLEX_BASE"):
        reader.server()
