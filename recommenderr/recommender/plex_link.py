"""The address under which Plex's own web app shows a title."""

from __future__ import annotations

from urllib.parse import quote


def plex_link(machine_id: str, item_id: str) -> str:
    """Opens the title in Plex, at the server with this machine identifier."""
    key = quote(f"/library/metadata/{item_id}", safe="")
    return f"https://app.plex.tv/desktop/#!/server/{quote(machine_id, safe='')}/details?key={key}"
