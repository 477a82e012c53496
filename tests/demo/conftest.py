"""The demo household at one time, and what a person of it watched."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recommenderr.demo.catalogue import DemoLibrary, DemoTitle, Playback, demo_library

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TWO_YEARS_S = 730 * 86_400


@pytest.fixture(scope="package")
def library() -> DemoLibrary:
    """Shared, so tests only read it."""
    return demo_library(NOW)


def person(library: DemoLibrary, name: str) -> int:
    return next(account.account_id for account in library.accounts.values() if account.name == name)


def rows(library: DemoLibrary, name: str) -> list[Playback]:
    return [row for row in library.history if row.account_id == person(library, name)]


def seen(library: DemoLibrary, name: str) -> dict[str, DemoTitle]:
    """What the person watched: each title by its guid."""
    titles = [library.owner_of(row.rating_key) for row in rows(library, name) if row.rating_key]
    return {title.guid: title for title in titles if title is not None}
