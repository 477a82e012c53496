"""Text that comes from Plex, or from anybody who types, made to show as itself."""

from __future__ import annotations

import re
from html import escape

_ARROWS = re.compile(r"(?<=<)(?=-)|(?<=-)(?=[->])")
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@/])")


def html(text: object) -> str:
    """For HTML, in text and in attributes."""
    return escape(str(text), quote=True)


def attribute(text: object) -> str:
    """For an attribute that must survive the page's cleaning, which drops one that could end a tag or a comment.

    An invisible mark (a word joiner) within `</`, `->` and `]>` keeps it, and the text still reads as itself.
    """
    return html(re.sub(r"(?<=<)(?=/)|(?<=[-!\]])(?=>)", "\u2060", str(text)))


def plain(text: str) -> str:
    """For Streamlit's labels and messages, which read Markdown: every mark shows as itself, line breaks are spaces.

    An invisible mark (a word joiner) keeps `<-`, `->` and `--` from becoming arrows and dashes.
    """
    apart = _ARROWS.sub("\u2060", " ".join(text.split()))
    return _MARKS.sub(r"\\\1", apart)


def runtime(minutes: float | None) -> str:
    """`1 h 47 min`; empty where it is not known."""
    if minutes is None:
        return ""
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def sentence(text: str) -> str:
    """For HTML, with what stands between backticks set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html(text))
