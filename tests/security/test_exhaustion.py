"""The running dashboard under half-open requests, idle websockets, unfinished messages and names of any length."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode

from recommenderr.dashboard.web.connection_limits import MAX_WEBSOCKETS_PER_ADDRESS, WANTED_DESCRIPTORS
from tests.security.attacker import Attacker

MIB = 1024 * 1024
pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no way to see processes")


def process_of(address: str) -> Path:
    """The folder below `/proc` of the process that was started to listen at this address."""
    word = f"--server.port={urlsplit(address).port}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word in (folder / "cmdline").read_bytes().split(b"\0"):
                return folder
        except OSError:
            continue
    raise AssertionError(f"nobody listens at {address}")


def rss_mib(folder: Path) -> float:
    pages = int((folder / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


@pytest.fixture
def process(open_house: str, guest: Attacker) -> Iterator[Path]:
    """The dashboard's process, warm; afterwards it answers as before."""
    guest.visit("")
    yield process_of(open_house)
    assert guest.ask("/_stcore/health").body == b"ok"


def test_open_files_are_enough_for_every_connection(process: Path) -> None:
    limits = (process / "limits").read_text().splitlines()
    soft, hard = next(line.split()[3:5] for line in limits if line.startswith("Max open files"))
    assert hard == "unlimited" or int(soft) >= min(WANTED_DESCRIPTORS, int(hard))


def test_unfinished_requests_leave_room_for_others(process: Path, guest: Attacker, open_house: str) -> None:
    half = f"GET / HTTP/1.1\r\nHost: {guest.host}\r\nX-A: ".encode()
    with ExitStack() as stack:
        for _ in range(1200):
            wire = stack.enter_context(socket.create_connection(guest.host_port, 30))
            wire.sendall(half)
        assert guest.ask("/_stcore/health").body == b"ok"
        assert len(list((process / "fd").iterdir())) < 1200


def test_idle_websockets_leave_room_for_others(process: Path, guest: Attacker) -> None:
    from_one = [("X-Forwarded-For", "203.0.113.76")]
    with ExitStack() as stack:
        for _ in range(MAX_WEBSOCKETS_PER_ADDRESS):
            stack.enter_context(guest.websocket(from_one))
        with pytest.raises(InvalidStatus) as caught:
            stack.enter_context(guest.websocket(from_one))
        assert caught.value.response.status_code == 503
        with guest.websocket([("X-Forwarded-For", "203.0.113.77")]) as wire:
            assert guest.run(wire, "status").heading == "Status"


def test_unfinished_messages_hold_little_memory(process: Path, guest: Attacker) -> None:
    before = rss_mib(process)
    part = Frame(Opcode.CONT, b"a" * MIB, fin=False).serialize(mask=True)
    with ExitStack() as stack:
        for _ in range(12):
            wire = stack.enter_context(guest.websocket())
            try:
                wire.socket.sendall(Frame(Opcode.BINARY, b"a" * MIB, fin=False).serialize(mask=True))
                for _ in range(20):
                    wire.socket.sendall(part)
            except OSError:
                continue  # closed after the largest message
        assert rss_mib(process) - before < 60


def test_names_of_any_length_hold_little_memory(process: Path, guest: Attacker) -> None:
    before = rss_mib(process)
    with guest.websocket() as wire:
        for number in range(80):
            message = BackMsg()
            message.rerun_script.page_script_hash = f"{number:06d}" + "a" * 900_000
            try:
                wire.send(message.SerializeToString())
            except ConnectionClosed:
                break
        assert guest.run(wire, "status").heading == "Status"
        assert rss_mib(process) - before < 60
