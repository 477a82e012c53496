"""Reads the attributes of Plex's XML, where any of them may be missing, empty or absurd."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from recommenderr.errors import UsageError

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
    """The text without control characters, which XML allows in part, and which a terminal or a log would obey."""
    return (value if value.isprintable() else value.translate(_IN_ONE_LINE)).strip()


def lines(element: Element, name: str) -> str:
    """The attribute with its line breaks; empty where it is missing."""
    value = element.get(name) or ""
    return (value if value.isprintable() else value.translate(_IN_LINES)).strip()


LARGEST = 2**53
"""Whole numbers from here on are no year, time or count, and a database could not hold the largest."""


def whole(element: Element, name: str) -> int | None:
    """The attribute as a whole number; None where it is none, or none that anything here could hold."""
    sent = element.get(name)
    if not sent:
        return None
    try:
        value = int(sent)
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


def moment(element: Element, name: str) -> datetime | None:
    """The attribute's epoch seconds as a time; None where it is missing, 0, or outside the calendar."""
    seconds = whole(element, name)
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
    found = _METADATA_PATH.match(path or "")
    return found.group(1) if found else None


def checked_id(value: str) -> str:
    """The id, safe to stand in a path.

    Raises:
        UsageError: it is not digits.
    """
    if plex_id(value) is None:
        raise UsageError(f"{value!r} is not an id of Plex, which is digits alone. Take one from `recommend`.")
    return value
