"""Reads long listings to their end, from servers that page as asked, page shorter, or do not page at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, takewhile
from typing import Generic, Protocol, TypeVar
from xml.etree.ElementTree import Element

from recommenderr.errors import IncompleteSweepError
from recommenderr.plex.at_once import in_order
from recommenderr.plex.attributes import whole

PAGE_ROWS = 1000
SWEEPS = 3
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
        """Whether nothing can follow: nothing came, or more than asked for, or all that was announced."""
        return not self.rows or len(self.rows) > PAGE_ROWS or (self.total is not None and self.end >= self.total)


def pages(ask: Ask, path: str, at_once: int = 1) -> Iterator[Page]:
    """The pages of a listing in order, each starting where the rows received so far end.

    Without an announced total the end is a page without rows, since a short page may come from a server that caps
    pages. A server that gives its first rows again does not page, and its first page was all there is. With `at_once`
    above 1 so many are asked for ahead, as far as a server goes on that announced its total and gave a whole page.
    """
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
    """The next page; and, asked for meanwhile, those behind it, which are in their place as long as each is whole.

    Pages asked for at once are answered in any order, so where the listing changed meanwhile they need not fit
    together: from there on one page is asked for after the other.
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


def _total(container: Element, came: int) -> int | None:
    """The announced number of all rows; some servers give it as the `size` of a page that holds fewer."""
    total, size = whole(container, "totalSize"), whole(container, "size")
    return size if total is None and size is not None and size > came else total


def count(ask: Ask, path: str) -> int | None:
    """How many rows a listing has, without reading them; None where the server does not say."""
    return whole(ask(path, start=0, size=0), "totalSize")


def sweep(ask: Ask, path: str, what: str, convert: Callable[[Element], tuple[str, _T] | None]) -> list[_T]:
    """Every row of a listing once, in the server's order. `convert` gives a row's id and value, None to leave it out.

    The listing is read again when it changed meanwhile: rows that move between two pages can be missed.

    Raises:
        IncompleteSweepError: three times it ended before its announced total, or lost titles while it was read.
    """
    for _ in range(SWEEPS):
        swept = _sweep_once(ask, path, convert)
        if swept.is_steady:
            return swept.values
        _log.info("%s changed while it was read (%s of %s); reading again.", what, swept.distinct, swept.totals[-1])
    if swept.shrank or (swept.total is not None and swept.received < swept.total):
        raise IncompleteSweepError(
            f"{what} {swept.doubt}. Nothing of it was taken over; refresh again once the server has finished its scan."
        )
    return swept.values


def shrank(totals: Sequence[int | None]) -> bool:
    """Whether rows went away between two pages: those behind them moved up, and some of these may not have been seen.

    Rows that are added only move others to a later page, where they are seen twice.
    """
    told = [total for total in totals if total is not None]
    return any(later < earlier for earlier, later in pairwise(told))


@dataclass(frozen=True, slots=True)
class _Swept(Generic[_T]):
    """One reading of a listing: `received` rows, `distinct` ones among them, and every total that was announced."""

    values: list[_T]
    received: int
    distinct: int
    totals: tuple[int | None, ...]

    @property
    def total(self) -> int | None:
        return self.totals[-1]

    @property
    def shrank(self) -> bool:
        return shrank(self.totals)

    @property
    def doubt(self) -> str:
        if self.shrank:
            return f"lost titles while it was read ({', then '.join(map(str, dict.fromkeys(self.totals)))})"
        return f"ended after {self.received} of {self.total} announced titles"

    @property
    def is_steady(self) -> bool:
        return len(set(self.totals)) == 1 and self.total in {None, self.distinct}


def _sweep_once(ask: Ask, path: str, convert: Callable[[Element], tuple[str, _T] | None]) -> _Swept[_T]:
    found: dict[str, _T] = {}
    keys: set[str] = set()
    received, totals = 0, list[int | None]()
    for page in pages(ask, path):
        totals.append(page.total)
        for row in page.rows:
            received += 1
            keys.add(row.get("ratingKey") or f"row {received}")
            if (converted := convert(row)) is not None:
                found.setdefault(converted[0], converted[1])
    return _Swept(list(found.values()), received, len(keys), tuple(totals))
