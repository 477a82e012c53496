from __future__ import annotations

import json
import re
from pathlib import Path

from scripts.sbom import bill_of_materials

ROOT = Path(__file__).parent.parent


def test_the_bill_of_materials_names_every_locked_package_with_its_checksums() -> None:
    bom = json.loads(bill_of_materials())
    assert (bom["bomFormat"], bom["metadata"]["component"]["name"]) == ("CycloneDX", "recommenderr")
    lock = (ROOT / "requirements.txt").read_text()
    locked = set(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE))
    assert {(part["name"], part["version"]) for part in bom["components"]} == locked
    assert len(locked) > 20
    assert sum(len(part["hashes"]) for part in bom["components"]) == len(set(re.findall(r"sha256:\w{64}", lock)))
    streamlit = next(part for part in bom["components"] if part["name"] == "streamlit")
    assert streamlit["purl"] == f"pkg:pypi/streamlit@{streamlit['version']}"
