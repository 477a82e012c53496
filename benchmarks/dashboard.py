"""How long a moved slider and a first page take in Chromium, next to a Streamlit page with nothing but a slider."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.sync_api import Browser

from benchmarks.environment import environment_of
from benchmarks.household import SyntheticHousehold, built_household
from benchmarks.posters import fill_poster_cache
from benchmarks.report import Figure, Options, Report, run_as_script, timed
from benchmarks.streamlit_server import streamlit_server
from benchmarks.timing import timing_of
from benchmarks.visitor import SIZE, Seen, Visitor, chromium, visitor
from recommenderr.dashboard.session.view_url import SHARES
from recommenderr.model.weights import SHOWN_GROUPS

MOVES, VISITS, WARM_UP = 40, 12, 2
LARGEST_WITH_TARGET = 10_000
RELEASED_MS, FIRST_S, ADDED_MS = 150.0, 2.0, 30.0
SLIDERS = tuple(f"c_{name}" for name in (*SHOWN_GROUPS, *SHARES))
ADDED = "what the page's script adds to that of the empty page"
WALL, VALUE = ".rr-grid", ".value"
EMPTY_PAGE = "benchmarks/empty_page.py"

Started = tuple[tuple[str, dict[str, str]], tuple[str, dict[str, str]]]
"""Script and environment of the dashboard, and of the empty page."""

Pair = tuple[list[Seen], list[Seen]]
"""What was seen of the dashboard, and of the empty page."""


def run(report: Report, args: Options) -> None:
    """The page "For you" of households of each size."""
    report.note("Posters: drawn ones in the dashboard's cache on disk, one for each title, none yet in the browser's.")
    for n_items in args.sizes:
        settings = built_household(args.homes, SyntheticHousehold(n_items, data=args.data))
        fill_poster_cache(settings)
        with TemporaryDirectory(prefix="recommenderr-dashboard-") as folder, ExitStack() as stack:
            started: Started = (("streamlit_app.py", environment_of(settings)), (EMPTY_PAGE, {}))
            pages = [
                stack.enter_context(streamlit_server(script, environ, Path(folder))) for script, environ in started
            ]
            browser = stack.enter_context(chromium())
            report.note(f"Chromium {browser.version}, a window of {SIZE['width']} x {SIZE['height']} pixels.")
            _first_pages(report, n_items, _visits(browser, pages))
            _moves(report, n_items, _drags(browser, pages))


def _visits(browser: Browser, pages: Sequence[str]) -> Pair:
    """First pages of new visitors, of both pages in turn."""
    seen_by_page: Pair = ([], [])
    for _ in range(WARM_UP + VISITS):
        for seen, address, mark in zip(seen_by_page, pages, (WALL, VALUE), strict=True):
            with visitor(browser, mark) as newcomer:
                seen.append(newcomer.open(address))
    return seen_by_page[0][WARM_UP:], seen_by_page[1][WARM_UP:]


def _drags(browser: Browser, pages: Sequence[str]) -> Pair:
    """Moves of one visitor at each page, in turn; at the dashboard one slider after the other."""
    with visitor(browser, WALL) as watcher, visitor(browser, VALUE) as other:
        watcher.open(pages[0])
        other.open(pages[1])
        for number in range(WARM_UP):
            _both(watcher, other, number)
        moves = [_both(watcher, other, number) for number in range(MOVES)]
    return [mine for mine, _ in moves], [other for _, other in moves]


def _both(watcher: Visitor, other: Visitor, number: int) -> tuple[Seen, Seen]:
    return watcher.drag(SLIDERS[number % len(SLIDERS)]), other.drag("c_value")


def _moves(report: Report, n_items: int, seen_by_page: Pair) -> None:
    limited = n_items <= LARGEST_WITH_TARGET
    ours, empty = (timing_of([move.painted_s for move in moves]) for moves in seen_by_page)
    server, bare = (timing_of([move.server_s for move in moves if move.server_s is not None]) for moves in seen_by_page)
    target = RELEASED_MS if limited else None
    report.add(timed("slider released to new posters painted", n_items, ours, target=target, base=empty))
    report.add(timed("  of that, message sent to script ended", n_items, server, base=bare))
    report.add(timed("empty page: slider released to new text painted", n_items, empty))
    report.add(timed("empty page: message sent to script ended", n_items, bare))
    added = 1e3 * (server.median_s - bare.median_s)
    report.add(Figure(ADDED, n_items, added, "ms", target=ADDED_MS if limited else None))
    fresh, pictures = (np.mean([getattr(move, name) for move in seen_by_page[0]]) for name in ("fresh", "pictures"))
    report.note(f"{n_items:,} titles: a move brings {fresh:.1f} new posters, of {pictures:.0f} in sight.")


def _first_pages(report: Report, n_items: int, seen_by_page: Pair) -> None:
    ours, empty = (timing_of([visit.painted_s for visit in visits]) for visits in seen_by_page)
    target = FIRST_S if n_items <= LARGEST_WITH_TARGET else None
    report.add(
        timed("first page of a new visitor, every poster in sight", n_items, ours, "s", target=target, base=empty)
    )
    report.add(timed("empty page: first page of a new visitor", n_items, empty, "s"))


if __name__ == "__main__":
    run_as_script("Dashboard", run)
