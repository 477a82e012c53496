"""Parses Plex's XML: removes illegal control characters, and reads attributes that may be missing, empty or absurd."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
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


_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
_IN_LINES = {code: what for code, what in _CONTROLS.items() if chr(code) not in "\t\n"}
_IN_ONE_LINE = _CONTROLS | dict.fromkeys(map(ord, "\t\n\r"), " ")


def text(element: Element, name: str) -> str:
    """The attribute on one line, without surrounding blanks; empty where it is missing."""
    value = element.get(name)
    return one_line(value) if value else ""


def one_line(value: str) -> str:
    """The text without control characters, some of which XML allows and a terminal or a log would obey."""
    return (value if value.isprintable() else value.translate(_IN_ONE_LINE)).strip()


def multiline_text(element: Element, name: str) -> str:
    """The attribute with its line breaks; empty where it is missing."""
    value = element.get(name) or ""
    return (value if value.isprintable() else value.translate(_IN_LINES)).strip()


LARGEST = 2**53
"""Integers from here on are no year, time or count, and a database could not store the largest."""


def integer(element: Element, name: str) -> int | None:
    """The attribute as an integer; None where it is not one, or too large."""
    attribute = element.get(name)
    if not attribute:
        return None
    try:
        value = int(attribute)
    except ValueError:
        return None
    return value if abs(value) < LARGEST else None


def decimal(element: Element, name: str) -> float | None:
    """The attribute as a finite number; None where it is none."""
    try:
        value = float(element.get(name) or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def timestamp(element: Element, name: str) -> datetime | None:
    """The attribute's epoch seconds as a time; None where it is missing, 0, or outside the calendar."""
    seconds = integer(element, name)
    if seconds is None or seconds <= 0:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


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
