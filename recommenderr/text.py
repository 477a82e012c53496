"""One way to compare names, to say durations, and to label titles."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

TYPE_NAMES = {"movie": "film", "show": "series"}
TYPE_PLURALS = {"movie": "films", "show": "series"}
"""What readers call the two types of a title."""

_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("‘’‚‛′´`ʼʹ＇", "'")
    | dict.fromkeys("“”„‟″«»‹›", '"')
    | dict.fromkeys("‐‑‒–—―−·", "-")
    | {"&": " and ", "⁄": "/", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}
)
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def normalize_name(text: str) -> str:
    """The form in which names are compared: of titles, people, libraries, genres and presets.

    Case, accents, full-width and superscript characters, runs of spaces, typographic quotes and dashes, `&` for `and`,
    and invisible characters make no difference. Marks that make another letter in scripts other than Latin, Greek and
    Cyrillic stay.

    >>> normalize_name("  Tom  &  JERRY’s Café ³ ")
    "tom and jerry's cafe 3"
    """
    if text.isascii():
        return " ".join(text.lower().translate(_TYPOGRAPHY).split())
    normalized = _normalized_once(text)
    while (again := _normalized_once(normalized)) != normalized:  # removing a mark can let its neighbours combine
        normalized = again
    return normalized


def _normalized_once(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY).casefold())
    plain = "".join(
        letter for letter in decomposed.translate(_ACCENTS) if letter.isascii() or unicodedata.category(letter) != "Cf"
    )
    return unicodedata.normalize("NFKC", " ".join(plain.translate(_TYPOGRAPHY).split()))


_NO_WORD = re.compile(r"[\W_]+")
_ROMAN = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"x": 10, "ix": 9, "v": 5, "iv": 4, "i": 1}


def search_key(text: str) -> str:
    """The form in which names are searched: normalized, without punctuation, Roman numerals as numbers.

    The first word stays as it is, and an `I` in the middle. A name without a letter stays as it is.

    >>> search_key("Rocky II"), search_key("Alien³ & I, Robot!")
    ('rocky 2', 'alien3 and i robot')
    """
    name = normalize_name(text)
    first, *rest = _NO_WORD.sub(" ", name).split() or [name]
    last = len(rest) - 1
    return " ".join([first, *(_number(word) if word != "i" or at == last else word for at, word in enumerate(rest))])


def _number(word: str) -> str:
    if not _ROMAN.fullmatch(word):
        return word
    return str(sum(_ROMAN_VALUES[part] for part in re.findall("x|ix|iv|v|i", word)))


def same_spelling(name: str, typed: str) -> bool:
    """Whether two names differ in case and spaces at most: decides between names that normalize to the same."""
    return name.casefold().split() == typed.casefold().split()


def duration(seconds: float) -> str:
    """`8 s`, `3 min`, `1 h 20 min`."""
    if seconds < 59.5:
        return f"{max(seconds, 0):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def runtime(minutes: float | None) -> str:
    """`1 h 47 min`, `2 h`, `47 min`; empty where it is not known."""
    if minutes is None:
        return ""
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def ago(moment: datetime, now: datetime) -> str:
    """`a moment ago`, `12 minutes ago`, `3 days ago`; a moment to come counts as now."""
    seconds = (now - moment).total_seconds()
    for unit_s, unit in _UNITS:
        if seconds >= unit_s:
            return f"{_counted(int(seconds // unit_s), unit)} ago"
    return "a moment ago"


def ahead(moment: datetime, now: datetime) -> str:
    """`in 12 minutes`; a moment that has come is `any moment now`."""
    seconds = (moment - now).total_seconds()
    for unit_s, unit in _UNITS:
        if seconds >= unit_s:
            return f"in {_counted(round(seconds / unit_s), unit)}"
    return "in less than a minute" if seconds > 5 else "any moment now"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


def title_label(title: str, year: int | None) -> str:
    """`Dune (2021)`: a title as it is called where two may have the same name; without a year, the name alone."""
    return f"{title} ({year})" if year else title
