"""A generation that was removed from the disk is let go of: its room is free only when nobody maps its files."""

from __future__ import annotations

import gc
import weakref
from datetime import timedelta
from pathlib import Path

import pytest

from recommenderr.build import build
from recommenderr.dashboard.session import caches
from recommenderr.dashboard.session.weak_cache import WeakCache
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


def test_what_was_kept_out_of_collections_is_looked_through_with_the_next_generation() -> None:
    knot: list[object] = []
    knot.append(knot)  # only a collection can tell that nobody uses it
    owner = Owner()
    knot.append(owner)
    ended = weakref.ref(owner)
    caches.freeze_loaded_objects("Frozen", "first")
    del knot, owner
    gc.collect()
    assert ended() is not None
    caches.freeze_loaded_objects("Frozen", "second")
    assert ended() is None


class Owner:
    """Anything."""


def test_what_is_kept_goes_with_its_owner() -> None:
    kept: WeakCache[Owner] = WeakCache(max_entries=2)
    owner, other = Owner(), Owner()
    first = kept.get(owner, Owner, "a")
    assert kept.get(owner, Owner, "a") is first
    assert kept.get(other, Owner, "a") is not first
    kept.get(owner, Owner, "b")
    kept.get(owner, Owner, "c")
    assert kept.get(owner, Owner, "a") is not first
    assert len(kept) == 2
    del owner
    gc.collect()
    assert len(kept) == 1
