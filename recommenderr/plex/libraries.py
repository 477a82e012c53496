"""Libraries and their listings, in short form."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from recommenderr.errors import IncompleteListingError, PlexAnswerError, PlexMissingError
from recommenderr.plex.connection import Connection
from recommenderr.plex.paging import paginate
from recommenderr.plex.xml import checked_id, integer, name, plex_id, text, timestamp
from recommenderr.records import ItemType, Library, ListedItem

TYPE_NUMBERS: dict[ItemType, int] = {"movie": 1, "show": 2}
COLLECTION = 18
_TYPES: dict[str, ItemType] = {"movie": "movie", "show": "show"}
_log = logging.getLogger(__name__)
_HOME_VIDEO = re.compile(r"\.none$|\.agents\.none://")


def libraries(connection: Connection, token: str | None = None) -> list[Library]:
    """The film and series libraries in the server's order, without those of home videos.

    With a person's own token: those that are shared with that person.
    """
    readable: list[Library] = []
    for position, row in enumerate(connection.read("/library/sections", token=token)):
        library_id, kind, agent = plex_id(row.get("key")), _TYPES.get(text(row, "type")), text(row, "agent")
        if library_id is None or kind is None or _HOME_VIDEO.search(agent):
            continue
        readable.append(Library(library_id, text(row, "title") or f"Library {library_id}", kind, agent, position))
    return readable


def home_video_libraries(connection: Connection) -> frozenset[str]:
    """The ids of the libraries that hold home videos, whose plays are nobody's taste."""
    rows = connection.read("/library/sections")
    ids = (plex_id(row.get("key")) for row in rows if _HOME_VIDEO.search(text(row, "agent")))
    return frozenset(library_id for library_id in ids if library_id is not None)


def listing(connection: Connection, library: Library, warn: Callable[[str], None] = _log.warning) -> list[ListedItem]:
    """Every film or series of a library, once, without home videos. `warn` gets a sentence if its total is wrong.

    Raises:
        IncompleteListingError: the server ended the listing before its announced total.
    """
    path = f"{listing_path(library.library_id, TYPE_NUMBERS[library.type])}&includeGuids=1"

    def convert(row: Element) -> tuple[str, ListedItem] | None:
        item = _listed(row, library)
        return (item.item_id, item) if item is not None else None

    return paginate(connection.read, path, f"The listing of the library {library.title}", convert, warn)


def smart_collections(connection: Connection, library: Library) -> frozenset[str]:
    """The names of the library's collections that fill themselves by a filter; none where the server does not say."""
    path = listing_path(library.library_id, COLLECTION)
    try:
        rows = paginate(connection.read, path, f"The collections of the library {library.title}", _smart)
    except (PlexAnswerError, PlexMissingError, IncompleteListingError):
        return frozenset()
    return frozenset(filter(None, rows))


def _smart(row: Element) -> tuple[str, str] | None:
    item_id = plex_id(row.get("ratingKey"))
    return None if item_id is None else (item_id, text(row, "title") if row.get("smart") == "1" else "")


def listing_path(library_id: str, type_number: int) -> str:
    """The address of a library's listing; type 1 is films, 2 series, 4 episodes."""
    return f"/library/sections/{checked_id(library_id)}/all?type={type_number}"


def is_home_video(guid: str) -> bool:
    """Whether a guid is of Plex's agent for home videos, which are nothing to recommend."""
    return bool(_HOME_VIDEO.search(guid))


def _listed(row: Element, library: Library) -> ListedItem | None:
    item_id, guid = plex_id(row.get("ratingKey")), text(row, "guid")
    if item_id is None or text(row, "type") != library.type or is_home_video(guid):
        return None
    return ListedItem(
        item_id=item_id,
        guid=guid,
        type=library.type,
        title=name(row, item_id),
        year=integer(row, "year"),
        library_id=library.library_id,
        updated_at=timestamp(row, "updatedAt"),
    )
