from __future__ import annotations

import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from configparser import RawConfigParser
from pathlib import Path
from typing import ClassVar

import pytest

from recommenderr.errors import SettingsError
from recommenderr.supervise import CONFIGURATION, Address, check_free, read_address

ROOT = Path(__file__).parent.parent


def test_the_dashboard_listens_on_this_machine_alone_unless_told_otherwise() -> None:
    assert read_address({}) == Address("127.0.0.1", 8501)
    assert read_address({"PORT": " 9000 ", "LISTEN": "0.0.0.0"}) == Address("0.0.0.0", 9000)
    assert read_address({"PORT": "", "LISTEN": ""}) == Address("127.0.0.1", 8501)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(SettingsError, match="PORT is"):
        read_address({"PORT": port})


@pytest.mark.parametrize("host", ["a b", "%(here)s", "x;y"])
def test_an_address_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="LISTEN is"):
        read_address({"LISTEN": host})


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address("127.0.0.1", 8501), "http://localhost:8501"),
        (Address("0.0.0.0", 80), "http://localhost:80"),
        (Address("::", 8501), "http://localhost:8501"),
        (Address("192.168.1.5", 8501), "http://192.168.1.5:8501"),
        (Address("fd00::1", 8501), "http://[fd00::1]:8501"),
    ],
)
def test_the_address_to_open(address: Address, url: str) -> None:
    assert address.url == url


def test_a_port_that_is_taken_is_named_with_another_one_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} .*Stop what runs there.*PORT={port + 1} make run"):
            check_free(Address("127.0.0.1", port))
    check_free(Address("127.0.0.1", port))


def test_an_address_of_another_machine_is_told_from_a_port_that_is_taken() -> None:
    with pytest.raises(SettingsError, match=r"192\.0\.2\.1 port 8501 .*LISTEN must be an address of this machine"):
        check_free(Address("192.0.2.1", 8501))


def test_what_is_supervised_is_not_reachable_from_outside_and_stops_within_ten_seconds() -> None:
    conf = RawConfigParser()
    conf.read(CONFIGURATION)
    assert conf.sections() == ["supervisord", "program:dashboard", "program:sidecar"]
    programs = [conf[name] for name in conf.sections()[1:]]
    assert sum(int(program["stopwaitsecs"]) for program in programs) <= 9
    assert all(program["autorestart"] == "true" and int(program["startsecs"]) >= 5 for program in programs)


# The whole, once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The program in a folder whose name has what path handling stumbles over, with a page of the test's own."""
    folder = tmp_path / "my films 100%s; #1"
    folder.mkdir()
    for name in ("recommenderr", ".streamlit"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "streamlit_app.py").write_text("import streamlit\nstreamlit.write('hello')\n")
    return folder


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Started:
    """A running `python -m recommenderr.supervise`, and what it has written so far."""

    def __init__(self, folder: Path, port: int, **more: str) -> None:
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("PLEX_", "STREAMLIT_"))}
        environ |= more
        environ |= {"PORT": str(port), "DB_PATH": "data/store.db", "ART_DIR": "data", "LOG_FILE": "data/log"}
        environ |= {"PS1": "%n%(x)s", "DISABLE_AUTOSTART": "true"}
        self.url = f"http://127.0.0.1:{port}/_stcore/health"
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "recommenderr.supervise"],
            cwd=folder,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def pids(self, program: str) -> list[int]:
        return [int(pid) for pid in re.findall(rf"spawned: '{program}' with pid (\d+)", self.text)]

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=2) as answer:
                return bool(answer.read() == b"ok")
        except OSError:
            return False

    def stop(self, number: signal.Signals) -> float:
        """Sends a signal; the seconds until everything has ended."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        self._reader.join(5)
        return time.monotonic() - began


@pytest.fixture
def started(folder: Path, port: int) -> Iterator[Started]:
    started = Started(folder, port)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.wait(20)


class CountingProxy(http.server.BaseHTTPRequestHandler):
    """A proxy that gives nothing, and counts what it is asked for."""

    asked: ClassVar[list[str]] = []

    def _count(self) -> None:
        self.asked.append(self.path)
        self.send_error(502)

    do_GET = do_CONNECT = _count  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def proxy() -> Iterator[str]:
    """The address of a counting proxy."""
    CountingProxy.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), CountingProxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    never, end = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        never.wait(0.1)
    return False


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ps") is None and not Path("/proc").is_dir(), reason="no way to see processes")
def test_dashboard_and_sidecar_start_are_started_again_and_end_together(started: Started, folder: Path) -> None:
    assert until(started.healthy), started.text
    assert until(lambda: "The sidecar has started" in started.text), started.text
    assert f"Open http://localhost:{started.url.split(':')[2].split('/')[0]} in a browser" in started.text
    assert "PLEX_TOKEN" in started.text, "the demo is named as such"
    if Path("/proc").is_dir():
        environ = Path(f"/proc/{started.pids('dashboard')[-1]}/environ").read_bytes()
        assert b"MALLOC_ARENA_MAX=2" in environ.split(b"\0")

    for program in ("dashboard", "sidecar"):
        os.kill(started.pids(program)[-1], signal.SIGKILL)
        assert until(lambda program=program: len(started.pids(program)) == 2), started.text  # type: ignore[misc]
    assert until(started.healthy), started.text
    assert until(lambda: started.text.count("The sidecar has started") == 2), started.text

    assert started.stop(signal.SIGINT) < 10
    assert started.process.returncode == 0, started.text
    assert not started.healthy()
    for program in ("dashboard", "sidecar"):
        for pid in started.pids(program):
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
    assert "Traceback" not in started.text
    data = folder / "data"
    assert [oct(path.stat().st_mode & 0o777) for path in (data, data / "log", data / "store.db")] == [
        "0o700",
        "0o600",
        "0o600",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [".streamlit", "data", "recommenderr", "streamlit_app.py"]


@pytest.mark.slow
@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])
def test_no_one_is_called_at_a_start_on_every_address(folder: Path, port: int, proxy: str, everywhere: str) -> None:
    started = Started(folder, port, LISTEN=everywhere, http_proxy=proxy, https_proxy=proxy, no_proxy="127.0.0.1")
    try:
        assert until(started.healthy), started.text
        # Streamlit has printed its address, and therefore no longer looks for one.
        assert until(lambda: "in your browser." in started.text), started.text
        assert until(lambda: f"http://localhost:{port}\n" in started.text.split("in your browser.")[1]), started.text
    finally:
        started.stop(signal.SIGTERM)
    assert "External URL" not in started.text
    assert CountingProxy.asked == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("ps") is None, reason="no way to see processes")
def test_a_supervisor_that_is_killed_is_no_orderly_end(started: Started) -> None:
    """systemd starts it again then; it would not after an end that looks asked for."""
    told = re.compile(r"supervisord started with pid (\d+)")
    assert until(lambda: told.search(started.text) is not None), started.text
    (supervisor,) = map(int, told.findall(started.text))
    try:
        os.kill(supervisor, signal.SIGKILL)
        assert started.process.wait(20) == 1
    finally:
        for pid in _of_the_session(supervisor):
            os.kill(pid, signal.SIGKILL)


def _of_the_session(leader: int) -> list[int]:
    """What a killed supervisor leaves behind; in a container, or under systemd, it would go with it."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,sess="], capture_output=True, text=True, check=True).stdout
    return [int(pid) for pid, session in map(str.split, told.splitlines()) if int(session) == leader]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environ", "told"),
    [({"PULL_INTERVAL_MIN": "often"}, "PULL_INTERVAL_MIN"), ({"PORT": "none"}, "PORT is 'none'")],
)
def test_a_mistake_is_one_sentence_and_nothing_is_started(folder: Path, environ: dict[str, str], told: str) -> None:
    command = [sys.executable, "-m", "recommenderr.supervise"]
    ran = subprocess.run(
        command, cwd=folder, env=os.environ | environ, capture_output=True, text=True, timeout=30, check=False
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert told in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.slow
def test_it_is_started_in_the_folder_of_the_program(tmp_path: Path, port: int) -> None:
    command = [sys.executable, "-m", "recommenderr.supervise"]
    environ = os.environ | {"PYTHONPATH": str(ROOT), "PORT": str(port)}
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 1
    assert "has no streamlit_app.py" in ran.stderr
