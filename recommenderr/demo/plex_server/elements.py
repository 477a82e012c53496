"""Writes Plex's XML: elements with attributes, and the container around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from recommenderr.demo.people import DemoAccount

Row = TypeVar("Row")
_SPECIAL = re.compile(r'[&<>"\n]')
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


class RefusalError(Exception):
    """The server refuses: it answers with this status and an HTML page instead of XML."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True, slots=True)
class Query:
    """One request: the person who asks, the parameters, the requested page, and how the server pages.

    `size` is None if no page was requested. `page_cap` is the largest number of rows in one answer.
    """

    account: DemoAccount
    params: Mapping[str, str] = field(default_factory=dict)
    start: int = 0
    size: int | None = None
    page_cap: int | None = None
    tells_total: bool = True
    filters_time: bool = True

    def excludes(self, element: str) -> bool:
        """Whether the request asks to omit this child element."""
        return element in self.params.get("excludeElements", "").split(",")

    def owner_only(self) -> None:
        """Raises a RefusalError for everyone except the server's owner."""
        if not self.account.is_owner:
            raise RefusalError(403, "Forbidden")

    @property
    def with_guids(self) -> bool:
        """Whether the request asks for `Guid` children."""
        return self.params.get("includeGuids") == "1"


def escaped(text: str) -> str:
    """The text escaped for an attribute value."""
    if not _SPECIAL.search(text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\n", "&#10;")


def element(name: str, attributes: Mapping[str, object], children: str = "") -> str:
    """One element; attributes that are None are omitted, and booleans become 1 and 0."""
    written = [
        f' {key}="{escaped(value)}"' if type(value) is str else f' {key}="{_number(value)}"'
        for key, value in attributes.items()
        if value is not None
    ]
    start = f"<{name}{''.join(written)}"
    return f"{start}>\n{children}</{name}>\n" if children else f"{start} />\n"


def _number(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def container(attributes: Mapping[str, object], children: Iterable[str]) -> str:
    """A complete answer: the declaration and a `MediaContainer`."""
    return DECLARATION + element("MediaContainer", attributes, "".join(children) or "\n")


def page(rows: Sequence[Row], query: Query) -> tuple[Sequence[Row], dict[str, object]]:
    """The rows of the requested page, and the container's attributes `size`, `totalSize` and `offset`."""
    limits = [limit for limit in (query.size, query.page_cap) if limit is not None]
    if not limits:
        return rows, {"size": len(rows)}
    page_rows = rows[query.start : query.start + min(limits)]
    total = {"totalSize": len(rows)} if query.tells_total else {}
    return page_rows, {"size": len(page_rows), **total, "offset": query.start}
