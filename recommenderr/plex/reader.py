"""The one door to a Plex server: everything that the ingest and the posters need of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from recommenderr.plex import accounts, history, metadata, posters, watch_state
from recommenderr.plex import libraries as shelves
from recommenderr.plex.accounts import AccountSweep
from recommenderr.plex.connection import REPEATS, Connection
from recommenderr.plex.history import HistorySweep
from recommenderr.plex.watch_state import StateSweep
from recommenderr.records import Item, Library, ListedItem, Server

__all__ = ["AccountSweep", "HistorySweep", "PlexReader", "StateSweep"]

PICTURE_REPEATS = 1


def _unheard(*_: object) -> None:
    """Takes progress that nobody wants."""


def _not_known(_: str) -> bool:
    """Nothing is known yet."""
    return False


class PlexReader:
    """Reads one Plex server as its owner. A context manager; leaving it closes the connections.

    Nothing is asked before the first method is called, so making one costs nothing. Methods may be called from
    several threads.

    Args:
        base: the server's address.
        token: its owner's token.
        tv_base: where accounts are looked up.
        client_id: what Plex knows this installation as; keep it with the data, else the owner gets "new device" mails.
        timeout_s: seconds to wait for an answer.
        concurrency: requests under way at once.
        backoff_s: the pauses between repeats are 0, 2, 4, 8 … times this; 0 in tests.
        retry_after_cap_s: the longest pause that the server may ask for.

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
    ) -> None:
        def connection(repeats: int) -> Connection:
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
            )

        self._connection = connection(REPEATS)
        self._pictures = connection(PICTURE_REPEATS)  # a page does not wait for a poster as a refresh may

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes every connection."""
        self._connection.close()
        self._pictures.close()

    def server(self) -> Server:
        """Which server it is. Checks the address, the token, and that the token is the owner's, each time anew."""
        return self._connection.connect()

    def libraries(self) -> list[Library]:
        """The film and series libraries in the server's order; those of home videos are left out."""
        return shelves.libraries(self._connection)

    def listing(self, library: Library) -> list[ListedItem]:
        """Every title of a library in short form.

        Raises:
            IncompleteSweepError: it ended before its announced total, again and again.
        """
        return shelves.listing(self._connection, library)

    def metadata(self, item_ids: Sequence[str], on_done: Callable[[int], None] = _unheard) -> Iterator[Item]:
        """The whole metadata of these titles; those that the server does not know simply do not come.

        `on_done` gets the number of ids asked so far.
        """
        return metadata.metadata(self._connection, item_ids, on_done)

    def history(
        self,
        *,
        back_to: datetime | None = None,
        on_done: Callable[[int, int | None], None] = _unheard,
        knows_series: Callable[[str], bool] = _not_known,
    ) -> HistorySweep:
        """Everybody's plays, newest first, at least back to `back_to`; filter again, older rows come along.

        `on_done` gets the number of rows read so far, and of all where the server says. `knows_series` gets the
        `historyKey` of an episode whose row names no series, and says whether it need not be asked for.
        """
        return history.history(self._connection, back_to, on_done, knows_series)

    def accounts(self, server: Server) -> AccountSweep:
        """Who has access to the server."""
        return accounts.accounts(self._connection, server)

    def watched_states(self, server: Server, libraries: Sequence[Library]) -> StateSweep:
        """What the server remembers of each person whose own token can be had."""
        return watch_state.watched_states(self._connection, server, libraries)

    def poster(self, thumb: str, width: int, height: int) -> bytes:
        """The bytes of a poster, for `PosterCache.get_or_fetch`."""
        return posters.poster(self._pictures, thumb, width, height)
