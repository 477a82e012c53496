"""The watch history: what was played, by whom, when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from xml.etree.ElementTree import Element

from recommenderr.plex.connection import Connection
from recommenderr.plex.items import series_of
from recommenderr.plex.libraries import home_video_libraries
from recommenderr.plex.paging import Page, pages, total_decreased
from recommenderr.plex.xml import id_in_path, integer, plex_id, text, timestamp
from recommenderr.records import HistoryRow

PATH = "/status/sessions/history/all?sort=viewedAt:desc"
HOME_VIDEO, NO_ACCOUNT = "home video", "without an account"


@dataclass(frozen=True, slots=True)
class HistoryResult:
    """Rows of films and episodes, newest first. `skipped` counts the others by kind.

    `complete` means that the end of the history, or `back_to`, was provably reached; otherwise rows may be missing.
    """

    rows: tuple[HistoryRow, ...]
    complete: bool
    skipped: Mapping[str, int]


def history(
    connection: Connection,
    back_to: datetime | None,
    on_done: Callable[[int, int | None], None],
    knows_series: Callable[[str], bool],
) -> HistoryResult:
    """Reads the history from the newest row back to `back_to`, or to its beginning; older rows may be included.

    The server's own filter by time is not used: whether it works is contested, and a wrong filter loses rows.
    Rows that are seen twice because a new view pushed them to the next page are dropped by their `historyKey`;
    Plex's own duplicates have keys of their own and stay. `knows_series` says for a `historyKey` whether the series
    of that episode is known already, so that it need not be requested where the row does not name it.
    """
    rows: dict[str, HistoryRow] = {}
    skipped: dict[str, str] = {}
    home_videos = home_video_libraries(connection)
    complete, sorted_by_time, totals = False, True, list[int | None]()
    at_once = connection.concurrency if back_to is None else 1  # what is new stands on the first page or two
    for page in pages(connection.read, PATH, at_once):
        totals.append(page.total)
        for number, element in enumerate(page.rows, page.start):
            if (kind := _left_out(element, home_videos)) is not None:
                skipped.setdefault(text(element, "historyKey") or f"row {number}", kind)
            else:
                row = _row(element)
                rows.setdefault(row.history_key, row)
        on_done(page.end, page.total)
        times = [at for element in page.rows if (at := timestamp(element, "viewedAt"))]
        sorted_by_time = sorted_by_time and times == sorted(times, reverse=True)
        complete = _reached(page, times if sorted_by_time else [], back_to)
        if complete:
            break
    else:
        complete = page.total is None or page.end >= page.total
    whole_rows = _with_series(connection, list(rows.values()), knows_series)
    return HistoryResult(tuple(whole_rows), complete and not total_decreased(totals), Counter(skipped.values()))


def _reached(page: Page, times: Sequence[datetime], back_to: datetime | None) -> bool:
    """Whether the whole page lies before `back_to`. Rows without a time decide nothing."""
    return back_to is not None and bool(times) and max(times) < back_to


def _left_out(element: Element, home_videos: Collection[str]) -> str | None:
    """Why a row does not count (its kind); None for the film or episode of an account."""
    kind = text(element, "type") or element.tag.lower()
    if kind not in ("movie", "episode"):
        return kind
    if text(element, "librarySectionID") in home_videos:
        return HOME_VIDEO
    return NO_ACCOUNT if integer(element, "accountID") is None else None


def _row(element: Element) -> HistoryRow:
    account_id = integer(element, "accountID") or 0
    item_id = plex_id(element.get("ratingKey")) or id_in_path(element.get("key"))
    seconds = integer(element, "viewedAt")
    title = text(element, "title")
    is_episode = text(element, "type") == "episode"
    return HistoryRow(
        history_key=text(element, "historyKey") or f"{account_id}/{item_id or title}/{seconds}",
        account_id=account_id,
        type="episode" if is_episode else "movie",
        title=title,
        viewed_at=timestamp(element, "viewedAt"),
        item_id=item_id,
        series_id=_series_id(element) if is_episode else None,
        series_title=text(element, "grandparentTitle"),
        season=integer(element, "parentIndex"),
        episode=integer(element, "index"),
        library_id=plex_id(element.get("librarySectionID")),
    )


def _series_id(element: Element) -> str | None:
    return plex_id(element.get("grandparentRatingKey")) or id_in_path(element.get("grandparentKey"))


def _with_series(
    connection: Connection, rows: Sequence[HistoryRow], knows_series: Callable[[str], bool]
) -> Sequence[HistoryRow]:
    """The rows, the series filled in where the server left it out but still has the episode."""
    orphans = [
        row.item_id
        for row in rows
        if row.type == "episode" and row.item_id and not row.series_id and not knows_series(row.history_key)
    ]
    if not orphans:
        return rows
    series = series_of(connection, orphans)
    return [
        replace(row, series_id=series.get(row.item_id)) if row.item_id and row.item_id in series else row
        for row in rows
    ]
