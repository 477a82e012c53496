"""Every page in its main states, held against axe-core: light and dark, wide and phone-wide; and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from recommenderr.dashboard.charts.palette import GROUP_NAMES
from recommenderr.model.weights import SHOWN_GROUPS
from tests.browser.axe import EVERY, OPPOSITE, WIDTHS, faults, faults_in
from tests.browser.conftest import WAIT_MS
from tests.browser.page_objects import dashboard, entered, opened, slider
from tests.factories.hostile_household import settings_in
from tests.factories.small_library import CHILD

MOST_TABS = 80
SPOILT = """() => { const head = document.querySelector('h1.rr-title');
  head.style.color = '#999'; head.append(document.createElement('img')); }"""
REACHED = """() => { const e = document.activeElement;
  return e.getAttribute('role') === 'slider' || e.type === 'range' ? e.getAttribute('aria-label')
    : e.classList.contains('rr-card') ? 'a card' : ''; }"""


@pytest.fixture(scope="module")
def looked_at(browser: Browser) -> Iterator[Page]:
    """One page for all states: each is a load, not a new browser."""
    with browser.new_context() as context:
        context.set_default_timeout(WAIT_MS)
        yield context.new_page()


def no_further(page: Page) -> None:
    """Leaves a page as it opens."""


def filters(page: Page) -> None:
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_text("Genres, at least one of")).to_be_visible()


def presets(page: Page) -> None:
    page.locator("summary", has_text="Presets").click()
    page.locator(".st-key-p_name input").fill("Friday")
    entered(page)
    page.get_by_role("button", name="Save these sliders").click()
    expect(page.get_by_role("button", name="Delete the preset")).to_be_visible()


def search(page: Page) -> None:
    page.get_by_role("textbox", name="Search").fill("qqqqqq")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def both_weights(page: Page) -> None:
    for side in "AB":
        page.get_by_text(f"Weights of {side}").click()
    page.get_by_role("button", name="Judge A and B by the past").click()
    expect(page.get_by_role("button", name="Fit the weights to this past")).to_be_visible()


PAGES = {
    "for you": "?person=1",
    "title": "title?person=1&item=1&genres=2",
    "experiments": "experiments?person=1",
    "taste": "taste?person=1",
    "history": "history?person=1",
    "status": "status",
}
STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "for you, moved": ("?person=1&people=2.5&shown=48", presets),
    "for you, filters": ("?person=1&type=movie", filters),
    "for you, no match": ("?person=1&type=show&from=1990&to=1990", no_further),
    "title, none": ("title?person=1", search),
    "experiments, judged": ("experiments?person=1", both_weights),
    "taste, none": (f"taste?person={CHILD}", no_further),
    "history, titles": ("history?person=1&show=titles", no_further),
    "history, none": (f"history?person={CHILD}", no_further),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(looked_at: Page, open_house: str, name: str) -> None:
    opened(looked_at, f"{open_house}{PAGES[name]}")
    assert faults_in(looked_at, *EVERY) == []


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_other_states(looked_at: Page, open_house: str, state: str) -> None:
    address, prepare = STATES[state]
    looked_at.set_viewport_size({"width": WIDTHS["wide"], "height": 900})
    opened(looked_at, f"{open_house}{address}")
    prepare(looked_at)
    assert faults_in(looked_at, *OPPOSITE) == []


def test_axe_finds_nothing_in_the_side_of_a_phone(looked_at: Page, open_house: str) -> None:
    looked_at.set_viewport_size({"width": WIDTHS["phone"], "height": 900})
    opened(looked_at, open_house)
    looked_at.get_by_role("button", name="Expand sidebar").click()
    expect(looked_at.get_by_label("Who is watching?")).to_be_in_viewport()
    assert faults(looked_at) == []


def test_axe_finds_nothing_at_the_door(looked_at: Page, shut_house: str) -> None:
    looked_at.goto(shut_house)
    looked_at.get_by_label("Password").fill("guess")
    looked_at.get_by_role("button", name="Sign in").click()
    expect(looked_at.get_by_role("alert")).to_be_visible()
    assert faults_in(looked_at, *EVERY) == []


def test_axe_finds_nothing_where_nothing_is_connected(looked_at: Page, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, plex_token="")
    settings.art_dir.mkdir()
    with dashboard(settings) as address:
        opened(looked_at, address)
        looked_at.get_by_text("How to connect your own server").click()
        expect(looked_at.get_by_role("heading", name="Nothing here yet")).to_be_visible()
        assert faults_in(looked_at, *EVERY) == []


def test_axe_would_find_something(looked_at: Page, open_house: str) -> None:
    opened(looked_at, f"{open_house}status")
    looked_at.evaluate(SPOILT)
    found = " ".join(faults_in(looked_at, ("light", "wide")))
    assert "serious color-contrast" in found and "critical image-alt" in found


def test_sliders_and_cards_are_reached_by_tab(page: Page, open_house: str) -> None:
    opened(page, open_house)
    for group in SHOWN_GROUPS:
        expect(slider(page, group)).to_be_visible()
    reached = set()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(REACHED))
        if "a card" in reached:
            break
    assert reached >= {"a card", *GROUP_NAMES.values(), "Breadth", "Diversity"}
