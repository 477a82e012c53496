"""The container's health check: it reports each of the three parts that can fail."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from recommenderr.store import meta, refreshes
from recommenderr.store.connection import open_store
from recommenderr.store.sql import to_epoch
from tests.loopback import answering

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent


class Page(HTTPServer):
    """A dashboard whose answer the test sets."""

    body = b"ok"
    path: str = ""


class _Answer(BaseHTTPRequestHandler):
    server: Page

    def do_GET(self) -> None:
        self.server.path = self.path
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing."""


@pytest.fixture
def page() -> Iterator[Page]:
    with answering(Page(("127.0.0.1", 0), _Answer)) as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a fresh heartbeat of the sidecar."""
    path = tmp_path / "store.db"
    with open_store(path) as conn:
        refreshes.write_heartbeat(conn, datetime.now(UTC))
    return path


def check(page: Page, store: Path, **environ: str) -> tuple[int, str]:
    """The exit status and the output of the check."""
    ids = {"PUID": str(os.geteuid()), "PGID": str(os.getegid()), "PYTHONPATH": str(ROOT)}
    settings = {"PORT": str(page.server_port), "DB_PATH": str(store), "ART_DIR": str(store.parent)}
    ran = subprocess.run(
        [sys.executable, ROOT / "docker" / "health.py"],
        env={"PATH": os.environ["PATH"], **ids, **settings, **environ},
        cwd=store.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, (ran.stdout + ran.stderr).strip()


def test_it_is_healthy_if_all_three_are(page: Page, store: Path) -> None:
    assert check(page, store) == (0, "healthy")
    assert page.path == "/_stcore/health"


def test_the_page_is_requested_below_its_base_path(page: Page, store: Path) -> None:
    assert check(page, store, STREAMLIT_SERVER_BASE_URL_PATH="/films/") == (0, "healthy")
    assert page.path == "/films/_stcore/health"


def test_a_page_with_another_answer_is_not_the_dashboard(page: Page, store: Path) -> None:
    page.body = b"<title>another program</title>"
    status, output = check(page, store)
    assert (status, "does not answer ok" in output) == (1, True)


def test_a_page_that_does_not_answer_is_reported(page: Page, store: Path) -> None:
    page.server_close()
    status, output = check(page, store)
    assert (status, "the dashboard does not answer at http://127.0.0.1:" in output) == (1, True)


def _silent(store: Path) -> None:
    with open_store(store) as conn:
        meta.put(conn, "heartbeat", json.dumps([to_epoch(datetime.now(UTC)) - 61, to_epoch(datetime.now(UTC))]))


def _never(store: Path) -> None:
    with open_store(store) as conn:
        conn.execute("DELETE FROM meta WHERE key = 'heartbeat'")


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (_silent, r"the sidecar's last heartbeat is 6\d s old"),
        (_never, "the sidecar has had no heartbeat yet"),
        (lambda store: store.write_bytes(b"no database" * 1000), "store.db is not a database"),
        (lambda store: store.unlink(), "There is no database at .*store.db"),
    ],
    ids=["the sidecar is silent", "it never spoke", "the store is damaged", "there is no store"],
)
def test_the_failing_part_is_named(page: Page, store: Path, broken: Callable[[Path], object], message: str) -> None:
    broken(store)
    status, output = check(page, store)
    assert (status, bool(re.search(message, output))) == (1, True), output
