"""Opens the dashboard in Chromium: its server, its pages and controls, and what a page sends, receives and shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Error, Locator, Page, Request, Response, WebSocket, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.streamlit_server import streamlit_server
from recommenderr.settings import Settings
from tests.factories.hostile_household import environment

KNOWN = ("404 (Not Found)", "401 (Unauthorized)", "403", "WebSocket connection", "429")
"""What the browser says of answers that a test asks for; Streamlit looks for its server along the page's path."""


@dataclass
class Witness:
    """What was seen; `frames` is what the pages sent over their websockets."""

    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    got: list[bytes] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    loads: int = 0
    frames: list[bytes] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Looks at a page from now on."""
        self.pages.append(page)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("websocket", self._websocket)

    def swears(self, token: str) -> None:
        """Fails where the page had an error, asked another machine, or was near the token."""
        assert self.errors == []
        assert self.hosts <= {"127.0.0.1"}
        assert not any(token.encode() in data for data in (*self.sent, *self.got))
        for page in self.pages:
            if not page.is_closed():
                kept = (page.context.storage_state(indexed_db=True), page.evaluate("() => ({...sessionStorage})"))
                assert token not in repr((page.url, page.content(), *kept))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and not any(known in text for known in KNOWN):
            self.errors.append(text)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"}:
            self.hosts.add(parts.hostname or "")
        self.loads += request.is_navigation_request()
        self.sent.append(request.url.encode() + repr(request.headers).encode() + (request.post_data_buffer or b""))

    def _response(self, response: Response) -> None:
        self.got.append(response.url.encode() + repr(response.headers).encode())
        if "text" in response.headers.get("content-type", "") and response.status < 300:
            with suppress(Error):  # the page was left before it was read, so the browser has thrown it away
                self.got.append(response.body())

    def _asked(self, data: str | bytes) -> None:
        self.frames.append(data if isinstance(data, bytes) else data.encode())
        self.sent.append(self.frames[-1])

    def _websocket(self, socket: WebSocket) -> None:
        self.hosts.add(urlsplit(socket.url).hostname or "")
        socket.on("framesent", self._asked)
        socket.on("framereceived", lambda data: self.got.append(data if isinstance(data, bytes) else data.encode()))


SIDEWAYS = "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]" \
    ".some(e => e && e.scrollWidth > e.clientWidth)"  # fmt: skip
"""Whether the page scrolls sideways."""

_LOW = """() => {
  const probe = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    probe.clearRect(0, 0, 1, 1); probe.fillStyle = colour; probe.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = probe.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
  const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.backgroundImage !== 'none' && style.backgroundSize === 'auto') return null;
      layers.push(rgba(style.backgroundColor));
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('[data-testid=stApp]'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), e = walker.currentNode.parentElement;
    if (!text || !e.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (e.closest('[disabled], [aria-disabled=true], [data-testid=stIconMaterial], style, script')) continue;
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.right < 0) continue;
    // A slider's value stands above its thumb, not on it.
    const place = e.closest('[data-testid=stSliderThumbValue]') ? e.closest('[data-testid=stSlider]') : e;
    const ground = behind(place), style = getComputedStyle(e);
    if (!ground) continue;
    const front = over(rgba(style.color), ground);
    const [high, low] = [light(front), light(ground)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const contrast = (high + .05) / (low + .05);
    if (contrast < (large ? 3 : 4.5)) found.push(`${text.slice(0, 40)}: ${contrast.toFixed(2)}`);
  }
  return [...new Set(found)];
}"""


def low_contrasts(page: Page) -> list[str]:
    """The texts whose contrast is below what AA asks for, with the contrast that they have."""
    found: list[str] = page.evaluate(_LOW)
    return found


SIDE = 1
"""What the places of everything at the side begin with."""

LATE = """
  window.late = null;
  const add = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (kind, heard, ...rest) {
    const once = (event) => window.late ? window.late.push(() => heard.call(this, event)) : heard.call(this, event);
    return add.call(this, kind, kind === "message" ? once : heard, ...rest);
  };
"""
"""Before a page is opened: its answers wait while there is a list of those that are late."""

ARRIVE = "(count) => { for (const one of window.late.splice(0, count)) one(); }"
"""So many of those that are late, in one go: what a browser does that was too busy for any of them."""


class Between:
    """Keeps what the page asks for.

    Requests are held back while there is a list for those `held`. While it is `losing`, what is drawn at the side does
    not arrive.
    """

    def __init__(self, page: Page) -> None:
        self.asked: list[ClientState] = []
        self.held: list[str | bytes] | None = None
        self.losing = False
        page.route_web_socket(re.compile("_stcore/stream"), self._connect)

    def let_go(self) -> None:
        """Gives the server all requests that were held back."""
        for message in self.held or []:
            self._server.send(message)
        self.held = None

    def send(self, state: ClientState) -> None:
        """Asks for something as the page would."""
        self._server.send(BackMsg(rerun_script=state).SerializeToString())

    def _connect(self, tab: WebSocketRoute) -> None:
        self._server = tab.connect_to_server()
        tab.on_message(self._ask)
        self._server.on_message(lambda message: None if self._lost(message) else tab.send(message))

    def _ask(self, message: str | bytes) -> None:
        if isinstance(message, bytes) and (said := BackMsg.FromString(message)).HasField("rerun_script"):
            self.asked.append(said.rerun_script)
        if self.held is None:
            self._server.send(message)
        else:
            self.held.append(message)

    def _lost(self, message: str | bytes) -> bool:
        if not self.losing or isinstance(message, str):
            return False
        said = ForwardMsg.FromString(message)
        return bool(said.HasField("delta") and said.metadata.delta_path[0] == SIDE)


@contextmanager
def dashboard(settings: Settings, *words: str, base_path: str = "", port: int = 0) -> Iterator[str]:
    """The address of a running dashboard; `words` go to its command line."""
    environ, folder = environment(settings), settings.art_dir
    with streamlit_server("streamlit_app.py", environ, folder, *words, base_path=base_path, port=port) as address:
        yield address


def stands_still(page: Page) -> None:
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")


def cards(page: Page) -> Locator:
    """The names on the cards. While a page is redrawn there may be none, so `expect` compares them."""
    return page.locator(".rr-name")


def names(page: Page) -> list[str]:
    """The names on the cards of a page that stands still."""
    stands_still(page)
    expect(cards(page).first).to_be_visible()
    return cards(page).all_inner_texts()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    stands_still(page)
    expect(page.locator("h1").first).to_be_visible()


def slider(page: Page, group: str) -> Locator:
    return page.locator(f".st-key-c_{group}").get_by_role("slider")


def entered(page: Page) -> None:
    """Presses Enter, and waits for the run that it asks for."""
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    stands_still(page)


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def push(page: Page, group: str, steps: int) -> None:
    """Moves a slider by keyboard, and waits until the address says so."""
    slider(page, group).focus()
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
    expect(page).to_have_url(re.compile(rf"[?&]{group}={1 + steps * 0.05:g}(&|$)"))
