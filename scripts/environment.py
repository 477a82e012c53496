"""Creates .venv from the lock files, and does nothing while they stay the same.

`run` needs requirements.txt; `test` needs requirements-dev.txt, which has the same versions and more. So one .venv
serves both, and `test` only adds to it. The script must also parse on Pythons older than 3.11, to print its message.
"""

import hashlib
import importlib.util
import platform
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
VENV = Path(".venv")
LOCKS = {"run": "requirements.txt", "test": "requirements-dev.txt"}


def main(purpose: str) -> int:
    """Updates .venv for a purpose (`run` or `test`), and returns the exit status."""
    refusal = _refusal()
    if refusal:
        print(refusal, file=sys.stderr)
        return 1
    wanted = {name: _fingerprint(lock) for name, lock in LOCKS.items()}
    if _stamp(purpose) == wanted[purpose] and _stamp("run") == wanted["run"]:
        return 0
    try:
        _install(purpose, wanted)
    except subprocess.CalledProcessError as err:
        print(f"Making .venv failed at: {' '.join(map(str, err.cmd))}\nThe lines above say why.", file=sys.stderr)
        return 1
    return 0


def _refusal() -> str:
    if sys.version_info < OLDEST:
        return (
            f"Python 3.11 or newer is needed; {sys.executable} is {platform.python_version()}. "
            "Install one and name it: make run PYTHON=python3.12"
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        return "This Python has no venv module. On Debian and Ubuntu: sudo apt install python3-venv"
    return ""


def _fingerprint(lock: str) -> str:
    """A hash of the lock, the Python and the folder's path (a .venv does not survive a move)."""
    parts = (Path(lock).read_text(encoding="utf-8"), sys.version, sys.base_prefix, str(Path.cwd()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _stamp_file(purpose: str) -> Path:
    return VENV / f"installed-for-{purpose}"


def _stamp(purpose: str) -> str:
    try:
        return _stamp_file(purpose).read_text(encoding="utf-8")
    except OSError:
        return ""


def _install(purpose: str, wanted: "dict[str, str]") -> None:
    python = VENV / "bin" / "python"
    if _stamp("run") != wanted["run"]:
        print("Making .venv from the lock; it is made again only when the lock changes.", flush=True)
        # Not sys.executable: with .venv activated, that interpreter would delete itself.
        base = getattr(sys, "_base_executable", None) or sys.executable
        subprocess.run([base, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    print(f"Installing {LOCKS[purpose]} ...", flush=True)
    subprocess.run([*pip, "--require-hashes", "-r", LOCKS[purpose]], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], check=True)
    for name in {"run", purpose}:
        _stamp_file(name).write_text(wanted[name], encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
