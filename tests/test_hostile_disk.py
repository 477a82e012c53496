"""A disk that is full, read-only, torn or busy, and a clock that was never set: in real processes, on real disks.

Small disks are mounted in a name space of the test's own, which root, or a user of most Linux systems, may do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from recommenderr.artifacts import generation_names, open_current
from recommenderr.build import build
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import StoreDamagedError, StoreError
from recommenderr.household.refresh_state import clock_warnings
from recommenderr.ingest import ingest
from recommenderr.plex.reader import PlexReader
from recommenderr.recommender.service import Query, Recommender
from recommenderr.refresh import run as pipeline
from recommenderr.refresh import sidecar as scheduler
from recommenderr.refresh.process import RefreshEnd
from recommenderr.refresh.sidecar_store import SidecarStore
from recommenderr.settings import Settings
from recommenderr.store import meta, refreshes
from recommenderr.store.connection import check_sound, open_store
from recommenderr.store.copies import keep_copy
from recommenderr.store.sql import transaction
from tests.factories.small_library import NOW, OWNER

ROOT = Path(__file__).parents[1]
IN_OWN_NAMES = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
PROGRAM = f"{sys.executable} -m recommenderr"


def can_mount() -> bool:
    try:
        tried = subprocess.run(
            [*IN_OWN_NAMES, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


Shell = Callable[[str], list[str]]


@pytest.fixture
def shell(tmp_path: Path, built_demo: Path) -> Shell:
    """Runs a script with a disk of 5 MB at $DISK, on which the program keeps everything; gives the lines it prints.

    `settle` puts the demo there as a refresh leaves it.
    """
    if not can_mount():
        pytest.skip("this user may not mount a disk (unshare)")
    disk = tmp_path / "disk"
    disk.mkdir()
    places = {"DB_PATH": str(disk / "store.db"), "ART_DIR": str(disk), "LOG_FILE": str(disk / "log"), "DISK": str(disk)}
    places["BUILT"] = str(built_demo)
    wanted = {name: value for name, value in os.environ.items() if not name.startswith(("PLEX_", "DISABLE_"))}

    def run(script: str) -> list[str]:
        program = f'program() {{ {PROGRAM} "$@"; echo "status $?"; }}'
        whole = f"mount -t tmpfs -o size=5m tmpfs $DISK\n{program}\nsettle() {{ cp -r $BUILT/. $DISK; }}\n{script}"
        ran = subprocess.run(
            [*IN_OWN_NAMES, "sh", "-c", whole],
            env=wanted | places | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return ran.stdout.splitlines()

    return run


FILL = "dd if=/dev/zero of=$DISK/filler bs=4k 2>/dev/null; "


def sentence(lines: list[str]) -> str:
    """The one line that the program itself said."""
    (said,) = [line for line in lines if line.startswith("recommenderr: ")]
    return said


@pytest.mark.slow
def test_a_first_refresh_on_a_full_disk_is_one_sentence(shell: Shell) -> None:
    lines = shell(f"{FILL} program refresh")
    assert "status 1" in lines
    assert "No space left on device). Make room on its disk, and try again." in sentence(lines)
    assert "Traceback" not in "\n".join(lines)


@pytest.mark.slow
def test_a_full_disk_stops_the_building_and_not_the_reading(shell: Shell) -> None:
    lines = shell(
        f"settle; {FILL} export YEAR_BUCKET_SIZE=10; program build; unset YEAR_BUCKET_SIZE;"
        "program recommend Ana --k 3; program status; rm $DISK/filler; program build"
    )
    assert [line for line in lines if line.startswith("status ")] == [f"status {n}" for n in (1, 0, 0, 0)]
    assert "is full" in sentence(lines)
    assert "Traceback" not in "\n".join(lines)


@pytest.mark.slow
def test_a_backup_to_a_full_disk_leaves_nothing(shell: Shell) -> None:
    lines = shell(f"settle; {FILL} program backup $DISK/b.db; ls $DISK")
    assert "status 1" in lines
    assert "b.db cannot be written (database or disk is full)" in sentence(lines)
    assert "b.db" not in lines


@pytest.mark.slow
def test_posters_on_a_full_disk_leave_no_files(shell: Shell) -> None:
    put = (
        "from recommenderr.plex.posters import PosterCache as C; C(Path('posters'), 10**6).put('/a', 1, 1, b'x' * 9999)"
    )
    script = f'{sys.executable} -c "from pathlib import Path; {put}"'
    lines = shell(f"cd $DISK; mkdir posters; touch posters/a; {FILL} {script}; {script}; ls posters")
    assert lines[-1] == "a"
    assert sum("posters load slower" in line for line in lines) == 2


@pytest.mark.slow
def test_a_read_only_disk_is_read_and_says_so_when_it_should_be_written(shell: Shell) -> None:
    lines = shell(
        "settle; mount -o remount,ro $DISK;program recommend Ana --k 3; program users; program status; program refresh"
    )
    assert [line for line in lines if line.startswith("status ")] == [f"status {n}" for n in (0, 0, 0, 1)]
    assert "cannot be written (Read-only file system)" in sentence(lines)
    assert sum(line.startswith("recommenderr: ") for line in lines) == 1


@pytest.fixture
def settings(plex: DemoServer, tmp_path: Path) -> Settings:
    kept = Settings(
        plex_base=plex.base,
        plex_tv_base=plex.base,
        plex_token=plex.token,
        db_path=tmp_path / "store.db",
        art_dir=tmp_path,
        log_file=tmp_path / "log",
    )
    pipeline.refresh(kept)
    return kept


def tear(path: Path) -> bytes:
    """Writes noise over the pages behind the first two."""
    whole = bytearray(path.read_bytes())
    whole[8192:] = os.urandom(len(whole) - 8192)
    path.write_bytes(whole)
    return bytes(whole)


@pytest.mark.parametrize("copied", [True, False])
def test_the_sidecar_does_not_start_on_a_torn_store(settings: Settings, copied: bool) -> None:
    with open_store(settings.db_path) as conn:
        copy = keep_copy(conn, settings.db_path, 1) if copied else None
    torn = tear(settings.db_path)
    with pytest.raises(StoreError, match="is damaged") as caught:
        scheduler.serve(settings, stop=threading.Event())
    assert settings.db_path.read_bytes() == torn
    offered = f"`recommenderr restore {copy}` brings back its last copy." if copied else "`recommenderr restore FILE`"
    assert offered in str(caught.value)


def test_one_page_of_noise_is_enough_to_notice(settings: Settings) -> None:
    with settings.db_path.open("r+b") as file:
        file.seek(4096 * 9)
        file.write(os.urandom(4096))
    with pytest.raises(StoreError, match="is damaged"):
        scheduler.serve(settings, stop=threading.Event())


def test_a_page_as_it_was_before_is_noticed(settings: Settings) -> None:
    """A disk that loses a write leaves pages that are whole, and do not fit the others."""
    with open_store(settings.db_path) as conn:
        (page,) = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'items_by_name'").fetchone()
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = settings.db_path.read_bytes()[4096 * (page - 1) : 4096 * page]
        conn.execute("UPDATE items SET folded = 'z' || folded, title = 'Z' || title")
    with settings.db_path.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(before)
    with pytest.raises(StoreDamagedError):
        check_sound(settings.db_path)


@pytest.mark.parametrize("build", [True, False])
def test_no_refresh_writes_to_a_torn_store(settings: Settings, build: bool) -> None:
    torn = tear(settings.db_path)
    with pytest.raises(StoreDamagedError, match="is damaged"):
        pipeline.refresh(settings, ingest=not build, build=build)
    assert settings.db_path.read_bytes() == torn


def test_the_sidecar_ends_where_the_store_turns_out_to_be_torn(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    sidecar = scheduler.Sidecar(settings, runner=lambda _: Failed())
    sidecar.look()
    torn = tear(settings.db_path)
    with pytest.raises(StoreDamagedError):
        sidecar.look()
    sidecar.close()
    assert settings.db_path.read_bytes() == torn
    assert "is damaged. `recommenderr restore FILE` brings back a backup" in caplog.text


class Failed:
    """A refresh that has failed."""

    def result(self) -> RefreshEnd:
        return RefreshEnd("failed", "It met with a torn page.")

    def end(self) -> None:
        raise AssertionError("it has ended")


def test_the_sidecar_lives_through_a_locked_store(settings: Settings) -> None:
    rows = SidecarStore(settings)
    with open_store(settings.db_path) as other, transaction(other):
        refreshes.request(other)
        other.execute("PRAGMA busy_timeout = 0")
        assert not rows.take_request()
        rows.write_heartbeat(NOW)
    assert rows.take_request()
    rows.close()


def test_a_refresh_of_a_locked_store_is_one_sentence(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "open_store", partial(open_store, busy_timeout_s=0.05))
    before = generation_names(settings.art_dir)
    with (
        open_store(settings.db_path) as other,
        transaction(other),
        pytest.raises(StoreError, match=r"has been locked by another program .* Wait until that program has finished"),
    ):
        pipeline.refresh(settings)
    assert generation_names(settings.art_dir) == before
    pipeline.refresh(settings)


def test_a_store_that_is_locked_for_a_moment_is_waited_for(settings: Settings) -> None:
    with open_store(settings.db_path) as other:
        other.execute("BEGIN IMMEDIATE")
        work = threading.Thread(target=pipeline.refresh, args=(settings,))
        work.start()
        work.join(0.2)
        assert work.is_alive()
        other.execute("ROLLBACK")
    work.join()
    with open_store(settings.db_path) as conn:
        assert [refresh.outcome for refresh in refreshes.recent(conn, 2)] == ["ok", "ok"]


FIRST_SECONDS = datetime(1970, 1, 1, 0, 0, 7, tzinfo=UTC)


def at(settings: Settings, now: datetime) -> str:
    """One refresh at this time of the clock; the generation it made."""
    with (
        open_store(settings.db_path) as conn,
        PlexReader(
            settings.plex_base, settings.plex_token or "", tv_base=settings.plex_base, client_id=meta.client_id(conn)
        ) as reader,
    ):
        ingest(conn, reader, demo=False, on_progress=lambda *_: None, now=now)
        return build(conn, settings, now, lambda *_: None).generation


def test_a_clock_of_1970_breaks_nothing_and_is_made_good_later(settings: Settings) -> None:
    early = at(settings, FIRST_SECONDS)
    assert early.startswith("19700101T000007Z-")
    assert open_current(settings.art_dir).name == early
    recommender = Recommender(settings)
    found = recommender.recommend(OWNER, Query())
    assert len(found.items) == 10
    assert all(np.isfinite(item.score) for item in found.items)
    later = at(settings, NOW)
    assert open_current(settings.art_dir).name == later
    assert open_current(settings.art_dir).user(OWNER).as_of == int(NOW.timestamp())
    assert recommender.recommend(OWNER, Query()).items
    assert later in generation_names(settings.art_dir)


@pytest.mark.slow
def test_a_clock_of_1970_is_reported() -> None:
    (told,) = clock_warnings(FIRST_SECONDS)
    assert told.startswith("The clock of this machine says 1970-01-01 00:00 UTC")
    assert clock_warnings(NOW) == ()
