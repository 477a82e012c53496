"""A generation that was removed from the disk is let go of: its room is free only when nobody maps its files."""

from __future__ import annotations

import gc
from datetime import timedelta
from pathlib import Path

import pytest

from recommenderr.build import build
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.factories.hostile_household import NOW
from tests.pages.page_objects import opened, well

PAGES = ("pages/experiments.py", "pages/taste.py", "pages/history.py", "pages/title.py", "pages/for_you.py")


def mapped(folder: Path) -> set[str]:
    """The generations below a folder that this process has files of open."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    paths = [line.split(maxsplit=5)[5] for line in maps if f"{folder}/generations/" in line]
    return {path.removeprefix(f"{folder}/generations/").split("/")[0] for path in paths}


@pytest.mark.slow
def test_no_page_keeps_a_generation_that_is_gone(own_household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, own_household, person="1"))
    for number in range(4):
        for page in PAGES:
            app = well(app.switch_page(page).run())
            if page == "pages/experiments.py":
                well(app.button(key="t_evaluate").click().run())
        well(app.slider(key="c_people").set_value(number / 2).run())
        with open_store(own_household.db_path) as conn:
            serving = build(conn, own_household, NOW + timedelta(minutes=number + 1), lambda *_: None).generation
    well(app.run())
    gc.collect()
    assert mapped(own_household.art_dir) == {serving}


@pytest.mark.slow
@pytest.mark.parametrize("page", ["", *PAGES, "pages/status.py"])
def test_a_page_whose_tab_was_closed_keeps_no_generation(
    page: str, own_household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its session is kept for two minutes, and with it the fragments and what its controls call."""
    app = well(opened(monkeypatch, own_household, page, person="1"))
    if page == "pages/experiments.py":
        well(app.button(key="t_evaluate").click().run())
    with open_store(own_household.db_path) as conn:
        serving = build(conn, own_household, NOW + timedelta(minutes=1), lambda *_: None).generation
    well(opened(monkeypatch, own_household, person="1"))
    gc.collect()
    assert mapped(own_household.art_dir) == {serving}
    well(app.run())
