"""`python -m recommenderr.supervise`: dashboard and sidecar together, until Ctrl-C or SIGTERM.

LISTEN (127.0.0.1) and PORT (8501) say where the dashboard listens. Settings and port are checked first, so that a
mistake is one sentence on the screen and not two programs that keep dying.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from recommenderr.errors import RecommenderrError, SettingsError
from recommenderr.household.demo_notice import notice
from recommenderr.settings import Settings

CONFIGURATION = Path(__file__).with_name("supervisor.conf")
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})
ALLOCATOR = {"MALLOC_ARENA_MAX": "2"}
"""What both programs are started with unless it is set. The C library would otherwise give the threads of the pages up
to eight heaps a core, of which each grows to what the largest page ever took and gives little back."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the dashboard listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        host = "localhost" if self.host in EVERYWHERE | {"127.0.0.1", "::1"} else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def main() -> int:
    """Starts both and stays until they are stopped; the exit status."""
    try:
        settings = Settings.load()
        address = read_address(os.environ)
        check_free(address)
        if not Path("streamlit_app.py").is_file():
            raise SettingsError(f"{Path.cwd()} has no streamlit_app.py. Start this in the folder of the program.")
    except RecommenderrError as err:
        print(f"recommenderr: {err}", file=sys.stderr)
        return 1
    print(f"\n  Open {address.url} in a browser. Ctrl-C stops everything.", flush=True)
    print(f"  {notice(settings) or f'Reading {settings.plex_base}.'}\n", flush=True)
    return _supervise(address)


def read_address(environ: Mapping[str, str]) -> Address:
    """LISTEN and PORT, checked.

    Raises:
        SettingsError: PORT is not a port's number, or LISTEN is not one word.
    """
    port = environ.get("PORT", "").strip() or "8501"
    if not (port.isascii() and port.isdigit()) or not 1 <= int(port) <= 65_535:
        raise SettingsError(f"PORT is {port!r}; it must be a whole number from 1 to 65535.")
    host = environ.get("LISTEN", "").strip() or "127.0.0.1"
    if not all(letter.isalnum() or letter in ".:-" for letter in host):
        raise SettingsError(f"LISTEN is {host!r}; it must be an address such as 127.0.0.1, or 0.0.0.0 for every one.")
    return Address(host, int(port))


def check_free(address: Address) -> None:
    """Refuses an address that cannot be listened on.

    Raises:
        SettingsError: another program listens there, or the port or address is not ours to take.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as err:
            raise SettingsError(
                f"The dashboard cannot listen on {address.host} port {address.port} ({err.strerror}). "
                f"{_way_out(err.errno, address.port)}"
            ) from err


def _way_out(number: int | None, port: int) -> str:
    if number == errno.EADDRNOTAVAIL:
        return "LISTEN must be an address of this machine, or 0.0.0.0 for every one."
    another = port + 1 if 1024 <= port < 65_535 else 8501
    stop = "Stop what runs there, or choose" if number == errno.EADDRINUSE else "Choose"
    return f"{stop} another port: PORT={another} make run"


def _supervise(address: Address) -> int:
    """Runs supervisord and passes on what it and its programs write.

    They write to a pipe of our own, because supervisord opens its output by name, and that fails on a terminal or a
    socket that belongs to somebody else, as it often does in a container.
    """
    environ = {**ALLOCATOR, **os.environ, "LISTEN": address.host, "PORT": str(address.port), "PYTHONUNBUFFERED": "1"}
    # The Python that runs this comes first, and by a relative path, in which no colon of a folder's name can stand.
    here = os.path.relpath(Path(sys.executable).parent)
    environ["PATH"] = os.pathsep.join((here, os.environ.get("PATH", os.defpath)))
    with tempfile.TemporaryDirectory(prefix="recommenderr-") as run_dir:
        command = [sys.executable, "-m", "supervisor.supervisord", "--configuration", str(CONFIGURATION)]
        command += ["--nodaemon", "--pidfile", str(Path(run_dir) / "pid")]
        if os.geteuid() == 0:
            command += ["--user", "root"]  # so root is meant, and there is nothing to warn of
        # In a session of its own: a terminal's Ctrl-C or end comes here alone, and goes on as one clear signal.
        with subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        ) as supervisor:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: supervisor.terminate())
            _pass_on(supervisor)
        # If the system killed it, perhaps out of memory, it must not look as if it had been asked to end.
        return 0 if supervisor.returncode in (0, -signal.SIGTERM) else 1


def _pass_on(supervisor: subprocess.Popen[bytes]) -> None:
    """Copies its output to ours until it ends. Where nobody reads ours any more, it is ended, and still listened to."""
    assert supervisor.stdout is not None
    while chunk := os.read(supervisor.stdout.fileno(), 65_536):
        try:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            supervisor.terminate()


if __name__ == "__main__":
    sys.exit(main())
