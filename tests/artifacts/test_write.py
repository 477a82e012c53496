from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from recommenderr.artifacts import GenerationWriter, generation_names, open_current, open_generation, prune
from recommenderr.artifacts.generation import FOLDER, POINTER
from recommenderr.artifacts.write import HIDDEN
from recommenderr.errors import ArtifactError, NoGenerationError
from tests.factories import generations
from tests.factories.generations import MORNING, table_of, whole, write_generation

ROOT = Path(__file__).parent.parent.parent


def everything_in(art_dir: Path) -> set[str]:
    """Names of all entries one level deep, hidden ones too."""
    return {path.name for path in art_dir.iterdir()} | {path.name for path in (art_dir / FOLDER).iterdir()}


def flushes(art_dir: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often writing one generation flushes something to disk."""
    calls: list[int] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", calls.append)
        write_generation(art_dir, 0)
    return len(calls)


def failing_at(call: int, code: int) -> Iterator[int]:
    """An iterator whose `call`-th step raises as the operating system does."""
    yield from range(1, call)
    raise OSError(code, os.strerror(code))


def test_nothing_is_to_be_seen_before_it_is_published(tmp_path: Path) -> None:
    first = write_generation(tmp_path, 1)
    with GenerationWriter(tmp_path, MORNING + timedelta(hours=2)) as writer:
        writer.titles(table_of(3, 2002))
        assert generation_names(tmp_path) == [first]
        assert open_current(tmp_path).name == first


def test_leaving_without_publishing_leaves_no_trace(tmp_path: Path) -> None:
    first = write_generation(tmp_path, 1)
    with GenerationWriter(tmp_path, MORNING + timedelta(hours=2)) as writer:
        writer.titles(table_of(3, 2002))
    assert everything_in(tmp_path) == {FOLDER, POINTER, first}


def test_published_it_leaves_nothing_but_itself(tmp_path: Path) -> None:
    name = write_generation(tmp_path, 1)
    assert everything_in(tmp_path) == {FOLDER, POINTER, name}
    assert name.startswith("20260301T090000Z-")


def test_other_people_of_the_machine_cannot_look_into_it(tmp_path: Path) -> None:
    """Who watched what is in there."""
    name = write_generation(tmp_path, 1)
    assert (tmp_path / FOLDER / name).stat().st_mode & 0o077 == 0


def test_two_stay_the_one_that_serves_and_the_one_before(tmp_path: Path) -> None:
    names = [write_generation(tmp_path, number) for number in range(4)]
    prune(tmp_path, names[-1])
    assert generation_names(tmp_path) == names[-2:]
    assert whole(open_current(tmp_path)) == 3


def test_the_one_that_serves_stays_even_if_a_clock_ran_backwards(tmp_path: Path) -> None:
    names = [write_generation(tmp_path, number) for number in (5, 6, 7, 1)]
    prune(tmp_path, serving=names[-1])
    assert generation_names(tmp_path) == [names[-1], names[2]]


def test_pruning_removes_what_a_crash_left_half_written(tmp_path: Path) -> None:
    name = write_generation(tmp_path, 1)
    left_over = tmp_path / FOLDER / f"{HIDDEN}20250101T000000Z-abcdef" / "titles"
    left_over.mkdir(parents=True)
    (tmp_path / f".{POINTER}-abcdef").write_text("half a switch")
    prune(tmp_path, name)
    assert everything_in(tmp_path) == {FOLDER, POINTER, name}


def test_a_taken_over_file_is_the_same_file(tmp_path: Path) -> None:
    before = open_generation(tmp_path, write_generation(tmp_path, 1))
    with GenerationWriter(tmp_path, MORNING + timedelta(hours=2)) as writer:
        for prefix in ("titles/", "blocks/", "people/7/"):
            writer.reuse(before, prefix)
        facts = {
            key: before.manifest[key]
            for key in ("n_titles", "libraries", "content_ratings", "placements", "titles_stamp")
        }
        after = open_generation(tmp_path, writer.publish(facts))
    assert after.manifest["files"] == before.manifest["files"]
    for file in before.manifest["files"]:
        assert (after.path / file).stat().st_ino == (before.path / file).stat().st_ino
    assert whole(after) == 1


def test_a_file_system_without_hard_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    before = open_generation(tmp_path, write_generation(tmp_path, 1))
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with GenerationWriter(tmp_path, MORNING + timedelta(hours=2)) as writer:
        writer.reuse(before, "")
        after = open_generation(tmp_path, writer.publish({k: v for k, v in before.manifest.items() if k != "files"}))
    assert whole(after) == 1
    assert after.path.joinpath("titles/year.npy").stat().st_ino != before.path.joinpath("titles/year.npy").stat().st_ino


@pytest.mark.parametrize("from_end", [0.0, 0.3, 0.6, 0.9, 1.0])
def test_a_full_disk_leaves_the_one_before_serving(
    from_end: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever write it is that does not fit any more."""
    total = flushes(tmp_path / "counted", monkeypatch)
    first = write_generation(tmp_path, 1)
    steps = failing_at(max(1, round(total * (1 - from_end))), errno.ENOSPC)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: next(steps))
        with pytest.raises(ArtifactError) as caught:
            write_generation(tmp_path, 2)
    assert str(caught.value) == (
        f"The disk of {tmp_path} is full; the generation before goes on serving. Make room, then build again."
    )
    assert whole(open_current(tmp_path)) == (1 if from_end > 0 else 2)
    assert not any(name.startswith(HIDDEN) for name in everything_in(tmp_path))
    prune(tmp_path, open_current(tmp_path).name)
    assert first in everything_in(tmp_path)
    assert not any(name.startswith(".") for name in everything_in(tmp_path))


@pytest.mark.parametrize("code", [errno.EIO, errno.EDQUOT])
def test_any_other_fault_of_the_disk_is_reported_too(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = failing_at(1, code)
    monkeypatch.setattr(os, "fsync", lambda descriptor: next(steps))
    with pytest.raises(ArtifactError, match=rf"failed \({os.strerror(code)}\)\. Check that disk, then build again\.$"):
        write_generation(tmp_path, 1)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody can write to; for root, whom permissions do not stop, by an attribute of the file system."""
    folder = tmp_path / "read only"
    folder.mkdir()
    folder.chmod(0o500)
    is_root = os.geteuid() == 0
    if is_root and subprocess.run(["chattr", "+i", folder], capture_output=True, check=False).returncode:
        pytest.skip("root can write everywhere on this file system")
    yield folder
    if is_root:
        subprocess.run(["chattr", "-i", folder], check=True)
    folder.chmod(0o700)


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_named(read_only: Path) -> None:
    with pytest.raises(ArtifactError) as caught:
        write_generation(read_only, 1)
    assert str(caught.value).startswith(f"{read_only} cannot be written (")
    assert str(caught.value).endswith("Let this user write there, or set ART_DIR.")


def test_a_file_in_the_place_of_the_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "art").write_text("not a folder")
    with pytest.raises(ArtifactError, match="Check that disk, then build again"):
        write_generation(tmp_path / "art", 1)


KILLED = -9
Dies = Callable[[Path, int, int], int]


@pytest.fixture(scope="module")
def build_and_die() -> Iterator[Dies]:
    """Writes generations in processes of their own, see `generations`; a process that has no threads starts them."""
    starter = subprocess.Popen(
        [sys.executable, generations.__file__],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    stdin, stdout = starter.stdin, starter.stdout
    assert stdin is not None and stdout is not None

    def dies(art_dir: Path, number: int, call: int) -> int:
        print(json.dumps([str(art_dir), number, call]), file=stdin, flush=True)
        return int(stdout.readline())

    with stdin, stdout:
        yield dies
        stdin.close()
        assert starter.wait() == 0


@pytest.mark.slow
def test_whenever_a_build_is_killed_something_whole_serves(
    build_and_die: Dies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = flushes(tmp_path / "counted", monkeypatch)
    first = write_generation(tmp_path, 1)
    for call in (1, total // 2, total - 3, total - 2, total - 1, total):
        assert build_and_die(tmp_path, 2, call) == KILLED
        found = open_current(tmp_path)
        switched = found.name != first
        assert whole(found) == (2 if switched else 1)
        assert switched == (call == total)  # the last flush is that of the switch itself
    last = write_generation(tmp_path, 3)
    prune(tmp_path, last)
    assert whole(open_current(tmp_path)) == 3
    assert not any(name.startswith(".") for name in everything_in(tmp_path))


def test_a_first_build_that_is_killed_leaves_nothing_to_serve(
    build_and_die: Dies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = flushes(tmp_path / "counted", monkeypatch)
    for call in (1, total - 3):
        assert build_and_die(tmp_path, 1, call) == KILLED
        with pytest.raises(NoGenerationError):
            open_current(tmp_path)


def test_no_reader_ever_sees_a_half_one(tmp_path: Path) -> None:
    """Somebody reads all the time while others are written; what is opened is whole, and never older than before."""
    write_generation(tmp_path, 0)
    seen, faults, ended = [0], [], threading.Event()

    def read() -> None:
        while not ended.is_set():
            try:
                seen.append(whole(open_current(tmp_path)))
            except (ArtifactError, AssertionError) as err:
                faults.append(err)

    reader = threading.Thread(target=read)
    reader.start()
    number = 0
    try:
        while number < 8 or (len(set(seen)) <= 2 and number < 500):  # a busy machine lets the reader wait
            number += 1
            write_generation(tmp_path, number)
    finally:
        ended.set()
        reader.join()
    assert faults == []
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
