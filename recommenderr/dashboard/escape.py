"""Text that comes from Plex, or that anyone typed, for Streamlit's labels and messages, which read Markdown."""

from __future__ import annotations

import re

_ARROWS = re.compile(r"(?<=<)(?=-)|(?<=-)(?=[->])")
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@/])")


def plain(text: str) -> str:
    """The text with every mark of Markdown shown as itself; line breaks become spaces.

    An invisible mark (a word joiner) keeps `<-`, `->` and `--` from becoming arrows and dashes.
    """
    apart = _ARROWS.sub("\u2060", " ".join(text.split()))
    return _MARKS.sub(r"\\\1", apart)
