"""Which of the server's libraries are read."""

from __future__ import annotations

from collections.abc import Sequence

from recommenderr.errors import SettingsError
from recommenderr.records import Library
from recommenderr.store.name_matching import fold


def chosen(libraries: Sequence[Library], wanted: Sequence[str]) -> tuple[tuple[Library, ...], tuple[str, ...]]:
    """The libraries whose name or id is wanted (all, if nothing is), and a warning for each that is not there.

    Raises:
        SettingsError: libraries are wanted, and the server has not one of them.
    """
    if not wanted:
        return tuple(libraries), () if libraries else ("The server shows no film or series library.",)
    found = tuple(library for library in libraries if any(_is(library, word) for word in wanted))
    missing = [word for word in wanted if not any(_is(library, word) for library in libraries)]
    there = ", ".join(library.title for library in libraries) or "none"
    if not found:
        raise SettingsError(
            f"PLEX_LIBRARIES names {', '.join(map(repr, wanted))}, but the film and series libraries of the server "
            f"are: {there}. Correct it, or leave it empty to read all of them."
        )
    return found, tuple(
        f"PLEX_LIBRARIES names {word!r}, which the server does not have; it has: {there}." for word in missing
    )


def _is(library: Library, word: str) -> bool:
    return word.strip() == library.library_id or fold(word) == fold(library.title)
