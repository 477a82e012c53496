"""Keeps what a part of a page asks from a visitor who has gone on to another page.

A slider redraws the list alone: it asks for a part, and says of which page. Where that crosses with a click on a link
to another page, Streamlit answers both in turn: its script in the browser takes the second answer for a third page,
clears what it has drawn, and finds no place for what comes.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from recommenderr.dashboard.door import App, Message, Receive, Scope, Send


class LeftPages:
    """Drops requests for parts of a page that its visitor has left."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One websocket, which is one tab; everything else passes as it is."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        page = ""  # the one that was asked for last, empty where it was asked for by its name

        async def wanted() -> Message:
            nonlocal page
            while True:
                message = await receive()
                asked = _asked(message)
                if asked is None:
                    return message
                if not asked.fragment_id:
                    page = asked.page_script_hash
                    return message
                if page in {"", asked.page_script_hash}:
                    return message

        await self.app(scope, wanted, send)


def _asked(message: Message) -> ClientState | None:
    """The page that a message asks for; None where it asks for none."""
    data = message.get("bytes") if message["type"] == "websocket.receive" else None
    if not data:
        return None
    try:
        said = BackMsg.FromString(data)
    except DecodeError:  # for Streamlit to refuse
        return None
    return said.rerun_script if said.WhichOneof("type") == "rerun_script" else None
