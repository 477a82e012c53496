"""Long listings come whole, however the server pages."""

from __future__ import annotations

import logging
from xml.etree.ElementTree import Element, SubElement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.errors import IncompleteListingError
from recommenderr.plex.paging import PAGE_ROWS, count, pages, paginate


class Shelf:
    """A listing of `rows` rows that deals out at most `cap` of them, announces `total`, or ignores paging."""

    def __init__(self, rows: int, *, cap: int = 10_000, total: int | None = None, deaf: bool = False) -> None:
        self.rows = [str(number) for number in range(rows)]
        self.cap, self.total, self.deaf = cap, total, deaf
        self.asked: list[tuple[int, int]] = []

    def __call__(self, path: str, /, *, start: int, size: int) -> Element:
        self.asked.append((start, size))
        chosen = self.rows[: self.cap] if self.deaf else self.rows[start : start + min(size, self.cap)]
        container = Element("MediaContainer", {} if self.total is None else {"totalSize": str(self.total)})
        for key in chosen:
            SubElement(container, "Video", ratingKey=key)
        return container


def keys(shelf: Shelf) -> list[str]:
    return paginate(shelf, "/all", "The listing", lambda row: (row.attrib["ratingKey"], row.attrib["ratingKey"]))


@given(rows=st.integers(0, 60), cap=st.integers(1, 70), announced=st.booleans())
def test_every_row_comes_once_whatever_the_page_size(rows: int, cap: int, announced: bool) -> None:
    assert keys(Shelf(rows, cap=cap, total=rows if announced else None)) == [str(number) for number in range(rows)]


@given(rows=st.integers(0, 60), announced=st.booleans())
def test_a_server_that_does_not_page_gives_all_at_once(rows: int, announced: bool) -> None:
    shelf = Shelf(rows, deaf=True, total=rows if announced else None)
    assert keys(shelf) == [str(number) for number in range(rows)]
    assert len(shelf.asked) <= 2


def test_more_rows_than_asked_for_are_taken_as_all() -> None:
    shelf = Shelf(PAGE_ROWS + 1, deaf=True)
    assert len(keys(shelf)) == PAGE_ROWS + 1
    assert shelf.asked == [(0, PAGE_ROWS)]


def test_pages_start_where_the_rows_received_end() -> None:
    shelf = Shelf(250, cap=50, total=250)
    assert len(keys(shelf)) == 250
    assert [start for start, _ in shelf.asked] == [0, 50, 100, 150, 200]


def test_an_announced_total_saves_the_empty_page_at_the_end() -> None:
    announced, silent = Shelf(1000, total=1000), Shelf(1000)
    keys(announced)
    keys(silent)
    assert (len(announced.asked), len(silent.asked)) == (1, 2)


class Forgetful(Shelf):
    """A listing that each reading cuts off elsewhere."""

    def __call__(self, path: str, /, *, start: int, size: int) -> Element:
        if start == 0:
            self.rows = self.rows[:-1]
        return super().__call__(path, start=start, size=size)


@pytest.mark.parametrize("shelf", [Forgetful(150, cap=50, total=250), Shelf(250, cap=50, total=250, deaf=True)])
def test_a_listing_that_ends_early_is_no_listing(shelf: Shelf) -> None:
    with pytest.raises(IncompleteListingError, match=r"ended after \d+ of 250 announced"):
        keys(shelf)


@pytest.mark.parametrize("cap", [7, 50, 10_000])
@pytest.mark.parametrize(("rows", "total"), [(30, 32), (150, 250), (30, 29), (150, 20), (1500, 1003)])
def test_a_wrong_total_that_three_readings_agree_on_is_said(rows: int, total: int, cap: int) -> None:
    shelf, warnings = Shelf(rows, cap=cap, total=total), list[str]()
    found = paginate(shelf, "/all", "The listing", lambda row: (row.attrib["ratingKey"], 0), warnings.append)
    assert len(found) == rows
    assert warnings == [
        f"The listing announces {total} titles and has {rows}, however often it is read. What it has is taken for all "
        "of it; if titles are missing, optimize the database in the Plex server's settings."
    ]


def test_an_empty_listing_that_announces_titles_is_no_listing() -> None:
    with pytest.raises(IncompleteListingError, match="ended after 0 of 30 announced"):
        keys(Shelf(0, total=30))


def test_a_listing_that_changes_while_it_is_read_is_read_again() -> None:
    shelf = Shelf(100, cap=40, total=100)
    answers = iter([None, "remove", None])

    def changing(path: str, /, *, start: int, size: int) -> Element:
        if next(answers, None) == "remove":  # row 0 goes after the first page: row 40 slips into the page that was read
            shelf.rows = shelf.rows[1:]
            shelf.total = 99
        return shelf(path, start=start, size=size)

    found = paginate(changing, "/all", "The listing", lambda row: (row.attrib["ratingKey"], row.attrib["ratingKey"]))
    assert found == [str(number) for number in range(1, 100)]


def test_a_listing_that_keeps_losing_titles_while_it_is_read_is_no_listing() -> None:
    shelf = Shelf(100, cap=40, total=100)

    def shrinking(path: str, /, *, start: int, size: int) -> Element:
        answer = shelf(path, start=start, size=size)
        if start == 0:
            shelf.rows = shelf.rows[1:]
            shelf.total = len(shelf.rows)
        return answer

    with pytest.raises(IncompleteListingError, match=r"lost titles while it was read \(98, then 97\).*refresh again"):
        paginate(shrinking, "/all", "The listing", lambda row: (row.attrib["ratingKey"], None))


def test_a_listing_that_keeps_growing_while_it_is_read_is_taken() -> None:
    shelf = Shelf(100, cap=40, total=100)

    def growing(path: str, /, *, start: int, size: int) -> Element:
        answer = shelf(path, start=start, size=size)
        shelf.rows = [f"new {len(shelf.rows)}", *shelf.rows]
        shelf.total = len(shelf.rows)
        return answer

    found = paginate(growing, "/all", "The listing", lambda row: (row.attrib["ratingKey"], row.attrib["ratingKey"]))
    assert {str(number) for number in range(100)} <= set(found)


def test_what_a_listing_can_be_filtered_by_is_no_row() -> None:
    shelf = Shelf(5, cap=2, total=5)

    def with_meta(path: str, /, *, start: int, size: int) -> Element:
        answer = shelf(path, start=start, size=size)
        answer.insert(0, Element("Meta"))
        return answer

    read = list(pages(with_meta, "/all"))
    assert [[row.get("ratingKey") for row in page.rows] for page in read] == [["0", "1"], ["2", "3"], ["4"]]


def test_a_listing_that_names_a_title_twice_gives_it_once(caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf(10, total=11)
    shelf.rows.append("3")
    with caplog.at_level(logging.INFO):
        assert keys(shelf) == [str(number) for number in range(10)]
    assert "reading again" in caplog.text


def test_counting_reads_no_rows() -> None:
    shelf = Shelf(40, total=40)
    assert count(shelf, "/all") == 40
    assert shelf.asked == [(0, 0)]
    assert count(Shelf(40), "/all") is None


def test_pages_say_how_far_they_reach() -> None:
    read = list(pages(Shelf(5, cap=2, total=5), "/all"))
    assert [(page.start, page.end, page.total) for page in read] == [(0, 2, 5), (2, 4, 5), (4, 5, 5)]
