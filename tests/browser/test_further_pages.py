"""Experiments, Taste, History and Status in Chromium: what only a browser shows."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from recommenderr.store.sql import transaction
from tests.browser.page_objects import Witness, opened, query

WORDS_OF_CHARTS = """() => [...document.querySelectorAll('.stVegaLiteChart svg text')]
  .filter(e => e.textContent).map(e => getComputedStyle(e).fill)"""


WATCH_HEIGHT = """() => {
  const height = () => document.querySelector('.rr-findings')?.offsetHeight ?? 0;
  window.first = window.least = height();
  new MutationObserver(() => { window.least = Math.min(window.least, height()); })
    .observe(document, {childList: true, subtree: true, characterData: true});
}"""


def test_the_side_that_wins_is_what_for_you_shows(page: Page, open_house: str, witness: Witness) -> None:
    opened(page, f"{open_house}experiments?person=1&b_scoring=evidence&b_genres=2.5")
    loads = witness.loads
    page.get_by_role("button", name="Use B in For you").click()
    expect(page.get_by_role("button", name="Use B in For you")).to_be_disabled()
    page.get_by_role("link", name="For you").first.click()
    expect(page.locator(".st-key-c_genres").get_by_role("slider")).to_have_value("2.5")
    assert witness.loads == loads


def test_a_moved_slider_stands_in_the_address(page: Page, open_house: str) -> None:
    opened(page, f"{open_house}experiments?person=1")
    page.get_by_text("Weights of B").click()
    page.locator(".st-key-t_b_genres").get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"[?&]b_genres=0\.95(&|$)"))
    assert query(page)["a_genres"] == ["1"]


def test_a_title_of_the_history_opens_and_back_leads_back(page: Page, open_house: str, witness: Witness) -> None:
    opened(page, f"{open_house}history?person=1&show=titles")
    before, loads = page.url, witness.loads
    page.locator(".rr-table a").first.click()
    expect(page.locator(".rr-title-rank")).to_be_visible()
    page.go_back()
    expect(page.locator(".rr-table").first).to_be_visible()
    assert (page.url, witness.loads) == (before, loads)


def test_a_refresh_is_shown_as_it_goes_on(page: Page, open_house: str, settings: Settings, witness: Witness) -> None:
    opened(page, f"{open_house}status")
    loads = witness.loads
    with open_store(settings.db_path) as conn:
        refresh_id = refreshes.start(conn, "starting")
        refreshes.progress(conn, refresh_id, "metadata", 30, 120)
        expect(page.locator(".rr-message")).to_contain_text("Reading the titles: 30 of 120.")
        expect(page.get_by_role("button", name="Refresh now")).to_be_disabled()
        refreshes.finish(conn, refresh_id, "ok", None, "All was read.")
    expect(page.locator(".rr-message")).to_contain_text("Up to date as of a moment ago.")
    assert witness.loads == loads


def test_what_is_read_does_not_jump_where_a_refresh_begins_and_ends(
    page: Page, open_house: str, settings: Settings
) -> None:
    opened(page, f"{open_house}status")
    expect(page.locator(".rr-findings")).to_be_visible()
    page.evaluate(WATCH_HEIGHT)
    with open_store(settings.db_path) as conn:
        refresh_id = refreshes.start(conn, "starting")
        expect(page.get_by_role("button", name="Refresh now")).to_be_disabled()
        refreshes.finish(conn, refresh_id, "ok", None, "All was read.")
        expect(page.get_by_role("button", name="Refresh now")).to_be_enabled()
    assert page.evaluate("window.least") > 0.7 * page.evaluate("window.first")


def test_a_button_that_cannot_write_says_why(page: Page, open_house: str, settings: Settings) -> None:
    """It waits for ten seconds, as every writer does."""
    opened(page, f"{open_house}status")
    with open_store(settings.db_path) as conn, transaction(conn):
        page.get_by_role("button", name="Refresh now").click()
        expect(page.get_by_test_id("stToast")).to_contain_text("has been locked by another program")


def test_the_end_of_the_log_is_reached_by_keyboard(page: Page, open_house: str) -> None:
    opened(page, f"{open_house}status")
    page.locator(".rr-log").focus()
    expect(page.locator(".rr-log")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_of_charts_have_the_colour_of_text(
    browser: Browser, open_house: str, theme: Literal["light", "dark"]
) -> None:
    """Streamlit's own grey has a contrast of 3.5; AA asks for 4.5."""
    with browser.new_context(color_scheme=theme) as context:
        page = context.new_page()
        opened(page, f"{open_house}taste?person=1")
        expect(page.locator(".stVegaLiteChart svg").nth(5)).to_be_visible()
        found = set(page.evaluate(WORDS_OF_CHARTS))
    assert found == {"rgb(29, 27, 24)" if theme == "light" else "rgb(238, 235, 228)"}
