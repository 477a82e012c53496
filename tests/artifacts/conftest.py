from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Power stays on here; processes that are killed at a flush, and disks that are full at one, patch it anew."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
