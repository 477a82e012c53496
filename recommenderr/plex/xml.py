"""Mends XML that a server built from titles with control characters in them."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from plexapi.utils import parseXMLString

_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")


def parsed(text: str) -> Element | None:
    """The root element, control characters removed whether they came raw or as `&#11;`; None for an empty text.

    plexapi removes the raw ones alone.

    Raises:
        xml.etree.ElementTree.ParseError: it is still not XML.
    """
    root: Element | None = parseXMLString(_REFERENCE.sub(_legal_reference, text))
    return root


def _legal_reference(found: re.Match[str]) -> str:
    code = int(found.group(1), 16) if found.group(1) else int(found.group(2))
    return found.group(0) if _is_legal(code) else ""


def _is_legal(code: int) -> bool:
    """Whether XML 1.0 allows the character: https://www.w3.org/TR/xml/#charsets."""
    return code in {0x9, 0xA, 0xD} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
