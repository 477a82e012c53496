"""Reads long listings to their end, from servers that page as asked, return shorter pages, or do not page at all.

Several requests can be under way at once; their answers come in the order in which they were asked.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, takewhile
from typing import Generic, Protocol, TypeVar
from xml.etree.ElementTree import Element

from recommenderr.errors import IncompleteListingError
from recommenderr.plex.xml import integer

PAGE_ROWS = 1000
MAX_ROWS = 5_000_000
"""More rows than this no listing has."""

MAX_PAGES = 100_000
GROWTH_ROWS = 10_000
"""A listing can grow while it is read: to twice the total first announced, and by these rows."""

MAX_READINGS = 3
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Ask(Protocol):
    """Asks a server for one page."""

    def __call__(self, path: str, /, *, start: int, size: int) -> Element:
        """The container with the rows from `start` on, `size` of them at most."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """The rows that came; `total` is the announced number of all rows, None where the server does not say."""

    rows: tuple[Element, ...]
    start: int
    total: int | None

    @property
    def end(self) -> int:
        """How many rows have come up to here."""
        return self.start + len(self.rows)

    @property
    def is_last(self) -> bool:
        """Whether nothing can follow: nothing came, or more than asked for, or just what was announced.

        A server that gave more than it announced has announced too little, and may have more still.
        """
        return not self.rows or len(self.rows) > PAGE_ROWS or self.end == self.total


def pages(ask: Ask, path: str, at_once: int = 1) -> Iterator[Page]:
    """Yields the pages of a listing in order, each starting where the rows received so far end.

    Without an announced total the listing ends with an empty page, because a short page may come from a server that
    caps pages. A server that returns its first rows again does not page: its first page was everything. With `at_once`
    above 1, so many pages are requested ahead, as long as the server announced its total and returned a full page.

    Raises:
        IncompleteListingError: it does not end.
    """
    most = MAX_ROWS
    for number, page in enumerate(_pages(ask, path, at_once)):
        if number == 0 and page.total is not None:
            most = 2 * page.total + GROWTH_ROWS
        elif number and (page.end > most or number > MAX_PAGES):
            raise IncompleteListingError(
                f"The listing at {path.partition('?')[0]} does not end: {page.end} rows came, and {page.total} were "
                "announced. Nothing of it was taken over; restart the Plex server, and refresh again."
            )
        yield page


def _pages(ask: Ask, path: str, at_once: int) -> Iterator[Page]:
    page = _page(ask, path, 0)
    yield page
    while not page.is_last:
        for following in _following(ask, path, page, at_once):
            if following.rows and following.rows[0].attrib == page.rows[0].attrib:
                return
            page = following
            yield page
            if page.is_last or len(page.rows) != PAGE_ROWS:
                break


def _following(ask: Ask, path: str, last: Page, at_once: int) -> Iterator[Page]:
    """The next page, and the ones after it, requested ahead; they line up as long as every page is full.

    Pages requested together are answered in any order, so where the listing changed in between they need not fit
    together: from there on, one page is requested after the other.
    """
    total = last.total
    if at_once > 1 and total is not None and len(last.rows) == PAGE_ROWS:
        starts = range(last.end, total, PAGE_ROWS)
        with closing(in_order((partial(_page, ask, path, start) for start in starts), at_once)) as ahead:
            for page in takewhile(lambda page: page.total == total, ahead):
                yield page
                last = page
    if not last.is_last:
        yield _page(ask, path, last.end)


def _page(ask: Ask, path: str, start: int) -> Page:
    container = ask(path, start=start, size=PAGE_ROWS)
    rows = tuple(row for row in container if row.tag != "Meta")  # what the listing can be sorted and filtered by
    return Page(rows, start, _total(container, len(rows)))


def _total(container: Element, received: int) -> int | None:
    """The announced number of all rows; some servers give it as the `size` of a page that holds fewer."""
    total, size = integer(container, "totalSize"), integer(container, "size")
    return size if total is None and size is not None and size > received else total


def count(ask: Ask, path: str) -> int | None:
    """How many rows a listing has, without reading them; None where the server does not say."""
    return integer(ask(path, start=0, size=0), "totalSize")


def paginate(
    ask: Ask,
    path: str,
    what: str,
    convert: Callable[[Element], tuple[str, _T] | None],
    warn: Callable[[str], None] = _log.warning,
) -> list[_T]:
    """Reads every row of a listing once, in the server's order.

    The listing is read again if it changed while it was read: rows that move between two pages can be missed. Where
    three readings bring the same rows and the same wrong total, the rows are the listing, and `warn` gets a sentence.
    `convert` returns a row's id and value, None to leave it out.

    Raises:
        IncompleteListingError: three times it ended before its announced total, or lost titles while it was read.
    """
    readings: list[_Reading[_T]] = []
    for _ in range(MAX_READINGS):
        readings.append(reading := _read_once(ask, path, convert))
        if reading.is_steady:
            return reading.values
        _log.info(
            "%s changed while it was read (%s of %s); reading again.", what, len(reading.keys), reading.totals[-1]
        )
    short = reading.total is not None and reading.received < reading.total
    same = len({(one.keys, one.totals) for one in readings}) == 1 and len(set(reading.totals)) == 1
    if same and reading.keys and reading.ended_empty:
        warn(
            f"{what} announces {reading.total} titles and has {len(reading.keys)}, however often it is read. What it "
            "has is taken for all of it; if titles are missing, optimize the database in the Plex server's settings."
        )
    elif reading.total_decreased or short:
        raise IncompleteListingError(
            f"{what} {reading.inconsistency}. Nothing of it was taken over; "
            "refresh again once the server has finished its scan."
        )
    return reading.values


def total_decreased(totals: Sequence[int | None]) -> bool:
    """Whether rows disappeared between two pages: the rows after them moved up, and some may not have been seen.

    Rows that are added only move others to a later page, where they are seen twice.
    """
    announced = [total for total in totals if total is not None]
    return any(later < earlier for earlier, later in pairwise(announced))


@dataclass(frozen=True, slots=True)
class _Reading(Generic[_T]):
    """One reading of a listing: how many rows came, their distinct keys, and every total that was announced.

    `ended_empty`: it ended with an empty page, so nothing follows, whatever was announced.
    """

    values: list[_T]
    received: int
    keys: frozenset[str]
    totals: tuple[int | None, ...]
    ended_empty: bool

    @property
    def total(self) -> int | None:
        return self.totals[-1]

    @property
    def total_decreased(self) -> bool:
        return total_decreased(self.totals)

    @property
    def inconsistency(self) -> str:
        if self.total_decreased:
            return f"lost titles while it was read ({', then '.join(map(str, dict.fromkeys(self.totals)))})"
        return f"ended after {self.received} of {self.total} announced titles"

    @property
    def is_steady(self) -> bool:
        return len(set(self.totals)) == 1 and self.total in {None, len(self.keys)}


def _read_once(ask: Ask, path: str, convert: Callable[[Element], tuple[str, _T] | None]) -> _Reading[_T]:
    values: dict[str, _T] = {}
    keys: set[str] = set()
    received, totals = 0, list[int | None]()
    for page in pages(ask, path):
        totals.append(page.total)
        for row in page.rows:
            received += 1
            keys.add(row.get("ratingKey") or f"row {received}")
            if (converted := convert(row)) is not None:
                values.setdefault(converted[0], converted[1])
    return _Reading(list(values.values()), received, frozenset(keys), tuple(totals), not page.rows)


def in_order(tasks: Iterable[Callable[[], _T]], at_once: int) -> Generator[_T, None, None]:
    """Yields the results of the tasks in order; at most `at_once` are running and as many more are waiting."""
    waiting: deque[Future[_T]] = deque()
    with ThreadPoolExecutor(at_once, thread_name_prefix="plex") as pool:
        try:
            for task in tasks:
                waiting.append(pool.submit(task))
                if len(waiting) >= 2 * at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # after an error the rest is not asked for
