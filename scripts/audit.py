"""Looks for known weaknesses in the locked packages, and for secrets in the files of the project.

Where the advisory service cannot be asked (no network, a mirror without advisories), that half is left out with a word.
`python scripts/audit.py --accept` writes down what the secret scan finds now as looked at: .secrets.baseline.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

BASELINE = Path(".secrets.baseline")
SEARCHED_NOT = ("requirements.txt", "requirements-dev.txt", BASELINE.name)
PATIENCE_S = 120
# detect-secrets takes 20 letters for too few to be sure of, and does not know the word.
PLEX_TOKEN = re.compile(
    r"(?:plex.?|auth|access)token\W{1,6}(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20}(?![\w-])", re.IGNORECASE
)


def weaknesses() -> int:
    """Asks for advisories about every locked package; the exit status."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        "requirements.txt",
        "--require-hashes",
        "--disable-pip",
    ]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return _unasked("")
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return _unasked(done.stderr)
    asked = [package for package in report["dependencies"] if "skip_reason" not in package]
    if not asked:
        print("Known weaknesses: LEFT OUT, for the advisory service knows none of the packages.")
        return 0
    found = [
        (package["name"], package["version"], weakness["id"]) for package in asked for weakness in package["vulns"]
    ]
    for name, version, weakness in found:
        print(f"{name} {version} has {weakness}: take a newer version (make lock UPGRADE=--upgrade).")
    print(f"Known weaknesses: {len(found)} in {len(asked)} packages.")
    return int(bool(found))


def _unasked(told: str) -> int:
    """Says why there is no report; a lock that cannot be read is no excuse. The exit status."""
    reason = (told.splitlines() or [""])[-1]
    if "requirement" in reason:
        print(f"Known weaknesses: requirements.txt cannot be read: {reason}")
        return 1
    print("Known weaknesses: LEFT OUT, for the advisory service does not answer.")
    return 0


def secrets(accept: bool) -> int:
    """Searches every file that git tracks; the exit status."""
    files = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True).stdout.split("\n")
    searched = [name for name in files if name and name not in SEARCHED_NOT and Path(name).is_file()]
    if accept:
        scan = subprocess.run(
            [sys.executable, "-m", "detect_secrets", "scan", *searched], capture_output=True, check=True
        )
        BASELINE.write_bytes(scan.stdout)
        return 0
    hook = [sys.executable, "-m", "detect_secrets.pre_commit_hook", "--baseline", str(BASELINE), *searched]
    found = subprocess.run(hook, check=False).returncode == 1
    found |= plex_tokens(searched)
    print(f"Secrets: {'found, see above' if found else 'none'} in {len(searched)} files.")
    return int(found)


def plex_tokens(names: list[str]) -> bool:
    """Names every line that holds what looks like somebody's Plex token; whether there was one."""
    found = False
    for name in names:
        for number, line in enumerate(Path(name).read_bytes().decode(errors="replace").splitlines(), 1):
            if PLEX_TOKEN.search(line):
                print(f"{name}:{number} holds a Plex token. Take it out, and sign that device out at plex.tv.")
                found = True
    return found


if __name__ == "__main__":
    to_accept = "--accept" in sys.argv[1:]
    sys.exit(secrets(to_accept) or (0 if to_accept else weaknesses()))
