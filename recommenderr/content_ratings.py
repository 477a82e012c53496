"""Content ratings of several countries as the age they are meant for, so that "up to" can be asked of them."""

from __future__ import annotations

import re

_AGES = {
    "g": 0, "pg": 8, "pg-13": 13, "r": 17, "nc-17": 18, "x": 18,
    "tv-y": 0, "tv-y7": 7, "tv-y7-fv": 7, "tv-g": 0, "tv-pg": 8, "tv-14": 14, "tv-ma": 17,
    "u": 0, "uc": 0, "12a": 12, "r18": 18, "m": 15, "ma15+": 15, "ma 15+": 15, "r18+": 18, "approved": 8, "passed": 8,
}  # fmt: skip
_COUNTRY = re.compile(r"^[a-z]{2}/")
_NUMBER = re.compile(r"^(?:fsk ?|pegi ?|-)?(\d{1,2})\+?$")


def age_of(content_rating: str) -> int | None:
    """The age a content rating is meant for, in years; None where it says nothing ("NR", "", an unknown word).

    Plex writes ratings of other countries with their code in front, such as `gb/12A` or `de/16`.
    """
    word = _COUNTRY.sub("", content_rating.strip().lower())
    if word in _AGES:
        return _AGES[word]
    match = _NUMBER.match(word)
    return int(match[1]) if match and int(match[1]) <= 21 else None
