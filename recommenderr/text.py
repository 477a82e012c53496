"""How two texts are compared by name: case, width and spaces make no difference."""

from __future__ import annotations

import unicodedata


def normalize_name(text: str) -> str:
    """The text as it is compared: compatibility forms unified, case folded, runs of spaces made one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
