"""What a message about a failed request says, and what it never shows."""

from __future__ import annotations

import logging
import traceback

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import (
    PlexAnswerError,
    PlexError,
)
from recommenderr.records import Library
from tests.plex.scripted import TOKEN, Says, Scripted, assert_fails, reading, reading_demo

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
        error = assert_fails(lambda: reader.listing(film_library()), PlexAnswerError, "500")
    assert "?" not in str(error)
    assert TOKEN not in "".join(traceback.format_exception(error))


def film_library() -> Library:
    return Library("1", "Films", "movie", "tv.plex.agents.movie", 0)
