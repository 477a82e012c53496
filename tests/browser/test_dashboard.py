"""The dashboard in Chromium: what only a browser shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from recommenderr.dashboard.navigation import PAGES
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.refresh.run import refresh
from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from tests.browser.page_objects import (
    ARRIVE,
    LATE,
    SIDEWAYS,
    Between,
    Witness,
    cards,
    entered,
    low_contrasts,
    names,
    opened,
    push,
    query,
    slider,
    stands_still,
)
from tests.factories.hostile_household import HOSTILE

PATHS = [path for _, _, path in PAGES]


def test_a_slider_moves_the_posters_and_arrows_say_how_far(page: Page, open_house: str) -> None:
    opened(page, open_house)
    before = names(page)
    push(page, "people", 30)
    expect(page.locator(".rr-move").first).to_be_visible()
    expect(cards(page)).not_to_have_text(before)
    page.get_by_role("button", name="Reset to my default").click()
    expect(page.locator(".rr-move")).to_have_count(0)
    expect(cards(page)).to_have_text(before)


def test_the_address_brings_the_same_view_to_somebody_else(page: Page, open_house: str, browser: Browser) -> None:
    opened(page, open_house)
    page.locator(".st-key-f_type").get_by_text("Films", exact=True).click()
    expect(page).to_have_url(re.compile("type=movie"))
    push(page, "genres", 10)
    with browser.new_context() as elsewhere:
        other = elsewhere.new_page()
        opened(other, page.url)
        expect(slider(other, "genres")).to_have_value("1.5")
        expect(cards(other)).to_have_text(names(page))


def test_a_card_opens_its_title_without_a_new_session_and_back_leads_back(
    page: Page, open_house: str, witness: Witness
) -> None:
    opened(page, open_house)
    push(page, "genres", 10)
    before, loads, name = page.url, witness.loads, names(page)[3]
    page.locator(".rr-card").nth(3).click()
    expect(page.locator("h1.rr-title")).to_have_text(name)
    assert query(page)["genres"] == ["1.5"] and query(page)["item"]
    page.go_back()
    expect(page.locator("h1.rr-title")).to_contain_text("For ")
    assert page.url == before
    expect(slider(page, "genres")).to_have_value("1.5")
    assert witness.loads == loads


def test_back_undoes_a_slider(page: Page, open_house: str) -> None:
    opened(page, open_house)
    before = names(page)
    push(page, "genres", 1)
    page.go_back()
    expect(slider(page, "genres")).to_have_value("1")
    expect(cards(page)).to_have_text(before)


def test_a_title_is_reached_by_keyboard_alone(page: Page, open_house: str) -> None:
    opened(page, open_house)
    name = names(page)[0]
    page.locator(".st-key-f_type").get_by_role("radio").first.focus()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('rr-card')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1.rr-title")).to_have_text(name)


def test_nasty_titles_show_as_themselves(page: Page, open_house: str) -> None:
    opened(page, f"{open_house}?shown=96")
    shown = names(page)
    for number in (0, 2, 3, 4):
        assert HOSTILE[number] in shown
    for number in range(len(HOSTILE)):
        opened(page, f"{open_house}title")
        page.get_by_role("textbox", name="Search").fill(HOSTILE[number])
        page.keyboard.press("Enter")
        page.locator(".rr-card", has_text=HOSTILE[number]).first.click()
        expect(page.locator("h1.rr-title")).to_have_text(HOSTILE[number])
    assert "taken" not in page.title()


def test_a_preset_is_called_as_it_was_typed(page: Page, open_house: str) -> None:
    opened(page, open_house)
    page.locator("summary", has_text="Presets").click()
    page.locator(".st-key-p_name input").fill("**Night** $x$ <b>")
    entered(page)
    page.get_by_role("button", name="Save these sliders").click()
    expect(page.locator(".st-key-p_chosen input")).to_have_value("**Night** $x$ <b>")
    page.get_by_role("button", name="Delete the preset").click()
    expect(page.get_by_role("button", name="Delete the preset")).to_have_count(0)


def test_every_poster_is_a_picture_with_words(page: Page, open_house: str, plex: DemoServer) -> None:
    opened(page, open_house)
    for picture in page.locator(".rr-grid img").all()[:12]:
        expect(picture).to_have_js_property("naturalWidth", 320)
    for picture in page.locator(".rr-grid img").all():
        assert re.match(r"Poster of .+", picture.get_attribute("alt") or "")
        assert (picture.get_attribute("src") or "").startswith("posters/")
    assert any("/photo/" in request.path for request in plex.requests)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_readable_and_a_phone_wide(
    path: str, scheme: str, open_house: str, browser: Browser, witness: Witness
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme) as phone:  # type: ignore[arg-type]
        page = phone.new_page()
        witness.watch(page)
        opened(page, f"{open_house}{path}?item=1")
        assert not page.evaluate(SIDEWAYS)
        assert low_contrasts(page) == []
        page.set_viewport_size({"width": 1440, "height": 900})
        page.wait_for_function(f"() => !({SIDEWAYS})()")  # the side comes in from the left
        witness.swears("token-of-")


def test_a_new_generation_is_seen_by_an_open_page(
    page: Page, open_house: str, settings: Settings, plex: DemoServer, witness: Witness
) -> None:
    opened(page, open_house)
    count, loads = page.locator(".rr-count").inner_text(), witness.loads
    plex.library.add("1", type="movie", guid="plex://movie/new", title="New", year=2001, genres=("Drama",))
    refresh(settings)
    expect(page.locator(".rr-count")).not_to_have_text(count)
    assert witness.loads == loads


def test_an_open_page_tells_of_a_refresh_without_being_drawn(
    page: Page, open_house: str, settings: Settings, witness: Witness
) -> None:
    opened(page, open_house)
    asked, told = len(witness.frames), page.locator(".rr-live")
    with open_store(settings.db_path) as conn:
        refresh_id = refreshes.start(conn, "starting")
        refreshes.progress(conn, refresh_id, "metadata", 30, 120)
        expect(told.get_by_role("status")).to_have_text("Reading the titles: 30 of 120.")
        expect(told.get_by_role("progressbar")).to_have_js_property("value", 0.25)
        refreshes.finish(conn, refresh_id, "failed", "The `disk` is <b>full</b>.")
    expect(told.get_by_role("status")).to_have_text("The last refresh failed a moment ago. The disk is <b>full</b>.")
    expect(told.get_by_role("progressbar")).to_have_count(0)
    assert len(witness.frames) == asked


def test_sliders_stand_right_where_the_browser_sees_the_second_run_first(page: Page, open_house: str) -> None:
    """A server replaces what it has not sent yet, and a busy browser draws two runs as one."""
    between = Between(page)
    between.losing = True
    opened(page, f"{open_house}?person=1&genres=1.5")
    expect(page.locator(".rr-card").first).to_be_visible()
    between.losing = False
    page.locator(".st-key-f_type").get_by_text("Films", exact=True).click()
    expect(slider(page, "genres")).to_have_value("1.5")
    expect(slider(page, "people")).to_have_value("1")
    push(page, "people", 1)
    assert query(page)["genres"] == ["1.5"]


def test_news_that_comes_after_a_click_on_another_page_does_not_lead_back(page: Page, open_house: str) -> None:
    between = Between(page)
    with page.expect_response(re.compile("/now$")):
        opened(page, open_house)
    between.held = []
    page.route(re.compile("/now$"), lambda route: route.fulfill(json={**route.fetch().json(), "generation": "next"}))
    page.get_by_role("link", name="Taste").first.click()
    with page.expect_response(re.compile("/now$")):
        pass
    page.wait_for_timeout(500)
    assert len(between.held) == 1
    between.let_go()
    expect(page.locator("h1.rr-title")).to_contain_text("The taste of")


def test_a_slider_that_crosses_with_a_click_leaves_the_next_page_whole(
    page: Page, open_house: str, witness: Witness
) -> None:
    """The page before asks for its list once more, just after another one was asked for."""
    between = Between(page)
    opened(page, open_house)
    push(page, "people", 3)
    stands_still(page)
    part = between.asked[-1]
    assert part.fragment_id
    page.get_by_role("link", name="Taste").first.click()
    expect(page.locator("h1.rr-title")).to_contain_text("The taste of")
    for _ in range(3):
        between.send(part)
    page.wait_for_timeout(1500)
    expect(page.locator("h1.rr-title")).to_contain_text("The taste of")
    assert witness.errors == []


def test_a_page_that_is_left_and_come_back_to_stays_whole_where_the_answers_come_at_once(
    page: Page, open_house: str, witness: Witness
) -> None:
    """Somebody goes to another page, clicks on the old one, which is still there, and moves a slider."""
    page.add_init_script(LATE)
    opened(page, open_house)
    sent = len(witness.frames)
    page.evaluate("() => { window.late = []; }")
    page.get_by_role("link", name="Title").first.click()
    page.wait_for_timeout(1500)
    first = page.evaluate("window.late.length")
    page.get_by_role("button", name="Show 24 more").click()
    page.wait_for_timeout(1500)
    slider(page, "people").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1500)
    title, *back, part = (BackMsg.FromString(frame).rerun_script for frame in witness.frames[sent:])
    assert title.page_script_hash not in {one.page_script_hash for one in back}
    assert part.fragment_id and part.page_script_hash == back[-1].page_script_hash
    page.evaluate(ARRIVE, first)
    page.wait_for_timeout(500)
    page.evaluate(ARRIVE, 10_000)
    page.evaluate("() => { window.late = null; }")
    expect(page.locator(".rr-card").first).to_be_visible()
    expect(slider(page, "people")).to_have_value("1.05")
    page.wait_for_timeout(500)
    assert witness.errors == []
