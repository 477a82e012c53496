"""Pages that stay open while the dashboard restarts, as after an update."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from recommenderr.settings import Settings
from tests.browser.page_objects import dashboard, opened, push


@pytest.mark.parametrize("path", ["", "history?person=1"])
def test_an_open_page_goes_on_after_a_restart(path: str, context: BrowserContext, settings: Settings) -> None:
    """The browser sends the positions of its controls to a session that never drew them."""
    page: Page = context.new_page()
    with dashboard(settings) as address:
        opened(page, f"{address}{path}")
        page.wait_for_load_state("networkidle")  # the scripts of its controls, which nobody could serve in between
        if not path:
            push(page, "people", 3)
    with page.expect_websocket(timeout=60_000), dashboard(settings, port=urlsplit(address).port or 0):
        expect(page.locator("[data-testid=stApp]")).to_have_attribute(
            "data-test-connection-state", "CONNECTED", timeout=60_000
        )
        page.get_by_role("link", name="Taste").first.click()
        expect(page.locator("h1").first).to_contain_text("The taste of")
        page.get_by_role("link", name="For you").first.click()
        expect(page.locator(".rr-grid")).to_be_visible()
        expect(page.locator("[data-testid=stAlertContentError], [data-testid=stException]")).to_have_count(0)
