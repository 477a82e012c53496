"""The URL of a poster, and the response to it. The browser never learns the poster's URL on the Plex server."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard.session.view_url import server_path
from recommenderr.dashboard.web.sessions import AuthUser
from recommenderr.errors import ArtifactError, StoreError
from recommenderr.recommender.poster_service import WIDTHS, Poster, PosterService, version

CACHE_FOREVER = "private, max-age=31536000, immutable"
CACHE_BRIEFLY = "private, max-age=60"
MAX_CONCURRENT = 8
"""Posters that are fetched at the same time, in threads of their own; everything else goes on meanwhile."""


def poster_url(details: TitleDetails, width: int = WIDTHS[0]) -> str:
    """The URL of a poster relative to the page, so that it holds below a base path."""
    return f"posters/{quote(details.item_id, safe='')}?w={width}&v={version(details)}"


Viewer = Callable[[Request], AuthUser | None]
"""Whose request it is; None where it is of no one who may see anything."""

Source = Callable[[str, int, frozenset[int] | None], Poster | None]


def route(shelf: PosterService, viewer: Viewer, base_path: str = "") -> Route:
    """Answers `/posters/ID?w=WIDTH&v=VERSION`; ids and widths that are not served to the viewer get 404."""
    limiters: list[CapacityLimiter] = []  # created in the event loop that it belongs to

    def find(source: Source, request: Request, width: int) -> Poster | None:
        user = viewer(request)
        return None if user is None else source(request.path_params["item_id"], width, user.account_ids)

    async def poster(request: Request) -> Response:
        text = request.query_params.get("w", str(WIDTHS[0]))
        width = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
        try:
            if not limiters:
                limiters.append(CapacityLimiter(MAX_CONCURRENT))
            # A server that sends slowly must not keep visitors from what is in the cache.
            picture = await to_thread.run_sync(find, shelf.kept, request, width)
            if picture is None:
                picture = await to_thread.run_sync(find, shelf.poster, request, width, limiter=limiters[0])
        except (ArtifactError, StoreError):
            picture = None
        return PlainTextResponse("No such poster.", status_code=404) if picture is None else _response(picture)

    return Route(server_path(base_path, "posters/{item_id}"), poster, methods=["GET"])


def _response(poster: Poster) -> Response:
    headers = {"Cache-Control": CACHE_BRIEFLY if poster.drawn else CACHE_FOREVER}
    return Response(poster.data, media_type=media_type(poster.data), headers=headers)


def media_type(data: bytes) -> str:
    """The media type of a picture by its first bytes; the reader lets no other types through."""
    if data.startswith(b"\x89PNG"):
        return "image/png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/gif" if data.startswith(b"GIF8") else "image/jpeg"
