"""A visitor in Chromium who drags sliders: seconds from the hand to the eye, by the browser's own clock."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
SIZE: ViewportSize = {"width": 1280, "height": 900}
STEP, LEAST_STEPS = 0.05, 6
REST_MS = 300
"""So long the visitor looks before the next move: what Streamlit does after a run belongs to no move."""

WAIT_MS = 60_000
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"

# From `began` (the release of the mouse where it is null) until what `mark` names reads otherwise, its pictures in
# sight are decoded, and the next frame has been painted: a message that a frame's callback sends comes after its paint.
_STOPWATCH = """
  window.stopwatch = (mark, began) => new Promise((tell, fail) => {
    const now = () => document.querySelector(mark)?.innerHTML ?? '';
    const before = now(), shown = new Set([...document.querySelectorAll(`${mark} img`)].map(image => image.src));
    const release = (event) => { began = event.timeStamp; };
    const in_sight = (image) => {
      const box = image.getBoundingClientRect();
      return box.width > 0 && box.bottom > 0 && box.top < window.innerHeight;
    };
    const painted = () => new Promise(done => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => done(performance.now());
      channel.port2.postMessage(null);
    }));
    const look = () => {
      if (began === null || now() === before) return;
      observer.disconnect();
      window.removeEventListener('pointerup', release, true);
      const images = [...document.querySelectorAll(`${mark} img`)].filter(in_sight);
      const fresh = images.filter(image => !shown.has(image.src)).length;
      Promise.all(images.map(image => image.decode())).then(painted)
        .then(ended => tell({ms: ended - began, pictures: images.length, fresh: fresh}), fail);
    };
    const observer = new MutationObserver(look);
    if (began === null) window.addEventListener('pointerup', release, true);
    observer.observe(document, {childList: true, subtree: true, characterData: true});
  });
"""
_PLACES = """input => {
  const thumb = input.closest('[data-rac]').getBoundingClientRect();
  const track = input.closest('[data-rac]').parentElement.getBoundingClientRect();
  return {x: thumb.x + thumb.width / 2, y: thumb.y + thumb.height / 2, left: track.x, width: track.width};
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that came to be seen.

    Attributes:
        painted_s: seconds until it was painted.
        server_s: seconds from the browser's message to the server's answer that this run has ended;
            None where no such message was sent.
        fresh: how many of the pictures in sight were not there before.
        pictures: how many pictures are in sight.
    """

    painted_s: float
    server_s: float | None
    fresh: int
    pictures: int


@dataclass(slots=True)
class Visitor:
    """A visitor at one page; `mark` is a selector of what the page shows."""

    page: Page
    mark: str
    rng: np.random.Generator
    sent: list[tuple[float, str]] = field(default_factory=list)
    ended: list[tuple[float, list[str]]] = field(default_factory=list)

    def open(self, address: str) -> Seen:
        """Comes to an address: from the start of the navigation until everything in sight is painted."""
        self.page.add_init_script(f"{_STOPWATCH}\nwindow.seen = window.stopwatch({self.mark!r}, 0);")
        self.page.goto(address)
        return self._seen()

    def drag(self, slider: str) -> Seen:
        """Drags the slider in the container of this key to another place, and lets go of it."""
        self.sent.clear()
        self.ended.clear()
        control = self.page.locator(f".st-key-{slider}").get_by_role("slider")
        track = control.evaluate(_PLACES)
        low, high, now = (float(control.get_attribute(name) or 0) for name in ("min", "max", "value"))
        x = track["left"] + track["width"] * (self._elsewhere(low, high, now) - low) / (high - low)
        mouse = self.page.mouse
        mouse.move(track["x"], track["y"])
        mouse.down()
        mouse.move((track["x"] + x) / 2, track["y"])
        mouse.move(x, track["y"])
        self.page.evaluate(f"() => {{ window.seen = window.stopwatch({self.mark!r}, null); }}")
        mouse.up()
        return self._seen()

    def listen(self) -> None:
        """Notes when messages go and come, by the browser's clock."""
        connection = self.page.context.new_cdp_session(self.page)
        connection.on("Network.webSocketFrameSent", lambda frame: self._note_sent(frame))
        connection.on("Network.webSocketFrameReceived", lambda frame: self._note_received(frame))
        connection.send("Network.enable")

    def _elsewhere(self, low: float, high: float, now: float) -> float:
        steps = np.arange(low, high + STEP / 2, STEP)
        return float(self.rng.choice(steps[np.abs(steps - now) >= LEAST_STEPS * STEP]))

    def _seen(self) -> Seen:
        seen = self.page.evaluate("() => window.seen")
        self.page.wait_for_selector(IDLE, state="attached")
        self.page.wait_for_timeout(REST_MS)
        return Seen(seen["ms"] / 1e3, self._server_s(), seen["fresh"], seen["pictures"])

    def _server_s(self) -> float | None:
        """Of the first message: a run ends for the fragments that it was for, or for the whole page, which is ""."""
        for sent_s, fragment in self.sent:
            return next((ended_s - sent_s for ended_s, run in self.ended if fragment in run), None)
        return None

    def _note_sent(self, frame: dict[str, Any]) -> None:
        """Notes what the visitor asks for."""
        message = BackMsg.FromString(base64.b64decode(frame["response"]["payloadData"]))
        if message.WhichOneof("type") == "rerun_script":
            self.sent.append((frame["timestamp"], message.rerun_script.fragment_id))

    def _note_received(self, frame: dict[str, Any]) -> None:
        message = ForwardMsg.FromString(base64.b64decode(frame["response"]["payloadData"]))
        if message.WhichOneof("type") == "script_finished":
            self.ended.append((frame["timestamp"], list(message.metadata.run.fragment_ids) or [""]))


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, for as long as the context lasts."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        raise SystemExit("No Chromium is here; install one (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def visitor(browser: Browser, mark: str, seed: int = 0) -> Iterator[Visitor]:
    """A new visitor, with an empty cache."""
    with browser.new_context(viewport=SIZE) as context:
        context.set_default_timeout(WAIT_MS)
        someone = Visitor(context.new_page(), mark, np.random.default_rng(seed))
        someone.listen()
        yield someone
