"""Looks for known vulnerabilities in the locked packages, and for secrets in the project's files.

If the advisory service cannot be reached (no network, or a mirror without advisories), the first check is skipped with
a message. `python scripts/audit.py --accept` records the current findings of the secret scan as reviewed, in
.secrets.baseline.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

BASELINE = Path(".secrets.baseline")
NOT_SEARCHED = ("requirements.txt", "requirements-dev.txt", BASELINE.name)
TIMEOUT_S = 120
# detect-secrets ignores 20-character values, and does not know the names of Plex tokens.
PLEX_TOKEN = re.compile(
    r"(?:plex.?|auth|access)token\W{1,6}(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20}(?![\w-])", re.IGNORECASE
)


def weaknesses() -> int:
    """Looks up advisories for every locked package, and returns the exit status."""
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
        process = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return _no_report("")
    try:
        report: dict[str, Any] = json.loads(process.stdout)
    except ValueError:
        return _no_report(process.stderr)
    audited = [package for package in report["dependencies"] if "skip_reason" not in package]
    if not audited:
        print("Known weaknesses: LEFT OUT, because the advisory service knows none of the packages.")
        return 0
    advisories = [
        (package["name"], package["version"], weakness["id"]) for package in audited for weakness in package["vulns"]
    ]
    for name, version, weakness in advisories:
        print(f"{name} {version} has {weakness}: take a newer version (make lock UPGRADE=--upgrade).")
    print(f"Known weaknesses: {len(advisories)} in {len(audited)} packages.")
    return int(bool(advisories))


def _no_report(stderr: str) -> int:
    """Prints why there is no report; returns 1 if the lock cannot be read, 0 if the service cannot be reached."""
    reason = (stderr.splitlines() or [""])[-1]
    if "requirement" in reason:
        print(f"Known weaknesses: requirements.txt cannot be read: {reason}")
        return 1
    print("Known weaknesses: LEFT OUT, because the advisory service does not answer.")
    return 0


def secrets(accept: bool) -> int:
    """Searches every file that git tracks, and returns the exit status."""
    files = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True).stdout.split("\n")
    searched = [name for name in files if name and name not in NOT_SEARCHED and Path(name).is_file()]
    if accept:
        scan = subprocess.run(
            [sys.executable, "-m", "detect_secrets", "scan", *searched], capture_output=True, check=True
        )
        BASELINE.write_bytes(scan.stdout)
        return 0
    hook = [sys.executable, "-m", "detect_secrets.pre_commit_hook", "--baseline", str(BASELINE), *searched]
    has_secrets = subprocess.run(hook, check=False).returncode == 1
    has_secrets |= plex_tokens(searched)
    print(f"Secrets: {'found, see above' if has_secrets else 'none'} in {len(searched)} files.")
    return int(has_secrets)


def plex_tokens(names: list[str]) -> bool:
    """Prints every line that contains something like a Plex token; returns whether there is one."""
    has_token = False
    for name in names:
        for number, line in enumerate(Path(name).read_bytes().decode(errors="replace").splitlines(), 1):
            if PLEX_TOKEN.search(line):
                print(f"{name}:{number} holds a Plex token. Take it out, and sign that device out at plex.tv.")
                has_token = True
    return has_token


if __name__ == "__main__":
    to_accept = "--accept" in sys.argv[1:]
    sys.exit(secrets(to_accept) or (0 if to_accept else weaknesses()))
