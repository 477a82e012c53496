"""XML as servers send it: characters that it forbids, markup in names, and text that cannot be mended."""

from __future__ import annotations

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import (
    PlexAnswerError,
)
from tests.plex.scripted import Scripted, assert_fails, container, reading, reading_demo

SECTIONS = "/library/sections"


def asked(server: DemoServer, path: str = SECTIONS) -> int:
    return sum(one.path == path for one in server.requests)


def test_control_characters_are_taken_out_of_titles(plex: DemoServer) -> None:
    plex.faults.fail(f"^{SECTIONS}", body="control")
    with reading_demo(plex) as reader:
        assert [library.title for library in reader.libraries()] == ["Films", "Series"]
    assert asked(plex) == 1


@pytest.mark.parametrize("reference", ["&#11;", "&#x1F;", "&#xFFFE;", "&#0;", "&#xD800;", "&#x110000;", "\x0b", "￾"])
def test_every_character_that_xml_forbids_is_taken_out(reference: str) -> None:
    rows = container(f'<Directory key="1" type="movie" title="Fi{reference}lms &#39;&amp;#11;" agent="a"/>')
    with Scripted({SECTIONS: rows}) as server, reading(server.base) as reader:
        assert reader.libraries()[0].title == "Films '"


def test_text_that_was_escaped_twice_is_unescaped_once() -> None:
    sent = "Tom &amp;amp; Jerry &amp;#39;&amp;quot; &amp;amp;amp; R&amp;D; AT&amp;T &amp;lt;i&amp;gt;"
    row = f'<Directory key="1" type="movie" title="{sent}"/>'
    with Scripted({SECTIONS: container(row)}) as server, reading(server.base) as reader:
        assert reader.libraries()[0].title == "Tom & Jerry '\" &amp; R&D; AT&T <i>"


@pytest.mark.parametrize("sent", ["\u202e", "\u2066", "&#8238;", "&amp;#8238;", "\u2069"])
def test_characters_that_turn_text_around_are_taken_out(sent: str) -> None:
    row = f'<Directory key="1" type="movie" title="Fi{sent}lms"/>'
    with Scripted({SECTIONS: container(row)}) as server, reading(server.base) as reader:
        assert reader.libraries()[0].title == "Films"


def test_names_that_look_like_markup_stay_as_they_are() -> None:
    rows = container(
        '<Directory key="1" type="movie" title="Law &amp;amp; Order &lt;uncut&gt; &#9731; 日本" agent="a"/>'
    )
    with Scripted({SECTIONS: rows}) as server, reading(server.base) as reader:
        assert reader.libraries()[0].title == "Law & Order <uncut> ☃ 日本"


def test_xml_that_cannot_be_mended_is_reported() -> None:
    broken = "<MediaContainer><Directory title='a</MediaContainer>"
    with Scripted({SECTIONS: broken}) as server, reading(server.base) as reader:
        assert_fails(reader.libraries, PlexAnswerError, "not Plex's XML")
