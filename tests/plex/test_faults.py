"""Everything that goes wrong on the way becomes one of our errors, and what can pass by itself is tried again."""

from __future__ import annotations

import pytest

from recommenderr.demo.plex_server.faults import BodyFault
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import (
    PlexAnswerError,
    PlexError,
    PlexMissingError,
    PlexRefusedError,
    PlexUnreachableError,
)
from recommenderr.plex.connection import REPEATS, TRUNCATED_REPEATS
from recommenderr.records import Library
from tests.plex.scripted import ROOT, Says, Scripted, assert_fails, reading, reading_demo

SECTIONS = "/library/sections"


def asked(server: DemoServer, path: str = SECTIONS) -> int:
    return sum(one.path == path for one in server.requests)


@pytest.mark.parametrize(
    ("status", "error", "times"),
    [
        (400, PlexAnswerError, 1),
        (401, PlexRefusedError, 1),
        (403, PlexRefusedError, 1),
        (404, PlexMissingError, 1),
        (414, PlexAnswerError, 1),
        (429, PlexAnswerError, 1 + REPEATS),
        (498, PlexRefusedError, 1),
        (500, PlexAnswerError, 1 + REPEATS),
        (502, PlexAnswerError, 1 + REPEATS),
        (503, PlexAnswerError, 1 + REPEATS),
        (520, PlexAnswerError, 1 + REPEATS),
        (524, PlexAnswerError, 1 + REPEATS),
        (599, PlexAnswerError, 1),
    ],
)
def test_a_status_that_stays(plex: DemoServer, status: int, error: type[PlexError], times: int) -> None:
    plex.faults.fail(f"^{SECTIONS}", status=status, times=None)
    with reading_demo(plex) as reader, pytest.raises(error) as failure:
        reader.libraries()
    assert f"{plex.base}{SECTIONS}" in str(failure.value)
    assert str(status) in str(failure.value)
    assert asked(plex) == times


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 520, 521, 522, 523, 524])
def test_a_status_that_passes_is_not_noticed(plex: DemoServer, status: int) -> None:
    plex.faults.fail(f"^{SECTIONS}", status=status, times=3)
    with reading_demo(plex) as reader:
        assert len(reader.libraries()) == 2
    assert asked(plex) == 4


@pytest.mark.parametrize("body", ["truncated", "html", "empty", "cut"])
def test_an_answer_that_is_torn_once_is_asked_for_again(plex: DemoServer, body: BodyFault) -> None:
    plex.faults.fail(f"^{SECTIONS}", body=body)
    with reading_demo(plex) as reader:
        assert len(reader.libraries()) == 2
    assert asked(plex) == 2


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        ("truncated", PlexAnswerError, "not Plex's XML"),
        ("html", PlexAnswerError, "not Plex's XML.*sign-in page"),
        ("empty", PlexAnswerError, "empty answer"),
        ("cut", PlexUnreachableError, "broke off"),
    ],
)
def test_an_answer_that_stays_torn(plex: DemoServer, body: BodyFault, error: type[PlexError], words: str) -> None:
    plex.faults.fail(f"^{SECTIONS}", body=body, times=None)
    with reading_demo(plex) as reader, pytest.raises(error, match=words):
        reader.libraries()
    assert asked(plex) == 1 + TRUNCATED_REPEATS


@pytest.mark.parametrize("body", ["truncated", "html", "empty", "cut"])
def test_an_answer_that_is_torn_at_the_first_word(plex: DemoServer, body: BodyFault) -> None:
    plex.faults.fail("^/\\?", body=body, times=None)
    with reading_demo(plex) as reader, pytest.raises(PlexError) as failure:
        reader.server()
    assert plex.base in str(failure.value)


def test_a_connection_that_is_dropped_once_is_made_again(plex: DemoServer) -> None:
    plex.faults.fail(f"^{SECTIONS}", drop=True, times=2)
    with reading_demo(plex) as reader:
        assert len(reader.libraries()) == 2


def test_a_connection_that_is_always_dropped(plex: DemoServer) -> None:
    plex.faults.fail(f"^{SECTIONS}", drop=True, times=None)
    with reading_demo(plex) as reader, pytest.raises(PlexUnreachableError, match="broke off") as failure:
        reader.libraries()
    assert f"{plex.base}{SECTIONS}" in str(failure.value)


def test_an_answer_that_comes_too_late(plex: DemoServer) -> None:
    plex.faults.fail(f"^{SECTIONS}", delay_ms=60_000, times=None)
    with reading(plex.base, plex.token, timeout_s=0.1) as reader:
        assert_fails(reader.libraries, PlexUnreachableError, r"did not answer in time.*PLEX_TIMEOUT_S")


def test_a_name_that_nobody_knows() -> None:
    with reading("http://no-such-server.invalid:32400") as reader:
        assert_fails(reader.server, PlexUnreachableError, r"no-such-server\.invalid.*unknown here.*PLEX_BASE")


def test_a_token_that_expires_in_the_middle_of_a_run(plex: DemoServer) -> None:
    plex.faults.fail("^/library/metadata", status=401, skip=1, times=None)
    keys = sorted(plex.library.titles, key=int)
    with reading_demo(plex, concurrency=1) as reader:
        reader.server()
        with pytest.raises(PlexRefusedError, match="PLEX_TOKEN"):
            list(reader.metadata([*keys, *(str(90_000 + number) for number in range(100))]))


def test_a_web_page_that_is_well_formed_is_not_an_empty_library() -> None:
    page = Says("<html><body>Sign in</body></html>", kind="text/html")
    with Scripted({"/library/sections/1/all": page}) as server, reading(server.base) as reader:
        assert_fails(lambda: reader.listing(film_library()), PlexAnswerError, "not Plex's XML")


def test_a_server_that_is_starting_is_waited_for() -> None:
    answers = iter([Says("", 503), Says("<html>Maintenance</html>", kind="text/html"), Says(ROOT)])
    with Scripted({"/": lambda _: next(answers)}) as server, reading(server.base) as reader:
        assert reader.server().machine_id == "m1"


def film_library() -> Library:
    return Library("1", "Films", "movie", "tv.plex.agents.movie", 0)
