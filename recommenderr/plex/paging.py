"""Reads long listings to their end, from servers that page as asked, page shorter, or do not page at all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from xml.etree.ElementTree import Element

from recommenderr.errors import IncompleteSweepError
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


def pages(ask: Ask, path: str) -> Iterator[Page]:
    """The pages of a listing in order, each starting where the rows received so far end.

    Without an announced total the end is a page without rows, since a short page may come from a server that caps
    pages. A server that gives its first rows again does not page, and its first page was all there is.
    """
    start = 0
    first: dict[str, str] | None = None
    while True:
        container = ask(path, start=start, size=PAGE_ROWS)
        page = Page(tuple(container), start, whole(container, "totalSize"))
        if first is not None and page.rows and page.rows[0].attrib == first:
            return
        yield page
        if page.is_last:
            return
        first = page.rows[0].attrib
        start = page.end


def count(ask: Ask, path: str) -> int | None:
    """How many rows a listing has, without reading them; None where the server does not say."""
    return whole(ask(path, start=0, size=0), "totalSize")


def sweep(ask: Ask, path: str, what: str, convert: Callable[[Element], tuple[str, _T] | None]) -> list[_T]:
    """Every row of a listing once, in the server's order. `convert` gives a row's id and value, None to leave it out.

    The listing is read again when it changed meanwhile: rows that move between two pages can be missed.

    Raises:
        IncompleteSweepError: it ended before its announced total, three times.
    """
    for _ in range(SWEEPS):
        swept = _sweep_once(ask, path, convert)
        if swept.is_steady:
            return swept.values
        _log.info("%s changed while it was read (%s of %s); reading again.", what, swept.distinct, swept.totals[-1])
    if swept.total is not None and swept.received < swept.total:
        raise IncompleteSweepError(
            f"{what} ended after {swept.received} of {swept.total} announced titles. Nothing of it was taken over; "
            "refresh again once the server has finished its scan."
        )
    return swept.values


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
