"""Exits with 0 if the page answers, the sidecar's heartbeat is recent and the store opens; otherwise prints why not."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime

from recommenderr.errors import RecommenderrError
from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store

HEARTBEAT_MAX_AGE_S = 60
TIMEOUT_S = 5


def page() -> str | None:
    """What is wrong with the dashboard, or None. Unknown paths answer 200 too, so the body is checked."""
    base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8501')}/{base + '/' if base else ''}_stcore/health"
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:
            body = answer.read(100)
    except (urllib.error.URLError, OSError) as err:
        return f"the dashboard does not answer at {address} ({err})"
    return None if body == b"ok" else f"{address} does not answer ok"


def sidecar(settings: Settings) -> str | None:
    """What is wrong with the store or the sidecar, or None."""
    try:
        with open_store(settings.db_path, read_only=True) as conn:
            beat = refreshes.heartbeat(conn)
    except RecommenderrError as err:
        return str(err)
    if beat is None:
        return "the sidecar has had no heartbeat yet"
    age_s = (datetime.now(UTC) - beat[0]).total_seconds()
    return None if age_s <= HEARTBEAT_MAX_AGE_S else f"the sidecar's last heartbeat is {age_s:.0f} s old"


def become_user() -> None:
    """Gives up root, as the entrypoint does, so that files opened here never belong to root."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(int(os.environ.get("PGID") or 1000))
        os.setuid(int(os.environ.get("PUID") or 1000))


def main() -> int:
    """Runs both checks, and returns the exit status for the container engine: 0 healthy, 1 unhealthy."""
    become_user()
    try:
        faults = [fault for fault in (page(), sidecar(Settings.load())) if fault]
    except RecommenderrError as err:
        faults = [str(err)]
    print("; ".join(faults) or "healthy", file=sys.stderr if faults else sys.stdout)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
