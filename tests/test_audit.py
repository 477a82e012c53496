"""`make lint` reports a vulnerable package in the lock and a secret in a file."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from scripts import audit as of_the_project
from tests.loopback import answering

pytestmark = pytest.mark.slow

WEAK, SOUND = "weak-package", "sound-package"
WEAKNESS = {"id": "PYSEC-2026-1", "summary": "It lets anybody in.", "affected": []}
LOCK = "".join(f"{name}==1.0 --hash=sha256:{'0' * 64}\n" for name in (WEAK, SOUND))


class _Advisories(BaseHTTPRequestHandler):
    """An OSV service that knows one advisory."""

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        report = {"vulns": [WEAKNESS]} if query["package"]["name"] == WEAK else {}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(report).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing."""


@pytest.fixture
def advisories(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    with answering(HTTPServer(("127.0.0.1", 0), _Advisories)) as server:
        monkeypatch.setenv("PIP_AUDIT_VULNERABILITY_SERVICE", "osv")
        monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"http://127.0.0.1:{server.server_port}/")
        yield server


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The audit, in a project of its own."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "--quiet"], check=True)
    return of_the_project


def test_a_vulnerable_package_in_the_lock_is_reported(
    audit: ModuleType, advisories: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("requirements.txt").write_text(LOCK)
    assert audit.weaknesses() == 1
    assert capsys.readouterr().out.splitlines() == [
        "weak-package 1.0 has PYSEC-2026-1: take a newer version (make lock UPGRADE=--upgrade).",
        "Known weaknesses: 1 in 2 packages.",
    ]
    Path("requirements.txt").write_text(LOCK.splitlines()[1])
    assert audit.weaknesses() == 0
    assert capsys.readouterr().out == "Known weaknesses: 0 in 1 packages.\n"


def test_a_service_that_does_not_answer_is_reported(
    audit: ModuleType, advisories: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    advisories.socket.close()
    Path("requirements.txt").write_text(LOCK)
    assert audit.weaknesses() == 0
    assert capsys.readouterr().out.startswith("Known weaknesses: LEFT OUT, because the advisory service does not")


def test_an_unreadable_lock_is_not_mistaken_for_a_silent_service(
    audit: ModuleType, advisories: HTTPServer, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("requirements.txt").write_text(f"{WEAK}==1.0\n")
    assert audit.weaknesses() == 1
    assert "requirements.txt" in capsys.readouterr().out


# In two parts each, so that the audit of this project does not find them here.
SECRETS = {
    "cloud.py": "AWS_KEY = '" + "AKIA" + "3XK7PQ2MZT5WLC9D'\n",
    "key.pem": "-----BEGIN " + "RSA PRIVATE KEY-----\n",
    "compose.yml": "      PLEX_TOKEN: " + "xR7-vQ2sLk9Zp4Tn8HbY\n",
    "address.py": 'thumb = "/library?X-Plex-Tok' + 'en=xR7-vQ2sLk9Zp4Tn8HbY&width=10"\n',
    "answer.json": '{"authToken": ' + '"xR7-vQ2sLk9Zp4Tn8HbY"}\n',
}


def test_secrets_in_tracked_files_are_found(audit: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    Path("harmless.py").write_text("PLEX_TOKEN: str = environ['PLEX_TOKEN_OF_THE_OWNER_1']\n")
    subprocess.run(["git", "add", "harmless.py"], check=True)
    assert audit.secrets(accept=True) == 0
    for name, text in SECRETS.items():
        Path(name).write_text(text)
    assert audit.secrets(accept=False) == 0, "git does not track them"
    subprocess.run(["git", "add", "."], check=True)
    capfd.readouterr()
    assert audit.secrets(accept=False) == 1
    output = capfd.readouterr().out
    assert [name for name in SECRETS if f"{name}:1" not in output] == []
    assert "harmless.py" not in output
