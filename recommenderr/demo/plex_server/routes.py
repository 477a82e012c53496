"""Maps paths to answers, and tokens to people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from recommenderr.artwork import drawing
from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.plex_server import history, listings, plextv, server_info
from recommenderr.demo.plex_server.elements import Query, RefusalError
from recommenderr.demo.plex_server.faults import Faults

XML, HTML, JPEG = "text/xml;charset=utf-8", "text/html", "image/jpeg"
POSTER_SIZE = (400, 600)
MAX_POSTER_SIDE = 2000
HISTORY = "/status/sessions/history/all"

View = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body, and the response headers."""

    status: int
    body: bytes
    content_type: str = XML
    headers: Mapping[str, str] = field(default_factory=dict)


ROUTES: tuple[tuple[re.Pattern[str], View], ...] = tuple(
    (re.compile(pattern), view)
    for pattern, view in (
        (r"/", server_info.root),
        (r"/library", server_info.library_root),
        (r"/library/sections", server_info.sections),
        (r"/library/sections/(\d+)/all", listings.listing),
        (r"/library/metadata/(\d+)/children", listings.children),
        (r"/library/metadata/(\d+)/allLeaves", listings.leaves),
        (r"/library/metadata/([\d,]+)", listings.metadata),
        (HISTORY, history.history),
        (r"/accounts", server_info.accounts),
        (r"/api/home/users", plextv.home_users),
        (r"/api/users", plextv.users),
        (r"/api/servers/(\w+)/shared_servers", plextv.shared_servers),
    )
)
PAGED = re.compile(rf"/library/sections/\d+/all|{HISTORY}")
THUMB = re.compile(r"/library/metadata/(\d+)/thumb/-?\d+")


def page_of(html_title: str, status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """The HTML page that Plex sends with every status except 200."""
    text = f"<html><head><title>{html_title}</title></head><body><h1>{status} {html_title}</h1></body></html>"
    return Answer(status, text.encode(), HTML, headers or {})


def answer(
    library: DemoLibrary, faults: Faults, owner_token: str, token: str | None, path: str, query: Mapping[str, str]
) -> Answer:
    """The answer to one request; `query` has the parameters and the paging headers."""
    path = path.rstrip("/") or "/"
    try:
        if path == "/identity":
            return Answer(200, server_info.identity(library).encode())
        request = _query(library, faults, owner_token, token, query)
        if path == "/photo/:/transcode" or THUMB.fullmatch(path):
            return _poster(library, request, path)
        if path == "/api/v2/user":
            return Answer(200, plextv.signed_in(library, request, token or "").encode())
        if faults.forces_paging and request.size is None and PAGED.fullmatch(path):
            return page_of("Missing X-Plex-Container-Size header", 400)
        return Answer(200, _xml(library, faults, request, path).encode("utf-8", "replace"))
    except RefusalError as refusal:
        return page_of(refusal.reason, refusal.status)


def _xml(library: DemoLibrary, faults: Faults, query: Query, path: str) -> str:
    for pattern, view in ROUTES:
        if match := pattern.fullmatch(path):
            with library.lock:
                text = view(library, query, *match.groups())
            if path == HISTORY and faults.after_history_page is not None:
                faults.after_history_page(library)
            return text
    raise RefusalError(404, "Not Found")


def _query(
    library: DemoLibrary, faults: Faults, owner_token: str, token: str | None, params: Mapping[str, str]
) -> Query:
    account = next(
        (a for a in library.accounts.values() if token and token == (owner_token if a.is_owner else a.token)), None
    )
    if account is None:
        raise RefusalError(401, "Unauthorized")
    size = params.get("X-Plex-Container-Size")
    return Query(
        account,
        params,
        start=_whole(params.get("X-Plex-Container-Start"), 0),
        size=None if size is None else _whole(size, 0),
        page_cap=faults.page_cap,
        tells_total=faults.tells_total,
        filters_time=faults.filters_time,
    )


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


def _poster(library: DemoLibrary, query: Query, path: str) -> Answer:
    width, height = POSTER_SIZE
    if path == "/photo/:/transcode":
        width = _whole(query.params.get("width"), width)
        height = _whole(query.params.get("height"), height)
        address = urlsplit(query.params.get("url", ""))
        path = "" if address.netloc else address.path
    match = THUMB.fullmatch(path)
    with library.lock:
        title = library.owner_of(match[1]) if match else None
    if title is None or not title.poster_path or not query.account.sees(title.section_key):
        raise RefusalError(404, "Not Found")
    if not (0 < width <= MAX_POSTER_SIDE and 0 < height <= MAX_POSTER_SIDE):
        raise RefusalError(400, "Bad Request")
    drawn = drawing.draw(title.title, title.year, title.genres, width, height)
    return Answer(200, drawn, JPEG)
