"""The picture of a title: from the poster cache, from Plex, or drawn; a server that is down is not asked again soon."""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.artwork.drawing import draw
from recommenderr.errors import PlexError, PlexRefusedError, PlexUnreachableError, StoreError
from recommenderr.plex.posters import PosterCache
from recommenderr.plex.reader import PlexReader
from recommenderr.plex.source import open_reader
from recommenderr.recommender.service import Recommender
from recommenderr.store import meta
from recommenderr.store.access import in_a_history
from recommenderr.store.connection import open_store

WIDTHS = (320, 640)
"""The widths in pixels that are served; a poster is half as high again as it is wide."""

CACHE_BYTES = 500_000_000
TIMEOUT_S = 5.0
REST_S = 30.0
"""So long the server is left alone after it did not answer."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Poster:
    """A poster's bytes; `drawn` ones stand in for a poster that cannot be had now."""

    data: bytes
    drawn: bool


class PosterService:
    """Gives the posters of the titles that the serving generation knows, and of nothing else.

    Safe to share between threads. Nothing is opened before the first poster that is not kept is asked for.
    """

    def __init__(self, recommender: Recommender, clock: Callable[[], float] = time.monotonic) -> None:
        self._recommender = recommender
        self._clock = clock
        self._lock = threading.Lock()
        self._at_once = threading.BoundedSemaphore(recommender.settings.plex_concurrency)
        self._open = ExitStack()
        self._reader: PlexReader | None = None
        self._cache: PosterCache | None = None
        self._rest_until = 0.0

    def poster(self, item_id: str, width: int, account_ids: frozenset[int] | None = None) -> Poster | None:
        """The poster of a title, None for an id that the generation does not know or a width that is not served.

        It is one that any of these people may see; None for everyone, and for whoever runs the program.

        Raises:
            ArtifactError: nothing has been built yet.
        """
        details, height = self._details(item_id, width, account_ids), width * 3 // 2
        if details is None:
            return None
        data = self._poster(details.thumb, width, height) if details.thumb else None
        if data is not None:
            return Poster(data, drawn=False)
        return Poster(draw(details.title, details.year, details.genres, width, height), drawn=True)

    def kept(self, item_id: str, width: int, account_ids: frozenset[int] | None = None) -> Poster | None:
        """The same poster if it is in the cache, which takes no request to the server; None otherwise.

        Raises:
            ArtifactError: nothing has been built yet.
            StoreError: the store cannot be read.
        """
        details = self._details(item_id, width, account_ids)
        data = self._kept().get(details.thumb, width, width * 3 // 2) if details and details.thumb else None
        return Poster(data, drawn=False) if data else None

    def _details(self, item_id: str, width: int, account_ids: frozenset[int] | None) -> TitleDetails | None:
        titles = self._recommender.generation().titles
        row = titles.row_of(item_id)
        if row is None or width not in WIDTHS or not self._is_visible(row, item_id, account_ids):
            return None
        return titles.details(row)

    def _is_visible(self, row: int, item_id: str, account_ids: frozenset[int] | None) -> bool:
        if account_ids is not None:
            return any(self._recommender.visible(account_id)[row] for account_id in account_ids)
        if self._recommender.visible(None)[row]:
            return True
        with open_store(self._recommender.settings.db_path, read_only=True) as conn:
            return in_a_history(conn, item_id)

    def close(self) -> None:
        """Closes the connection to the server, if there is one."""
        with self._lock:
            self._open.close()
            self._reader = None

    def _poster(self, thumb: str, width: int, height: int) -> bytes | None:
        try:
            cache = self._kept()
            return cache.get_or_fetch(thumb, width, height, self._fetch)
        except (PlexUnreachableError, PlexRefusedError) as err:
            self._rest(err)
        except (PlexError, StoreError) as err:
            _log.debug("A poster is missing: %s", err)
        return None

    def _fetch(self, thumb: str, width: int, height: int) -> bytes:
        with self._at_once:
            if self._clock() < self._rest_until:
                raise PlexError("The server did not answer a moment ago and is left alone for a while.")
            return self._connected().poster(thumb, width, height)

    def _rest(self, err: PlexError) -> None:
        if self._clock() >= self._rest_until:
            _log.warning("Posters are drawn for %.0f s: %s", REST_S, err)
        self._rest_until = self._clock() + REST_S

    def _kept(self) -> PosterCache:
        with self._lock:
            if self._cache is None:
                with open_store(self._recommender.settings.db_path, read_only=True) as conn:
                    server = meta.server(conn)
                folder = self._recommender.settings.art_dir / "posters"
                self._cache = PosterCache(folder, CACHE_BYTES, server.machine_id if server else "")
            return self._cache

    def _connected(self) -> PlexReader:
        with self._lock:
            if self._reader is None:
                settings = self._recommender.settings
                with open_store(self._recommender.settings.db_path, read_only=True) as conn:
                    client_id = meta.client_id(conn)
                self._reader = self._open.enter_context(open_reader(settings, client_id, max_timeout_s=TIMEOUT_S))
            return self._reader


def version(details: TitleDetails) -> str:
    """A short text that changes when the title's poster does, for the picture's address."""
    return f"{zlib.crc32(details.thumb.encode()):08x}"
