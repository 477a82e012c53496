"""The demo library's titles, as they are read from the file that comes with the program."""

from __future__ import annotations

from recommenderr.demo.catalogue import demo_library, read_titles
from tests.demo.conftest import NOW


def test_every_title_has_what_a_list_is_made_from() -> None:
    titles = read_titles()
    assert len(titles) > 400
    assert {facts["type"] for facts in titles} == {"movie", "show"}
    assert [facts["title"] for facts in titles if not (facts["genres"] and facts["year"] and facts["summary"])] == []


def test_no_title_is_there_twice() -> None:
    names = [(facts["type"], facts["title"], facts["year"]) for facts in read_titles()]
    assert len(set(names)) == len(names)


def test_each_of_them_is_in_the_library() -> None:
    there = {title.title for title in demo_library(NOW).titles.values()}
    assert {facts["title"] for facts in read_titles()} - there == set()
