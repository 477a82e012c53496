"""Requests to the demo server, for tests."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import requests

from recommenderr.demo.plex_server.server import DemoServer

OWNER, HOME, CHILD, FRIEND = 1, 101, 102, 103


def ask(server: DemoServer, path: str, token: str | None = None, **headers: str) -> requests.Response:
    headers = {"X-Plex-Token": server.token if token is None else token, **headers}
    return requests.get(server.base + path, headers=headers, timeout=10)


def get(server: DemoServer, path: str, token: str | None = None, **headers: str) -> ET.Element:
    answer = ask(server, path, token, **headers)
    assert answer.status_code == 200, answer.text
    return ET.fromstring(answer.content)


def paged(start: int, size: int) -> dict[str, str]:
    return {"X-Plex-Container-Start": str(start), "X-Plex-Container-Size": str(size)}


def tags(row: ET.Element, name: str) -> list[str]:
    return [child.attrib["tag"] for child in row.findall(name)]


def film(server: DemoServer, title: str) -> str:
    return server.library.find(title).rating_key
