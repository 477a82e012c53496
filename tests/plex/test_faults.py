"""Everything that goes wrong on the way becomes one of our errors, and what can pass by itself is tried again."""

from __future__ import annotations

import logging
import traceback

import pytest
from urllib3 import HTTPResponse

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
from recommenderr.plex.session import PoliteRetry, polite_retry
from recommenderr.records import Library
from tests.plex.scripted import ROOT, TOKEN, Says, Scripted, container, failing, reading, reading_demo

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


def test_a_server_that_asks_for_an_hour_gets_no_more_than_the_cap(plex: DemoServer) -> None:
    plex.faults.fail(f"^{SECTIONS}", status=429, retry_after_s=3600)
    with reading_demo(plex) as reader:  # its cap is 0 seconds; without one this test would take an hour
        assert len(reader.libraries()) == 2


@pytest.mark.parametrize(
    ("header", "pause_s"),
    [("7", 7), ("3600", 60), ("Fri, 31 Dec 2999 23:59:59 GMT", 60), ("soon", None), (None, None)],
)
def test_the_pause_that_a_server_asks_for(header: str | None, pause_s: float | None) -> None:
    retry = polite_retry(5, 0.5, retry_after_cap_s=60).new(total=3)
    answer = HTTPResponse(status=429, headers={} if header is None else {"Retry-After": header})
    assert retry.get_retry_after(answer) == pause_s


def test_pauses_grow_and_are_bounded() -> None:
    retry: PoliteRetry = polite_retry(12, 0.5, retry_after_cap_s=60)
    pauses = []
    for _ in range(9):
        retry = retry.increment("GET", "/", response=HTTPResponse(status=503))
        pauses.append(retry.get_backoff_time())
    assert pauses == [0, 1, 2, 4, 8, 16, 30, 30, 30]


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
        failing(reader.libraries, PlexUnreachableError, r"did not answer in time.*PLEX_TIMEOUT_S")


def test_a_name_that_nobody_knows() -> None:
    with reading("http://no-such-server.invalid:32400") as reader:
        failing(reader.server, PlexUnreachableError, r"no-such-server\.invalid.*unknown here.*PLEX_BASE")


def test_a_token_that_expires_in_the_middle_of_a_run(plex: DemoServer) -> None:
    plex.faults.fail("^/library/metadata", status=401, skip=1, times=None)
    keys = sorted(plex.library.titles, key=int)
    with reading_demo(plex, concurrency=1) as reader:
        reader.server()
        with pytest.raises(PlexRefusedError, match="PLEX_TOKEN"):
            list(reader.metadata([*keys, *(str(90_000 + number) for number in range(100))]))


def test_control_characters_are_taken_out_of_titles(plex: DemoServer) -> None:
    plex.faults.fail(f"^{SECTIONS}", body="control")
    with reading_demo(plex) as reader:
        assert [library.title for library in reader.libraries()] == ["Films", "Series"]
    assert asked(plex) == 1


@pytest.mark.parametrize("reference", ["&#11;", "&#x1F;", "&#xFFFE;", "&#0;", "&#xD800;", "&#x110000;", "\x0b", "￾"])
def test_every_character_that_xml_forbids_is_taken_out(reference: str) -> None:
    rows = container(f'<Directory key="1" type="movie" title="Fi{reference}lms &#39;&amp;#11;" agent="a"/>')
    with Scripted({SECTIONS: rows}) as server, reading(server.base) as reader:
        assert reader.libraries()[0].title == "Films '&#11;"


def test_names_that_look_like_markup_stay_as_they_are() -> None:
    rows = container(
        '<Directory key="1" type="movie" title="Law &amp;amp; Order &lt;uncut&gt; &#9731; 日本" agent="a"/>'
    )
    with Scripted({SECTIONS: rows}) as server, reading(server.base) as reader:
        assert reader.libraries()[0].title == "Law &amp; Order <uncut> ☃ 日本"


def test_xml_that_cannot_be_mended_is_reported() -> None:
    broken = "<MediaContainer><Directory title='a</MediaContainer>"
    with Scripted({SECTIONS: broken}) as server, reading(server.base) as reader:
        failing(reader.libraries, PlexAnswerError, "not Plex's XML")


FAULTS: list[dict[str, object]] = [
    {"status": 401},
    {"status": 403},
    {"status": 404},
    {"status": 429, "retry_after_s": 1},
    {"status": 500},
    {"status": 520},
    {"body": "truncated"},
    {"body": "html"},
    {"body": "empty"},
    {"body": "cut"},
    {"drop": True},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_the_token_is_in_no_message_and_in_no_log(
    plex: DemoServer, fault: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "plexapi", "urllib3", "recommenderr"):
        caplog.set_level(logging.DEBUG, name)
    tokens = [plex.token, *(account.token for account in plex.library.accounts.values())]
    with reading_demo(plex) as reader:
        server = reader.server()
        libraries = reader.libraries()
        reader.history()
        reader.accounts(server)
        reader.watched_states(server, libraries)
        plex.faults.fail("", times=None, **fault)  # type: ignore[arg-type]
        for read in (reader.server, reader.history, lambda: reader.watched_states(server, libraries)):
            with pytest.raises(PlexError) as failure:
                read()
            told = "".join(traceback.format_exception(failure.value))
            assert not [token for token in tokens if token in told]
    assert "plexapi" in {record.name for record in caplog.records}
    assert "urllib3.connectionpool" in {record.name for record in caplog.records}
    assert not [token for token in tokens if token in caplog.text]
    assert {one.token_in for one in plex.requests} == {"header"}


def test_a_message_shows_neither_the_question_nor_the_answer() -> None:
    talkative = Says(f"you sent {TOKEN}", 500, "text/html")
    with Scripted({"/library/sections/1/all": talkative}) as server, reading(server.base) as reader:
        error = failing(lambda: reader.listing(film_library()), PlexAnswerError, "500")
    assert "?" not in str(error)
    assert TOKEN not in "".join(traceback.format_exception(error))


def test_a_web_page_that_is_well_formed_is_not_an_empty_library() -> None:
    page = Says("<html><body>Sign in</body></html>", kind="text/html")
    with Scripted({"/library/sections/1/all": page}) as server, reading(server.base) as reader:
        failing(lambda: reader.listing(film_library()), PlexAnswerError, "not Plex's XML")


def test_a_server_that_is_starting_is_waited_for() -> None:
    answers = iter([Says("", 503), Says("<html>Maintenance</html>", kind="text/html"), Says(ROOT)])
    with Scripted({"/": lambda _: next(answers)}) as server, reading(server.base) as reader:
        assert reader.server().machine_id == "m1"


def film_library() -> Library:
    return Library("1", "Films", "movie", "tv.plex.agents.movie", 0)
