"""Ids of films and series at other sites, as Plex and its agents write them, in one form: `imdb://tt0103639`."""

from __future__ import annotations

import re

SOURCES = ("imdb", "tmdb", "tvdb", "anidb")
"""Sites whose ids name one film or series."""

_SPELLINGS = {"themoviedb": "tmdb", "thetvdb": "tvdb"}
_EXTERNAL_ID = re.compile(r"([a-z0-9]+)://([^/?#\s]+)")
_IMDB = re.compile(r"tt([0-9]{1,17})")
_NUMBER = re.compile(r"[0-9]{1,17}")

_LEGACY = re.compile(r"com\.plexapp\.agents\.(imdb|themoviedb|thetvdb)://([^/?#]*)")
_HAMA = re.compile(r"com\.plexapp\.agents\.hama[a-z0-9]*://(imdb|tmdb|tvdb|anidb)[0-9]?-([^/?#]*)")
_NFO = re.compile(r"tv\.plex\.agents\.nfo[a-z.]*://(?:[a-z]+/)?(imdb|tmdb|tvdb|themoviedb|thetvdb|anidb)[_:-]([^/?#]*)")
_OLD_NFO = re.compile(
    r"com\.plexapp\.agents\.xbmcnfo(?:(?P<series>tv)://([0-9]+)|[a-z]*://(tt[^/?#]*))"
    r"|tv\.plex\.agents\.nfo[a-z.]*://(?:[a-z]+/)?(tt[^/?#]*)"
)
_LANGUAGE = re.compile(r"\?lang=[^&]*$")
_UNMATCHED = re.compile(r"local://|com\.plexapp\.agents\.none://|$")
_EMPTY = re.compile(r"[a-z0-9.+-]*://(?:[a-z]+/)?0*-?(?:[/?#]|$)")


def external_id(text: str) -> str | None:
    """The id in one form; None for other sites, and for ids that stand for none (`tmdb://0`, `imdb://tt0000000`).

    >>> external_id("themoviedb://0603?lang=de")
    'tmdb://603'
    """
    match = _EXTERNAL_ID.match(text.strip().lower())
    return _of(match[1], match[2]) if match else None


def id_in_guid(guid: str) -> str | None:
    """The id in the guid of a legacy, HAMA or NFO agent; None where there is none, as in `plex://movie/5d77…`.

    >>> id_in_guid("com.plexapp.agents.hama://tvdb2-268592?lang=en")
    'tvdb://268592'
    """
    guid = guid.strip().lower()
    if guid.startswith("plex://"):
        return None
    for form in (_LEGACY, _HAMA, _NFO):
        if match := form.match(guid):
            return _of(match[1], match[2])
    if match := _OLD_NFO.match(guid):
        return _of("tvdb" if match["series"] else "imdb", match[2] or match[3] or match[4])
    return None


def guid_identity(guid: str) -> str | None:
    """The part of a guid that only copies of one title share, without the language.

    None where it names no title, or a title at another site: then `id_in_guid` has its id.
    """
    identity = _LANGUAGE.sub("", guid.strip())
    if identity.startswith("plex://"):
        return None if _EMPTY.match(identity) else identity
    lower = identity.lower()
    named_elsewhere = any(form.match(lower) for form in (_LEGACY, _HAMA, _NFO, _OLD_NFO, _UNMATCHED, _EMPTY))
    return None if named_elsewhere else identity


def _of(source: str, value: str) -> str | None:
    source = _SPELLINGS.get(source, source)
    if source == "imdb":
        match = _IMDB.fullmatch(value)
        return f"imdb://tt{int(match[1]):07}" if match and int(match[1]) else None
    if source not in SOURCES or not _NUMBER.fullmatch(value) or not int(value):
        return None
    return f"{source}://{int(value)}"
