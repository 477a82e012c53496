"""People at the dashboard, each in a browser of their own: they click slowly, for as long as they are told to."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import threading
import time
from dataclasses import dataclass, field

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Response, async_playwright
from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as Late

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATHS = ("", "title", "experiments", "taste", "history", "status")
LINKS = ("For you", "Title", "Experiments", "Taste", "History", "Status")
TARGETS = {
    "slider": "[class*=st-key-c_] input[type=range]:not([disabled])",
    "card": ".rr-card:visible",
    "person": ".st-key-c_person input",
    "more": ".st-key-c_more button",
}
STILL = "[data-testid=stApp][data-test-script-state=notRunning]"
PAUSE_S = (2.0, 6.0)
WAIT_MS = 60_000
CLICK_MS, TRIES = 15_000, 3
"""A page that redraws itself takes away what a visitor is about to click on, who then clicks on something else."""

LEAVES = 0.04
"""Chance, at each click, that a visitor closes the tab and comes back with a new one."""

NOT_THERE = "404 (Not Found)"
"""Streamlit's page looks for its server along the page's path, and the browser says so where it is not."""

WATCH = """() => {
  const bad = '[data-testid=stException], [data-testid=stAlertContentError], dialog[open]';
  window.complaints = [];
  const look = () => {
    for (const e of document.querySelectorAll(bad)) {
      const text = e.innerText.slice(0, 300);
      if (text && !window.complaints.includes(text)) window.complaints.push(text);
    }
  };
  const begin = () => new MutationObserver(look).observe(document, {childList: true, subtree: true});
  begin();
}"""


@dataclass
class Seen:
    """What the visitors did, how long each click took until the page stood still, and what went wrong."""

    clicks: dict[str, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    sessions: int = 0
    errors: list[str] = field(default_factory=list)


class Visitors(threading.Thread):
    """All visitors, in a thread with an event loop of its own, from `start` to `leave`."""

    def __init__(self, address: str, count: int, seed: int) -> None:
        super().__init__(name="visitors", daemon=True)
        self.seen = Seen()
        self._address, self._count, self._seed = address, count, seed
        self._end = threading.Event()

    def leave(self) -> None:
        """Sends them home, and waits until they have gone."""
        self._end.set()
        self.join()

    def run(self) -> None:
        """What the thread does."""
        try:
            asyncio.run(self._all())
        except BrowserError as err:
            self.seen.errors.append(f"The browser failed: {err.message}")

    async def _all(self) -> None:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            await asyncio.gather(*(self._live(browser, number) for number in range(self._count)))
            await browser.close()

    async def _live(self, browser: Browser, number: int) -> None:
        """One person: tab after tab."""
        rng = random.Random(f"{self._seed}-{number}")
        while not self._end.is_set():
            async with await browser.new_context(viewport={"width": 1280, "height": 900}) as context:
                page = await context.new_page()
                await page.add_init_script(f"({WATCH})()")
                page.on("pageerror", lambda error: self.seen.errors.append(f"Script: {error}"))
                page.on("console", self._hear)
                page.on("response", self._answered)
                self.seen.sessions += 1
                await self._click_around(page, rng)
                page.remove_listener("console", self._hear)  # a page that is being closed says that it cannot ask

    async def _click_around(self, page: Page, rng: random.Random) -> None:
        try:
            await page.goto(f"{self._address}/{rng.choice(PATHS)}", timeout=WAIT_MS)
            await _still(page)
            while not self._end.is_set() and rng.random() >= LEAVES:
                began = time.monotonic()
                name = await click(page, rng)
                await _still(page)
                self.seen.seconds.append(time.monotonic() - began)
                self.seen.clicks[name] = self.seen.clicks.get(name, 0) + 1
                await self._complaints(page)
                await asyncio.sleep(rng.uniform(*PAUSE_S))
        except BrowserError as err:
            self.seen.errors.append(f"{page.url}: {err.message.splitlines()[0]}")
        await self._complaints(page)

    async def _complaints(self, page: Page) -> None:
        """Errors that the page has shown."""
        try:
            complaints = await page.evaluate("() => (window.complaints || []).splice(0)")
        except BrowserError:
            return  # reported already
        self.seen.errors += [f"{page.url}: {complaint}" for complaint in complaints]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and NOT_THERE not in message.text and not self._end.is_set():
            self.seen.errors.append(f"Console: {message.text}")

    def _answered(self, answer: Response) -> None:
        """A poster may be 404: its title has gone since the wall was drawn."""
        if answer.status >= 500 or (answer.status >= 400 and answer.status != 404 and "/posters/" in answer.url):
            self.seen.errors.append(f"{answer.status} at {answer.url}")


async def click(page: Page, rng: random.Random) -> str:
    """One click, on something that is there; what it was on."""
    for attempt in range(TRIES):
        name = rng.choice(("slider", "slider", "card", "page", "person", "more"))
        try:
            if await _clicked(page, rng, name):
                return name
            await _clicked(page, rng, "page")
            return "page"
        except Late:
            if attempt == TRIES - 1:
                raise
    raise AssertionError


async def _clicked(page: Page, rng: random.Random, name: str) -> bool:
    target = await _any(_target(page, name), rng)
    if target is None:
        return False
    if name == "slider":
        await target.press(rng.choice(("ArrowLeft", "ArrowRight")), timeout=CLICK_MS)
        return True
    await target.click(timeout=CLICK_MS)
    if name == "person" and (option := await _any(page.get_by_role("option"), rng)):
        await option.click(timeout=CLICK_MS)
    return True


def _target(page: Page, name: str) -> Locator:
    if name == "page":
        return page.get_by_role("link", name=re.compile(f"^({'|'.join(LINKS)})$"))
    return page.locator(TARGETS[name])


async def _any(candidates: Locator, rng: random.Random) -> Locator | None:
    count = await candidates.count()
    return candidates.nth(rng.randrange(count)) if count else None


async def _still(page: Page) -> None:
    """Waits until the page has been drawn."""
    await page.wait_for_selector(STILL, timeout=WAIT_MS)
    await page.locator("h1").first.wait_for(timeout=WAIT_MS)
