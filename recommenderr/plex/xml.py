"""Parses Plex's XML: removes illegal control characters, and reads attributes that may be missing, empty or absurd."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

from plexapi.utils import parseXMLString

from recommenderr.errors import UsageError

_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")


def parsed(text: str) -> Element | None:
    """The root element, control characters removed whether they came raw or as `&#11;`; None for an empty text.

    plexapi removes the raw ones alone.

    Raises:
        xml.etree.ElementTree.ParseError: it is still not XML.
    """
    root: Element | None = parseXMLString(_REFERENCE.sub(_legal_reference, text))
    return root


def _legal_reference(match: re.Match[str]) -> str:
    code = int(match.group(1), 16) if match.group(1) else int(match.group(2))
    return match.group(0) if _is_legal(code) else ""


def _is_legal(code: int) -> bool:
    """Whether XML 1.0 allows the character: https://www.w3.org/TR/xml/#charsets."""
    return code in {0x9, 0xA, 0xD} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


_METADATA_PATH = re.compile(r"^/library/metadata/([0-9]{1,18})(?:/|$)")
_ID = re.compile(r"[0-9]{1,18}")


_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *_BIDI))
_IN_LINES = {code: what for code, what in _CONTROLS.items() if chr(code) not in "\t\n"}
_IN_ONE_LINE = _CONTROLS | dict.fromkeys(map(ord, "\t\n\r"), " ")


def text(element: Element, name: str) -> str:
    """The attribute on one line, without surrounding blanks; empty where it is missing."""
    value = element.get(name)
    return one_line(value) if value else ""


def is_blank(value: str) -> bool:
    """Whether nothing of a text can be seen: it is empty, or blanks and invisible characters."""
    return not any(letter.isprintable() and not letter.isspace() for letter in value)


def name(element: Element, item_id: str) -> str:
    """The title of a film or series, or what stands for it where it has none that can be seen."""
    names = (text(element, attribute) for attribute in ("title", "originalTitle", "titleSort"))
    kind = "series" if element.get("type") == "show" else "film"
    return next((candidate for candidate in names if not is_blank(candidate)), f"Untitled {kind} {item_id}")


def one_line(value: str) -> str:
    """The text without what a terminal, a log or a page would obey: control and bidirectional override characters."""
    value = unescaped(value)
    return (value if value.isprintable() else value.translate(_IN_ONE_LINE)).strip()


def multiline_text(element: Element, name: str) -> str:
    """The attribute with its line breaks; empty where it is missing."""
    value = unescaped(element.get(name) or "")
    return (value if value.isprintable() else value.translate(_IN_LINES)).strip()


_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def unescaped(value: str) -> str:
    """The text without the escapes of an agent that escaped it once too often: `&amp;amp;` becomes `&amp;`."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), value) if "&" in value else value


LARGEST = 2**53
"""Integers from here on are no id and no count, and a database could not store the largest."""

MAX_COUNT = 10**9
END_OF_TIME_S = 4_102_444_800
"""The first second of 2100, from which on no time is one. A time near the year 9999 has no local time everywhere."""

RANGES: Mapping[str, tuple[float, float]] = {
    "year": (1800, 2200),
    "duration": (1, 100 * 86_400_000),
    **dict.fromkeys(("viewCount", "viewedLeafCount", "leafCount", "totalSize", "size"), (0, MAX_COUNT)),
    **dict.fromkeys(("index", "parentIndex"), (0, MAX_COUNT)),
    **dict.fromkeys(("viewedAt", "lastViewedAt", "lastRatedAt", "addedAt", "updatedAt"), (1, END_OF_TIME_S - 1)),
    **dict.fromkeys(("rating", "audienceRating", "userRating", "value"), (0, 10)),
}
"""The least and the largest value that an attribute can have. One outside counts as not given."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]*)?")


def integer(element: Element, name: str) -> int | None:
    """The attribute as an integer; None where it is not one, negative, or outside its range."""
    attribute = element.get(name) or ""
    low, high = RANGES.get(name, (0, LARGEST - 1))
    return value if _INTEGER.fullmatch(attribute) and low <= (value := int(attribute)) <= high else None


def decimal(element: Element, name: str) -> float | None:
    """The attribute as a number; None where it is not one, negative, or outside its range."""
    attribute = element.get(name) or ""
    low, high = RANGES.get(name, (0, LARGEST - 1))
    return value if _DECIMAL.fullmatch(attribute) and low <= (value := float(attribute)) <= high else None


def timestamp(element: Element, name: str) -> datetime | None:
    """The attribute's epoch seconds as a time; None where it is missing, 0, or from 2100 on."""
    return time_of(integer(element, name))


def time_of(seconds: int | None) -> datetime | None:
    """The time of these epoch seconds; None where they are missing, 0 or less, or from 2100 on."""
    return datetime.fromtimestamp(seconds, UTC) if seconds and 0 < seconds < END_OF_TIME_S else None


def calendar_date(element: Element, name: str) -> date | None:
    """The attribute as a day such as `1995-12-15`; None where it is missing or no day between 1800 and 2200."""
    try:
        day = date.fromisoformat((element.get(name) or "")[:10])
    except ValueError:
        return None
    return day if 1800 <= day.year <= 2200 else None


def plex_id(value: str | None) -> str | None:
    """An item's or a library's id, which is digits and nothing else; None for anything that is not one."""
    return value if value is not None and _ID.fullmatch(value) else None


def id_in_path(path: str | None) -> str | None:
    """`871` of `/library/metadata/871/children`; None where the path names no item."""
    match = _METADATA_PATH.match(path or "")
    return match.group(1) if match else None


def checked_id(value: str) -> str:
    """The id, safe to stand in a path.

    Raises:
        UsageError: it is not digits.
    """
    if plex_id(value) is None:
        raise UsageError(f"{value!r} is not an id of Plex, which is digits alone. Take one from `recommend`.")
    return value
