"""A client that sends what no browser would: any header, path or message; it records everything that comes back."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that one run of a page sent."""

    raw: bytes
    messages: Sequence[ForwardMsg]

    def says(self, words: str) -> bool:
        """Whether these words stand anywhere in it, by themselves."""
        return re.search(rb"(?<![\w])" + re.escape(words.encode()) + rb"(?![\w])", self.raw) is not None

    @property
    def heading(self) -> str:
        """The text of the page's first heading."""
        bodies = [message.delta.new_element.html.body for message in self.messages]
        heading = re.search(r"<h1[^>]*>(.*?)</h1>", "".join(bodies))
        return re.sub("</?bdi>", "", heading.group(1)) if heading else ""

    def control(self, key: str) -> str:
        """The id of a control."""
        elements = [message.delta.new_element for message in self.messages]
        ids = [control.id for element in elements for control in (element.selectbox, element.button)]
        return next(control_id for control_id in ids if control_id.endswith(f"-{key}"))


@dataclass
class Attacker:
    """Knows the dashboard's URL, and the cookie of a session after signing in."""

    address: str
    cookie: str = ""
    got: list[bytes] = field(default_factory=list)

    @property
    def host_port(self) -> tuple[str, int]:
        """Where the dashboard listens."""
        parts = urlsplit(self.address)
        return parts.hostname or "", parts.port or 0

    @property
    def host(self) -> str:
        """What a browser would send as `Host`."""
        return urlsplit(self.address).netloc

    def ask(
        self, path: str, method: str = "GET", headers: Sequence[tuple[str, str]] = (), body: bytes | None = None
    ) -> Answer:
        """Sends one request with the path unchanged; `Host` is the right one unless the headers set it."""
        connection = http.client.HTTPConnection(*self.host_port, timeout=TIMEOUT_S)
        names = {name.lower() for name, _ in headers}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in self._usual(names, body) + list(headers):
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()
        self.got += [repr(answer.headers).encode(), answer.body]
        return answer

    def _usual(self, names: set[str], body: bytes | None) -> list[tuple[str, str]]:
        usual = [("Host", self.host)] if "host" not in names else []
        usual += [("Cookie", self.cookie)] if self.cookie else []
        measured = body is None or names & {"content-length", "transfer-encoding"}
        return usual if measured else [*usual, ("Content-Length", str(len(body or b"")))]

    def sign_in(self, password: str) -> Answer:
        """Sends a password, and keeps the session when it was right."""
        form = urlencode({"password": password, "to": "/"}).encode()
        answer = self.ask("/sign-in", "POST", [("Content-Type", "application/x-www-form-urlencoded")], form)
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].split(";")[0]
        return answer

    @contextmanager
    def websocket(self, headers: Sequence[tuple[str, str]] = (), session: str = "") -> Iterator[ClientConnection]:
        """An open websocket; `session` asks to continue the session of that id."""
        usual = [("Cookie", self.cookie)] if self.cookie else []
        named = dict(headers)
        host = named.pop("Host", self.host)
        words = ["streamlit", "none", *([session] if session else [])]
        with (
            socket.create_connection(self.host_port, TIMEOUT_S) as wire,
            connect(
                f"ws://{host}/_stcore/stream",
                sock=wire,
                additional_headers=[*usual, *named.items()],
                subprotocols=words,  # type: ignore[arg-type]
                compression=None,
                max_size=None,
                proxy=None,
                open_timeout=TIMEOUT_S,
            ) as websocket,
        ):
            yield websocket

    def run(
        self,
        wire: ClientConnection,
        page: str,
        query: str = "",
        controls: Sequence[WidgetState] = (),
        fragment: str = "",
    ) -> Shown:
        """Runs a page once as a browser asks for it."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(controls)
        wire.send(message.SerializeToString())
        raw, messages = b"", []
        while True:
            data = wire.recv(TIMEOUT_S)
            assert isinstance(data, bytes)
            raw += data
            messages.append(ForwardMsg.FromString(data))
            if messages[-1].WhichOneof("type") == "script_finished" and len(messages) > 1:
                self.got.append(raw)
                return Shown(raw, messages)

    def visit(self, page: str, query: str = "") -> Shown:
        """Opens a page by its address."""
        with self.websocket() as wire:
            return self.run(wire, page, query)
