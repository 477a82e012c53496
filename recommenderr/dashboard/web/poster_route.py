"""The address of a poster, and the answer to it. The browser never learns where Plex keeps the picture."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard.session.view_url import server_path
from recommenderr.errors import ArtifactError
from recommenderr.recommender.posters import WIDTHS, Picture, PictureShelf, version

CACHE_FOREVER = "private, max-age=31536000, immutable"
CACHE_BRIEFLY = "private, max-age=60"
MAX_CONCURRENT = 8
"""So many posters are fetched at once, in threads of their own: waiting for Plex holds up nothing else."""


def poster_url(details: TitleDetails, width: int = WIDTHS[0]) -> str:
    """Where the page finds a poster: below the page's own address, so that a base path does no harm."""
    return f"posters/{quote(details.item_id, safe='')}?{urlencode({'w': width, 'v': version(details)})}"


def route(shelf: PictureShelf, base_path: str = "") -> Route:
    """Answers `/posters/ID?w=WIDTH&v=VERSION`; ids and widths that are not served get 404."""
    limiter: list[CapacityLimiter] = []  # made within the loop that it belongs to

    async def poster(request: Request) -> Response:
        width = request.query_params.get("w", str(WIDTHS[0]))
        wanted = int(width) if width.isascii() and width.isdigit() and len(width) < 5 else 0
        try:
            if not limiter:
                limiter.append(CapacityLimiter(MAX_CONCURRENT))
            item_id = request.path_params["item_id"]
            found = await to_thread.run_sync(shelf.picture, item_id, wanted, limiter=limiter[0])
        except ArtifactError:
            found = None
        return PlainTextResponse("No such poster.", status_code=404) if found is None else _answer(found)

    return Route(server_path(base_path, "posters/{item_id}"), poster, methods=["GET"])


def _answer(picture: Picture) -> Response:
    headers = {"Cache-Control": CACHE_BRIEFLY if picture.drawn else CACHE_FOREVER}
    return Response(picture.data, media_type=_kind(picture.data), headers=headers)


def _kind(data: bytes) -> str:
    """The type of a picture by its first bytes; the reader lets no other types through."""
    if data.startswith(b"\x89PNG"):
        return "image/png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/gif" if data.startswith(b"GIF8") else "image/jpeg"
