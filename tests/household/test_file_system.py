"""File systems that the database is not safe on are named before they hurt."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.errors import StoreError
from recommenderr.household.file_system import check, mounted

MOUNTS = """\
overlay / overlay rw,relatime 0 0
proc /proc proc rw 0 0
nas:/films {folder}/with\\040blank nfs4 rw,vers=4.2 0 0
{folder}/b {folder}/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse", "fuse.sshfs", "fuse.mergerfs", "fuseblk", "ceph", "drvfs"]
)
def test_a_network_or_fuse_file_system_is_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as failure:
        check(tmp_path, "DB_PATH", f"/dev/sda1 / ext4 rw 0 0\nnas:/x {tmp_path.resolve()} {kind} rw 0 0\n")
    assert f"{tmp_path} is on {kind} (mounted at {tmp_path.resolve()})" in str(failure.value)
    assert "Let DB_PATH name a folder on a disk of this machine" in str(failure.value)


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "zfs", "overlay", "tmpfs", "xfs", "fusectl"])
def test_a_local_file_system_has_what_is_needed(kind: str, tmp_path: Path) -> None:
    mounts = f"nas:/x {tmp_path.resolve()} nfs rw 0 0\n/dev/sda1 {tmp_path.resolve()} {kind} rw 0 0\n"
    assert check(tmp_path, "DB_PATH", mounts) == f"{tmp_path} is on {kind}, which has locks and shared memory."


def test_the_deepest_mount_counts(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    mounts = MOUNTS.format(folder=folder)
    assert mounted(folder / "with blank" / "data", mounts) == ("nfs4", f"{folder}/with blank")
    assert mounted(folder / "local", mounts) == ("ext4", f"{folder}/local")
    assert mounted(folder / "locals", mounts) == ("overlay", "/")
    assert mounted(folder, "") == ("unknown", "/")


def test_this_machine_has_a_file_system(tmp_path: Path) -> None:
    assert str(tmp_path) in check(tmp_path, "ART_DIR", "")
