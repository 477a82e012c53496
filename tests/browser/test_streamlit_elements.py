"""The elements of Streamlit's pages that our style sheets and scripts find by class or test id."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from recommenderr.dashboard.streamlit_internals import BROWSER
from tests.browser.page_objects import opened

ELEMENTS = {internal.name for internal in BROWSER if internal.name.startswith("st")}


def test_every_element_that_styles_and_scripts_name_is_drawn(page: Page, open_house: str) -> None:
    opened(page, f"{open_house}taste?person=1")
    expect(page.locator(".stVegaLiteChart").first).to_be_visible()
    drawn = {name for name in ELEMENTS if page.locator(f".{name}, [data-testid={name}]").count()}
    opened(page, f"{open_house}?person=1")
    drawn |= {name for name in ELEMENTS if page.locator(f".{name}, [data-testid={name}]").count()}
    assert drawn == ELEMENTS
    expect(page.locator("[data-testid=stLayoutWrapper]:has(> .st-key-rr_links)")).to_be_hidden()
    expect(
        page.locator("[data-testid=stSidebarUserContent] [data-testid=stVerticalBlock] .stSlider").first
    ).to_be_visible()


def test_a_followed_link_scrolls_to_the_top(page: Page, open_house: str) -> None:
    opened(page, f"{open_house}?person=1")
    page.locator(".rr-card").last.scroll_into_view_if_needed()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollTop") > 0
    page.locator(".rr-card").last.click()
    expect(page.locator("h1.rr-title")).not_to_contain_text("For ")
    expect(main).to_have_js_property("scrollTop", 0)
