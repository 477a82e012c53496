"""The tables of the History page."""

from __future__ import annotations

import pytest

from recommenderr.dashboard.components.watch_tables import percent


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.1234, "12.3 %"),
        (-0.05, "-5.0 %"),
        (0.0, "0.0 %"),
        (0.0004, "< 0.1 %"),
        (-0.0004, "> -0.1 %"),
        (1.0, "100.0 %"),
    ],
)
def test_shares_in_words(share: float, text: str) -> None:
    assert percent(share) == text
