"""Signing in and out in Chromium: nothing is served before the password and after signing out."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from recommenderr.dashboard.web.sessions import SESSION_COOKIE
from tests.browser.page_objects import low_contrasts


def sign_in(page: Page, address: str, password: str = "sesame") -> None:
    page.goto(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize(
    "path", ["", "title?item=1", "status", "posters/1?w=320", "_stcore/metrics", "_stcore/host-config", "static/x.js"]
)
def test_without_the_password_nothing_is_served(path: str, shut_house: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{shut_house}/{path}")
    with caught.value as answer:
        assert answer.code == 401
        assert answer.read() == b"Sign in first."


def test_the_health_check_is_open(shut_house: str) -> None:
    with urllib.request.urlopen(f"{shut_house}/_stcore/health") as answer:
        assert answer.read() == b"ok"


def test_a_wrong_password_is_refused(page: Page, shut_house: str) -> None:
    sign_in(page, f"{shut_house}/title?item=1", "guess")
    expect(page.get_by_role("alert")).to_have_text("That is not the password. Try again.")
    assert low_contrasts_of_the_form(page) == []
    assert page.locator("[data-testid=stApp]").count() == 0


def low_contrasts_of_the_form(page: Page) -> list[str]:
    page.evaluate("document.querySelector('main').dataset.testid = 'stApp'")
    contrasts = low_contrasts(page)
    page.evaluate("delete document.querySelector('main').dataset.testid")
    return contrasts


def test_signing_in_opens_the_page_and_signing_out_closes_every_tab(page: Page, shut_house: str) -> None:
    sign_in(page, f"{shut_house}/title?person=1")
    expect(page.get_by_role("textbox", name="Search")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{shut_house}/")
    expect(other.locator(".rr-grid img").first).to_be_visible()
    expect(other.locator(".rr-grid img").first).to_have_js_property("naturalWidth", 320)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    assert SESSION_COOKIE not in {cookie["name"] for cookie in page.context.cookies()}
    before = other.locator(".rr-name").all_inner_texts()
    other.locator(".st-key-c_genres").get_by_role("slider").focus()
    other.keyboard.press("End")
    assert other.locator(".rr-name").all_inner_texts() == before
    expect(other.get_by_label("Password")).to_be_visible()


def test_links_and_posters_work_below_a_base_path(page: Page, shut_house: str) -> None:
    sign_in(page, shut_house)
    expect(page.locator(".rr-grid img").first).to_have_js_property("naturalWidth", 320)
    name = page.locator(".rr-name").first.inner_text()
    page.locator(".rr-card").first.click()
    expect(page.locator("h1.rr-title")).to_have_text(name)
    assert page.url.startswith(f"{shut_house}/title?")
    page.get_by_text("← For you").click()
    expect(page.locator(".rr-grid").first).to_be_visible()
    assert page.url.startswith(f"{shut_house}/?")
