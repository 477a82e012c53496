"""The demo server's XML is read back by a parser as it was meant."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.demo.people import DemoAccount
from recommenderr.demo.plex_server.elements import Query, RefusalError, container, element, page

OWNER = DemoAccount(1, "Ana", "ana", "owner", 9001)
FRIEND = DemoAccount(2, "Jonas", "jonas", "friend", 103)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.just("\n"))


@given(TEXTS)
def test_any_text_comes_back_from_an_attribute(text: str) -> None:
    assert ET.fromstring(element("Video", {"title": text})).attrib["title"] == text


def test_missing_attributes_are_omitted_and_booleans_are_numbers() -> None:
    assert ET.fromstring(element("Video", {"a": None, "b": True, "c": 7})).attrib == {"b": "1", "c": "7"}


def test_a_container_has_its_rows() -> None:
    answer = ET.fromstring(container({"size": 2}, [element("Video", {"key": key}) for key in "ab"]).encode())
    assert answer.tag == "MediaContainer"
    assert [row.attrib["key"] for row in answer] == ["a", "b"]


def test_a_page_has_the_requested_rows_and_never_more_than_the_cap() -> None:
    rows = list(range(10))
    assert page(rows, Query(OWNER)) == (rows, {"size": 10})
    assert page(rows, Query(OWNER, start=4, size=3)) == ([4, 5, 6], {"size": 3, "totalSize": 10, "offset": 4})
    assert page(rows, Query(OWNER, size=8, page_cap=2)) == ([0, 1], {"size": 2, "totalSize": 10, "offset": 0})
    assert page(rows, Query(OWNER, size=1, tells_total=False))[1] == {"size": 1, "offset": 0}


def test_only_the_owner_passes() -> None:
    Query(OWNER).owner_only()
    with pytest.raises(RefusalError) as refusal:
        Query(FRIEND).owner_only()
    assert refusal.value.status == 403
