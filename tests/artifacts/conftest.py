from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flushes do nothing here. Tests of processes killed at a flush, and of full disks, patch them again."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
