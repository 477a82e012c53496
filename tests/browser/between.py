"""Somebody between a page and its server, who lets them wait for each other as busy machines do."""

from __future__ import annotations

import re

from playwright.sync_api import Page, WebSocketRoute
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

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
