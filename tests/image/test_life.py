"""A container's life: it starts, refreshes, answers, lives through whatever dies, ends in time, and remembers."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.store import meta, refreshes
from recommenderr.store.connection import open_store
from tests.factories.small_library import OWNER
from tests.image.containers import MARK, Running, buildah, configuration, processes, ran, started, until

START_S, RECOVERY_S, REQUEST_S, STOP_S = 120, 60, 60, 10
DASHBOARD, SIDECAR = "streamlit run", "recommenderr serve"


@pytest.fixture
def command(image: float) -> list[str]:
    """The command that the image itself names."""
    told = configuration()
    return [*told["Entrypoint"], *told["Cmd"]]


def answers(environ: dict[str, str], path: str = "") -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{environ['PORT']}/{path}", timeout=5) as answer:
            return answer.status == 200 and b"<title>" in answer.read()
    except (urllib.error.URLError, OSError):
        return False


def refreshed(data: Path) -> list[Any]:
    """The refreshes that have ended well, latest first."""
    try:
        with closing(sqlite3.connect(f"file:{data / 'recommendations.db'}?mode=ro", uri=True, timeout=5)) as conn:
            return [refresh for refresh in refreshes.recent(conn, 50) if refresh.outcome == "ok"]
    except sqlite3.Error:
        return []


def beaten(data: Path) -> Any:
    with open_store(data / "recommendations.db", read_only=True) as conn:
        return refreshes.heartbeat(conn)


def healthy(box: str, log: Path, data: Path, environ: dict[str, str]) -> tuple[int, str]:
    """What the image's own health check says."""
    test = configuration()["Healthcheck"]["Test"][1:]
    return ran(box, log.with_name("health"), test, data, **environ)


def timed(what: str, wait: Callable[[], Any], capsys: pytest.CaptureFixture[str]) -> float:
    began = time.monotonic()
    wait()
    took = time.monotonic() - began
    with capsys.disabled():
        print(f"\n[image] {what}: {took:.1f} s", end="")
    return took


def test_a_life(
    box: str,
    command: list[str],
    data: Path,
    log: Path,
    plex: DemoServer,
    environ: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ready(running: Running) -> None:
        until(lambda: refreshed(data) and answers(environ), START_S, running)

    with started(box, log, command, data, environ) as running:
        timed("from the start to a page and a finished refresh", lambda: ready(running), capsys)
        _belongs_to_the_user(running, data)
        assert healthy(box, log, data, environ) == (0, "healthy\n")
        _a_press_of_the_button_is_heard(running, plex, data, capsys)
        _what_is_killed_comes_back(running, data, environ, capsys)
        _what_is_broken_is_unhealthy(running, data, lambda: healthy(box, log, data, environ))
        with open_store(data / "recommendations.db", read_only=True) as conn:
            before = conn.execute("SELECT * FROM history ORDER BY history_key").fetchall()
        assert timed("from SIGTERM to the end of all processes", running.terminate, capsys) < STOP_S
        assert running.process.returncode == 0, running.output[-3000:]
    assert healthy(box, log, data, environ)[0] == 1

    asked = len(plex.requests)
    environ |= {"DISABLE_AUTOSTART": "true", "STREAMLIT_SERVER_BASE_URL_PATH": "films"}
    with started(box, log, command, data, environ) as running:
        timed("second start, to the page", lambda: until(lambda: answers(environ, "films/"), START_S, running), capsys)
        until(lambda: healthy(box, log, data, environ)[0] == 0, START_S, running)
        with open_store(data / "recommendations.db", read_only=True) as conn:
            assert conn.execute("SELECT * FROM history ORDER BY history_key").fetchall() == before
        assert len(plex.requests) == asked
        status, output = ran(
            box, log.with_name("ask"), ["recommenderr", "recommend", "Ana", "--output", "json"], data, **environ
        )
        assert status == 0, output
        assert len(json.loads(output[output.index("[") :])) == 10
        running.terminate()


def _belongs_to_the_user(running: Running, data: Path) -> None:
    for pid, told in processes(running.run_id):
        owner = os.stat(f"/proc/{pid}")  # noqa: PTH116 - a process, not a file
        assert (owner.st_uid, owner.st_gid) == (1234, 1235), told
    assert {(file.stat().st_uid, file.stat().st_gid) for file in (data, *data.rglob("*"))} == {(1234, 1235)}
    assert "token-of-the-owner" not in running.output


def _a_press_of_the_button_is_heard(
    running: Running, plex: DemoServer, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title = next(title for title in plex.library.titles.values() if title.type == "movie")
    plex.library.play(OWNER, str(title.rating_key), int(time.time()))
    count = len(refreshed(data))
    with open_store(data / "recommendations.db") as conn:
        refreshes.request(conn)
    took = timed(
        "from the dashboard's request to a finished refresh",
        lambda: until(lambda: len(refreshed(data)) > count, START_S, running),
        capsys,
    )
    assert took < REQUEST_S
    assert "1 new" in refreshed(data)[0].summary


def _what_is_killed_comes_back(
    running: Running, data: Path, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    (dashboard,) = running.kill(DASHBOARD)
    timed(
        "from the dashboard's death to its page",
        lambda: until(
            lambda: running.pids(DASHBOARD) not in ([], [dashboard]) and answers(environ), RECOVERY_S, running
        ),
        capsys,
    )
    sidecar, last = running.kill(SIDECAR), beaten(data)
    assert len(sidecar) == 1
    timed(
        "from the sidecar's death to its next heartbeat",
        lambda: until(lambda: running.pids(SIDECAR) and beaten(data)[0] > last[0], RECOVERY_S, running),
        capsys,
    )


def _what_is_broken_is_unhealthy(running: Running, data: Path, health: Callable[[], tuple[int, str]]) -> None:
    def told(words: str) -> None:
        status, output = health()
        assert (status, words in output) == (1, True), output

    running.kill(DASHBOARD, signal.SIGSTOP)
    told("the dashboard does not answer at http://127.0.0.1:")
    running.kill(DASHBOARD, signal.SIGCONT)

    running.kill(SIDECAR, signal.SIGSTOP)
    with open_store(data / "recommendations.db") as conn:
        meta.put(conn, "heartbeat", json.dumps([int(time.time()) - 61, None]))
    told("the sidecar's last heartbeat is 6")
    running.kill(SIDECAR, signal.SIGCONT)
    until(lambda: health()[0] == 0, RECOVERY_S, running)

    (data / "recommendations.db").chmod(0)
    told("The database /data/recommendations.db cannot be opened.")
    (data / "recommendations.db").chmod(0o600)
    until(lambda: health() == (0, "healthy\n"), RECOVERY_S, running)


def test_a_data_folder_of_somebody_else_is_one_sentence(box: str, command: list[str], data: Path, log: Path) -> None:
    os.chown(data, 4321, 4322)
    data.chmod(0o755)
    status, output = ran(box, log, command, data)
    assert status != 0
    assert (
        "recommenderr: /data cannot be written by user 1000:1000; it belongs to 4321:4322. On the host, run: "
        "chown -R 1000:1000 <the folder mounted at /data>, or set PUID and PGID to its owner." in output
    )
    assert list(data.iterdir()) == []
    status, output = ran(box, log, [*command[:1], "id"], data, PUID="4321", PGID="4322")
    assert (status, output.split()[:2]) == (0, ["uid=4321", "gid=4322"])


@pytest.mark.parametrize("puid", ["me", "-1", "10 00"])
def test_a_puid_that_is_no_number_is_one_sentence(
    box: str, command: list[str], data: Path, log: Path, puid: str
) -> None:
    status, output = ran(box, log, command, data, PUID=puid)
    assert status != 0
    assert f"recommenderr: PUID and PGID must be whole numbers, such as 1000; got '{puid}'." in output


def test_a_command_in_the_container_does_not_leave_files_of_root(box: str, data: Path, log: Path) -> None:
    status, output = ran(box, log, ["recommenderr", "refresh"], data, PUID="1234", PGID="1235")
    assert status == 0, output
    assert {(file.stat().st_uid, file.stat().st_gid) for file in (data, *data.rglob("*"))} == {(1234, 1235)}


READ_ONLY = """
mount --bind "$ROOT" "$ROOT"
mount --bind "$DATA" "$ROOT/data"
mount -o "remount,bind,$DATA_MODE" "$ROOT/data"
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs tmpfs "$ROOT/run"
[ "$TEMPORARY" = no ] || mount -t tmpfs tmpfs "$ROOT/tmp"
mount -o remount,ro,bind "$ROOT"
if touch "$ROOT/app/probe" 2>/dev/null; then echo "not read-only"; exit 9; fi
cd "$ROOT" && exec chroot "$ROOT" env --chdir=/app "$@"
"""


@contextmanager
def read_only(
    box: str, command: list[str], data: Path, log: Path, environ: dict[str, str], **places: str
) -> Iterator[Running]:
    """A container on a read-only file system. buildah cannot run one, so the same is done by hand."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount (unshare --mount)")
    run_id = os.urandom(8).hex()
    places |= {"ROOT": buildah("mount", box), "DATA": str(data), MARK: run_id}
    settings = [*configuration()["Env"], *(f"{name}={value}" for name, value in environ.items())]
    words = ["unshare", "--mount", "sh", "-ec", READ_ONLY, "sh", *settings, *command]
    with (
        log.open("w") as out,
        subprocess.Popen(words, env=os.environ | places, stdout=out, stderr=out, text=True) as process,
    ):
        try:
            yield Running(process, run_id, log)
        finally:
            for pid, _ in processes(run_id):
                os.kill(pid, signal.SIGKILL)
            process.wait(30)
    buildah("umount", box)


@pytest.mark.parametrize("temporary", ["yes", "no"], ids=["a tmpfs at /tmp", "no /tmp"])
def test_it_lives_on_a_read_only_file_system(
    box: str, command: list[str], data: Path, log: Path, environ: dict[str, str], temporary: str
) -> None:
    with read_only(box, command, data, log, environ, DATA_MODE="rw", TEMPORARY=temporary) as running:
        until(lambda: refreshed(data) and answers(environ), START_S, running)
        assert running.terminate() < STOP_S
    assert running.process.returncode == 0, running.output[-3000:]
    assert (data / "tmp").exists() == (temporary == "no")


def test_a_disk_that_cannot_be_written_any_more_is_still_read(
    box: str, command: list[str], data: Path, log: Path, environ: dict[str, str]
) -> None:
    with read_only(box, command, data, log, environ, DATA_MODE="ro", TEMPORARY="yes") as running:
        assert running.process.wait(60) == 1
    assert running.output == (
        "recommenderr: /data cannot be written (Read-only file system). "
        "Mount a folder there that can be, with room on its disk.\n"
    )
    status, output = ran(box, log, ["recommenderr", "refresh"], data, **environ)
    assert status == 0, output
    with read_only(box, command, data, log, environ, DATA_MODE="ro", TEMPORARY="yes") as running:
        until(lambda: answers(environ), START_S, running)
        assert "What was read before is shown; nothing new comes in." in running.output
        assert running.terminate() < STOP_S
    asked = [*command[:1], "recommenderr", "recommend", "Ana", "--output", "json"]
    with read_only(box, asked, data, log, environ, DATA_MODE="ro", TEMPORARY="yes") as running:
        assert running.process.wait(60) == 0, running.output
    assert '"score"' in running.output
