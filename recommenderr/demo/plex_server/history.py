"""The Plex server's watch history: everyone's plays."""

from __future__ import annotations

from collections.abc import Sequence

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.people import Playback
from recommenderr.demo.plex_server.elements import Query, container, element, page

ROW_ELEMENTS = {"track": "Track", "photo": "Photo"}
FILTERS = (("accountID", "account_id"), ("librarySectionID", "section_key"), ("metadataItemID", "rating_key"))


def history(library: DemoLibrary, query: Query) -> str:
    """`/status/sessions/history/all`: everyone's plays, only for the owner."""
    query.owner_only()
    newest_first = query.params.get("sort", "").lower() == "viewedat:desc"
    rows: Sequence[Playback] = library.ordered_history(newest_first=newest_first)
    for name, field in FILTERS:
        if value := query.params.get(name):
            rows = [row for row in rows if str(getattr(row, field)) == value]
    since = query.params.get("viewedAt>", "")
    if since.isdecimal() and query.filters_time:
        rows = [row for row in rows if row.viewed_at is not None and row.viewed_at >= int(since)]
    page_rows, attributes = page(rows, query)
    return container(attributes, [_row(library, row) for row in page_rows])


def _row(library: DemoLibrary, row: Playback) -> str:
    """A history row: without guid, duration and `grandparentRatingKey`, and without any key if the media is deleted."""
    title = library.owner_of(row.rating_key) if row.rating_key else None
    episode = title.episode(int(row.rating_key)) if title and row.rating_key and row.type == "episode" else None
    keys: dict[str, object] = {}
    if title is not None or (row.rating_key and row.type not in {"movie", "episode"}):
        keys = {"key": f"/library/metadata/{row.rating_key}", "ratingKey": row.rating_key}
    parents: dict[str, object] = {}
    if title is not None and episode is not None:
        parents = {"parentKey": f"/library/metadata/{episode.season_key}"}
        if row.names_series:
            parents["grandparentKey"] = f"/library/metadata/{title.rating_key}"
    attributes = {
        "historyKey": f"/status/sessions/history/{row.history_id}",
        **keys,
        "librarySectionID": row.section_key or None,
        **parents,
        "title": row.title,
        "grandparentTitle": row.series_title or None,
        "type": row.type,
        "thumb": f"/library/metadata/{row.rating_key}/thumb/-1" if title else None,
        "index": row.number,
        "parentIndex": row.season,
        "originallyAvailableAt": f"{title.year}-06-15" if title and title.year else None,
        "viewedAt": row.viewed_at,
        "accountID": row.account_id,
        "deviceID": 1 + row.account_id % 4,
    }
    return element(ROW_ELEMENTS.get(row.type, "Video"), attributes)
