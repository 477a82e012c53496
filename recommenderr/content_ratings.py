"""Content ratings of many countries as the age each is meant for, so that an age limit can be applied to all of them.

Plex writes a rating of another country with the country's code in front (`gb/12A`); agents and other tools write
`UK: 12A`, `FSK-16`, `Ab 16 Jahren` or a bare `16`. A word that means different things in different countries, such as
`A`, counts only behind its country.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

OLDEST_AGE = 21
"""No country rates for a later age; a larger number is something else, such as a year."""

_ANYWHERE: Mapping[str, int] = {
    # Motion Picture Association (USA), also as it was written in earlier decades, and the US TV guidelines.
    "g": 0, "pg": 8, "r": 17, "nc-17": 18, "nc17": 18, "x": 18, "xxx": 18, "gp": 8, "m/pg": 8,
    "approved": 8, "passed": 8,
    "tv-y": 0, "tv-y7": 7, "tv-g": 0, "tv-pg": 8, "tv-14": 14, "tv-ma": 17,
    # Words that say the same wherever they are used.
    "u": 0, "uc": 0, "universal": 0, "all": 0, "all ages": 0, "general": 0, "tous publics": 0, "tout public": 0,
    "atp": 0, "apta": 0, "livre": 0, "alle": 0, "al": 0, "btl": 0, "tp": 0, "family": 0, "m": 15,
    "mature": 17, "adult": 18, "adults only": 18, "ao": 18,
}  # fmt: skip

_BY_COUNTRY: Mapping[str, Mapping[str, int]] = {
    "ae": {"g": 0, "pg": 8},
    "ar": {"atp": 0, "atp/r": 8, "c": 18, "x": 18},
    "au": {"p": 0, "c": 5, "e": 0, "ctc": 15, "m": 15},
    "be": {"al": 0, "kt": 0, "kt/ea": 0, "ea": 0, "knt": 16, "knt/ena": 16, "ena": 16},
    "bg": {"a": 0, "b": 0, "c": 12, "d": 16, "x": 18},
    "br": {"l": 0, "al": 0, "er": 0},
    "ca": {"e": 0, "c": 0, "c8": 8, "g": 0, "pg": 8, "r": 18, "a": 18, "aa": 14},
    "cl": {"te": 0, "tev": 0},
    "co": {"t": 0, "x": 18},
    "cz": {"u": 0, "p": 0, "pg": 8},
    "dk": {"a": 0, "f": 0},
    "ee": {"pere": 0, "l": 0, "pg": 8},
    "es": {"a": 0, "ai": 0, "eri": 0, "tp": 0, "x": 18},
    "fi": {"s": 0, "t": 0},
    "fr": {"u": 0, "tp": 0, "x": 18},
    "gr": {"k": 0},
    "hk": {"i": 0, "iia": 12, "iib": 15, "iii": 18},
    "hu": {"kn": 0, "x": 18},
    "id": {"su": 0, "a": 0, "p": 0, "r": 13, "d": 17},
    "in": {"u": 0, "ua": 12, "u/a": 12, "a": 18, "s": 18},
    "is": {"l": 0},
    "it": {"t": 0, "ba": 6},
    "kr": {"all": 0, "전체관람가": 0, "restricted": 19, "restricted screening": 19, "청소년관람불가": 19},
    "lt": {"v": 0},
    "mx": {"aa": 0, "a": 0, "b": 12, "c": 18, "d": 18},
    "my": {"u": 0, "p": 8},
    "nl": {"al": 0, "mga": 0},
    "no": {"a": 0, "al": 0},
    "nz": {"g": 0, "pg": 8, "m": 16, "r": 18},
    "ph": {"g": 0, "pg": 8, "spg": 16, "x": 18},
    "pt": {"a": 0, "p": 18},
    "ro": {"ag": 0, "ap": 12},
    "sg": {"g": 0, "pg": 8},
    "th": {"g": 0, "p": 0},
    "tr": {"g": 0, "genel izleyici": 0},
    "tw": {"g": 0, "p": 6, "pg": 12, "r": 18, "普遍級": 0, "保護級": 6, "輔導級": 12, "限制級": 18},
    "za": {"a": 0, "all": 0, "pg": 8, "x": 18, "xx": 18},
}  # fmt: skip

_COUNTRY_NAMES: Mapping[str, str] = {
    "argentina": "ar", "australia": "au", "austria": "at", "belgium": "be", "brazil": "br", "bulgaria": "bg",
    "canada": "ca", "chile": "cl", "colombia": "co", "czech republic": "cz", "czechia": "cz", "denmark": "dk",
    "estonia": "ee", "finland": "fi", "france": "fr", "germany": "de", "greece": "gr", "hong kong": "hk",
    "hungary": "hu", "iceland": "is", "india": "in", "indonesia": "id", "ireland": "ie", "italy": "it", "japan": "jp",
    "lithuania": "lt", "malaysia": "my", "mexico": "mx", "netherlands": "nl", "new zealand": "nz", "norway": "no",
    "philippines": "ph", "poland": "pl", "portugal": "pt", "romania": "ro", "russia": "ru", "singapore": "sg",
    "south africa": "za", "south korea": "kr", "spain": "es", "sweden": "se", "switzerland": "ch", "taiwan": "tw",
    "thailand": "th", "turkey": "tr", "uk": "gb", "united kingdom": "gb", "united states": "us", "usa": "us",
}  # fmt: skip

_WITH_COUNTRY = re.compile(r"^(?P<country>[a-z]{2}|[a-z][a-z ]+(?=:))\s*[/:]\s*(?P<word>.+)$")
_TV_DESCRIPTORS = re.compile(r"^(tv-(?:y7|y|g|pg|14|ma))-[dlsvf]+$")
_PREFIX = (
    r"fsk|usk|pegi|csm|bbfc|vm|mg|nc|pg|rp|sam|te|ap|im|ms|ma|av|ua|u/a|[abcdklmnprx]"  # FSK-16, NC16, U/A 16+, K-7
)
_AGE = re.compile(
    rf"^(?:(?:{_PREFIX})\s*[-/+]?\s*|[-+<>]=?\s*)?(?P<age>\d{{1,2}})\s*(?:\+|[a-z]|sg|sx|pa|pl|tc|pg|plus)?$"
)
_BEFORE = (
    r"(?:(?:fsk |freigegeben )?ab|ages?|aged|from|over|under|dès|des|(?:interdit aux )?moins de|mayores de"
    r"|no recomendada para menores de|vanaf|från|fra|od|dai|a partir de|não recomendado para menores de)?"
)
_AFTER = (
    r"(?:jahren?|years?(?: and (?:up|over))?|and (?:up|over)|yrs?|ans|años|anos|anni|jaar|år|lat|let|세이상관람가)?"
)
_AGE_IN_WORDS = re.compile(rf"^{_BEFORE}\s*(?P<age>\d{{1,2}})\s*\+?\s*{_AFTER}$")


def folded(content_rating: str) -> str:
    """The rating as it is compared: in lower case, with single spaces."""
    return " ".join(content_rating.casefold().split())


@lru_cache(maxsize=4096)
def age_of(content_rating: str) -> int | None:
    """The age in years that a content rating is meant for; None where it says nothing ("NR", "", an unknown word).

    A rating behind a country is read by that country's rules first and as a word of any country after that.
    """
    word = folded(content_rating)
    country = ""
    if word not in _ANYWHERE and (match := _WITH_COUNTRY.match(word)):
        country, rest = match["country"], match["word"]
        country = _COUNTRY_NAMES.get(country, country)
        if len(country) == 2 and not _is_rating_letter(country, rest):
            word = rest
    for words in (_BY_COUNTRY.get(country, {}), _ANYWHERE):
        if word in words:
            return words[word]
    word = _TV_DESCRIPTORS.sub(r"\1", word)
    return _ANYWHERE[word] if word in _ANYWHERE else _age_in(word)


def _is_rating_letter(country: str, rest: str) -> bool:
    """Whether two letters before a slash are no country but the first half of a rating, as in India's `UA/16`."""
    return country == "ua" and rest[:1].isdigit()


def _age_in(word: str) -> int | None:
    """The age that a rating spells out, such as `FSK-16`, `M/12` or `Ab 6 Jahren`."""
    match = _AGE.match(word) or _AGE_IN_WORDS.match(word)
    if match is None:
        return None
    age = int(match["age"])
    return age if age <= OLDEST_AGE else None
