"""Writes a software bill of materials (CycloneDX JSON) of the packages that requirements.txt locks.

`python scripts/sbom.py > sbom.json`; every package comes with its version, its address on PyPI and its checksums.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot5
from packageurl import PackageURL

ROOT = Path(__file__).parent.parent
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[Component]:
    """The packages of a lock file with checksums, in its order."""
    found = list(_LOCKED.finditer(lock))
    ends = [match.start() for match in found[1:]] + [len(lock)]
    return [
        _component(match.group(1), match.group(2), _HASH.findall(lock[match.end() : end]))
        for match, end in zip(found, ends, strict=True)
    ]


def _component(name: str, version: str, digests: list[str]) -> Component:
    address = PackageURL("pypi", name=name, version=version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        purl=address,
        bom_ref=str(address),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in digests],
    )


def bill_of_materials(root: Path = ROOT) -> str:
    """The document: this program, and what it is locked to."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bom = Bom(components=components((root / "requirements.txt").read_text(encoding="utf-8")))
    bom.metadata.component = Component(
        name=project["name"], version=project.get("version"), type=ComponentType.APPLICATION, bom_ref=project["name"]
    )
    return JsonV1Dot5(bom).output_as_string(indent=2)


if __name__ == "__main__":
    sys.stdout.write(bill_of_materials() + "\n")
