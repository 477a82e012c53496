"""Anything at all as a message of a websocket, a cookie, or an answer of the Plex server."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from recommenderr.dashboard.web.sessions import Authenticator
from recommenderr.plex.items import item
from recommenderr.records import Item
from tests.dashboard.web.test_stale_fragments import passed

TEXT = st.text(max_size=40)
NUMBERS = st.one_of(TEXT, st.integers().map(str), st.floats().map(str), st.just("9" * 400))
NAMES = (
    *("ratingKey", "type", "title", "year", "duration", "addedAt", "updatedAt", "rating", "audienceRating", "guid"),
    *("ratingImage", "contentRating", "librarySectionID", "thumb", "viewCount", "leafCount", "summary", "childCount"),
)
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), NUMBERS)
TAGS = st.sampled_from(["Genre", "Role", "Director", "Collection", "Guid", "Rating", "Media", "Odd"])
CHILD = st.tuples(TAGS, st.dictionaries(st.sampled_from(["tag", "id", "value", "image", "type"]), NUMBERS))
RERUN = st.builds(ClientState, page_script_hash=TEXT, page_name=TEXT, fragment_id=TEXT, query_string=TEXT)


def _message(state: ClientState) -> bytes:
    return bytes(BackMsg(rerun_script=state).SerializeToString())


@given(st.lists(st.one_of(st.binary(max_size=200), RERUN.map(_message)), max_size=8))
def test_any_messages_pass_or_are_dropped(messages: list[bytes]) -> None:
    assert len(passed(messages)) <= len(messages)


@given(st.one_of(TEXT, st.binary(max_size=80).map(lambda data: data.decode("latin-1")), st.from_regex(r"[\w.-]*\.\w*")))
def test_any_cookie_opens_nothing(cookie: str) -> None:
    authenticator = Authenticator("sesame")
    assert authenticator.user(cookie) is None
    assert authenticator.device_owner(cookie) is None
    authenticator.end_session(cookie)


@settings(deadline=None)
@given(
    st.sampled_from(["Video", "Directory"]), st.sampled_from(["movie", "show"]), ATTRIBUTES, st.lists(CHILD, max_size=6)
)
def test_any_title_of_the_server_is_an_item_or_none(
    tag: str, kind: str, attributes: dict[str, str], children: list[tuple[str, dict[str, str]]]
) -> None:
    element = Element(tag, {"ratingKey": "101", "type": kind, "title": "x", **attributes})
    for name, facts in children:
        element.append(Element(name, facts))
    found = item(element, Element("MediaContainer", {"librarySectionID": "3"}))
    assert found is None or isinstance(found, Item)
