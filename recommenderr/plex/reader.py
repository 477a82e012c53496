"""Everything that the ingest and the posters read from a Plex server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from recommenderr.plex import accounts, history, items, posters, watch_state
from recommenderr.plex import libraries as shelves
from recommenderr.plex.accounts import AccountsResult
from recommenderr.plex.connection import REPEATS, Connection
from recommenderr.plex.history import HistoryResult
from recommenderr.plex.watch_state import WatchedStatesResult
from recommenderr.records import Item, Library, ListedItem, Server

__all__ = ["AccountsResult", "HistoryResult", "PlexReader", "WatchedStatesResult"]

POSTER_REPEATS = 1
POSTER_S = 10.0
"""How long a page waits for a whole poster."""


def _ignore(*_: object) -> None:
    """Ignores progress."""


def _unknown(_: str) -> bool:
    """Answers that nothing is known yet."""
    return False


class PlexReader:
    """Reads one Plex server as its owner. A context manager; leaving it closes the connections.

    No request is sent before the first method call. Methods may be called from several threads.

    Args:
        base: the server's address.
        token: its owner's token.
        tv_base: where accounts are looked up.
        client_id: the id that Plex knows this installation by; with a new id the owner gets a "new device" mail.
        timeout_s: seconds to wait for an answer.
        concurrency: requests under way at once.
        backoff_s: the pauses between repeats are 0, 2, 4, 8 … times this; 0 in tests.
        retry_after_cap_s: the longest pause that the server may ask for.
        proxy: the address of a proxy that every request goes through; none of the environment is used.

    Raises:
        PlexRefusedError: there is no token; or, by any method, it is not accepted or is not the owner's.
        PlexError: by any method, in a sentence that names the address and what to do.
    """

    def __init__(
        self,
        base: str,
        token: str,
        *,
        tv_base: str = "https://plex.tv",
        client_id: str,
        timeout_s: float = 30,
        concurrency: int = 4,
        backoff_s: float = 0.5,
        retry_after_cap_s: float = 60,
        proxy: str | None = None,
    ) -> None:
        def connection(repeats: int, max_answer_s: float | None = None) -> Connection:
            return Connection(
                base,
                token,
                tv_base=tv_base,
                client_id=client_id,
                timeout_s=timeout_s,
                concurrency=concurrency,
                backoff_s=backoff_s,
                retry_after_cap_s=retry_after_cap_s,
                repeats=repeats,
                max_answer_s=max_answer_s,
                proxy=proxy,
            )

        self._connection = connection(REPEATS)
        self._posters = connection(POSTER_REPEATS, POSTER_S)  # a page waits less long than a refresh

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes every connection."""
        self._connection.close()
        self._posters.close()

    @property
    def base(self) -> str:
        """The server's address."""
        return self._connection.server_address.base

    def server(self) -> Server:
        """Identifies the server. Each call checks the address, the token, and that the token is the owner's."""
        return self._connection.connect()

    def libraries(self) -> list[Library]:
        """The film and series libraries in the server's order; those of home videos are left out."""
        return shelves.libraries(self._connection)

    def listing(self, library: Library, warn: Callable[[str], None] = _ignore) -> list[ListedItem]:
        """Every title of a library in short form. `warn` gets a sentence if the server announces a wrong total.

        Raises:
            IncompleteListingError: it repeatedly ended before its announced total.
        """
        return shelves.listing(self._connection, library, warn)

    def smart_collections(self, library: Library) -> frozenset[str]:
        """The names of a library's collections that fill themselves by a filter."""
        return shelves.smart_collections(self._connection, library)

    def metadata(self, item_ids: Sequence[str], on_done: Callable[[int], None] = _ignore) -> Iterator[Item]:
        """The complete metadata of these titles; titles that the server does not know are left out.

        `on_done` gets the number of ids requested so far.
        """
        return items.metadata(self._connection, item_ids, on_done)

    def history(
        self,
        *,
        back_to: datetime | None = None,
        on_done: Callable[[int, int | None], None] = _ignore,
        knows_series: Callable[[str], bool] = _unknown,
    ) -> HistoryResult:
        """Everybody's plays, newest first, at least back to `back_to`; older rows may be included.

        `on_done` gets the number of rows read so far, and the total if the server announces it. `knows_series` gets the
        `historyKey` of an episode without a series in its row, and says whether the series is known already.
        """
        return history.history(self._connection, back_to, on_done, knows_series)

    def accounts(self, server: Server) -> AccountsResult:
        """Everybody with access to the server."""
        return accounts.accounts(self._connection, server)

    def watched_states(self, server: Server, libraries: Sequence[Library]) -> WatchedStatesResult:
        """The watched state of each person whose own token is available."""
        return watch_state.watched_states(self._connection, server, libraries)

    def poster(self, thumb: str, width: int, height: int) -> bytes:
        """The bytes of a poster, for `PosterCache.get_or_fetch`."""
        return posters.poster(self._posters, thumb, width, height)
