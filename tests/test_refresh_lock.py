"""One holder at a time, named to everyone else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recommenderr.errors import ArtifactError, BusyError
from recommenderr.refresh_lock import HOLDER, locked


def test_a_second_holder_is_told_who_the_first_one_is(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(BusyError, match=f"process {os.getpid()} since .* UTC"), locked(tmp_path):
        pass


def test_the_lock_is_free_after_success_and_after_an_error(tmp_path: Path) -> None:
    with locked(tmp_path):
        pass
    with pytest.raises(ValueError, match="stop"), locked(tmp_path):
        raise ValueError("stop")
    with locked(tmp_path):
        pass


def test_a_holder_that_left_no_name_is_another_process(tmp_path: Path) -> None:
    with locked(tmp_path):
        (tmp_path / HOLDER).unlink()
        with pytest.raises(BusyError, match="another process"), locked(tmp_path):
            pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ArtifactError, match=r"file.* cannot be written"), locked(tmp_path / "file"):
        pass
