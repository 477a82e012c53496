"""What the server says about itself."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import requests

from recommenderr.demo.plex_server.server import DemoServer
from tests.demo.client import get


def test_identity_is_open_and_root_is_not(plex: DemoServer) -> None:
    identity = ET.fromstring(requests.get(f"{plex.base}/identity", timeout=10).content)
    root = get(plex, "/")
    assert identity.attrib["machineIdentifier"] == root.attrib["machineIdentifier"] == plex.library.machine_id
    assert root.attrib["friendlyName"] == "Small"
    assert root.attrib["version"] == plex.library.version
