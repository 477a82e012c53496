"""What the image is made of, and what it says of itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from recommenderr import __version__
from tests.image.containers import NAME, ROOT, buildah, configuration, mounted, ran

LARGEST_MB = 700
COMPILERS = ("gcc", "cc", "g++", "clang", "ld", "as", "make", "rustc", "cargo")
# The packages' own folder, and where the base image may have one.
INSTALLERS = tuple(
    f"{place}/{name}"
    for place in ("opt/venv/lib/*/site-packages", "usr/**/site-packages", "usr/**/dist-packages", "usr/lib/python3*")
    for name in ("pip", "setuptools", "wheel", "ensurepip")
)


def size_mb(folder: Path) -> float:
    """What `du` says: blocks on disk, hard links once, other file systems left out."""
    told = subprocess.run(["du", "-sxk", str(folder)], capture_output=True, text=True, check=True).stdout
    return int(told.split()[0]) / 1024


def test_it_is_small(image: float, capsys: pytest.CaptureFixture[str]) -> None:
    with mounted() as root:
        parts = {name: size_mb(root / name) for name in (".", "opt/venv", "app")}
        packages = sorted((root / "opt/venv/lib/python3.11/site-packages").iterdir(), key=size_mb, reverse=True)
        largest = {path.name: size_mb(path) for path in packages[:12]}
    listed = buildah("images", "--format", "{{.Size}}", NAME)
    with capsys.disabled():
        print(f"\n[image] built in {image:.0f} s; {listed} in layers; MB unpacked: "
              + ", ".join(f"{name} {mb:.0f}" for name, mb in (parts | largest).items()))  # fmt: skip
    assert parts["."] <= LARGEST_MB


def test_it_holds_no_compiler_installer_or_cache(image: float) -> None:
    with mounted() as root:
        binaries = [root / folder for folder in ("usr/bin", "usr/local/bin", "bin", "opt/venv/bin")]
        assert [name for name in COMPILERS if any((folder / name).exists() for folder in binaries)] == []
        assert [path for name in INSTALLERS for path in root.glob(f"{name}/__init__.py")] == []
        assert [path for folder in binaries for path in folder.glob("pip*")] == []
        assert not (root / "root/.cache").exists()
        assert sorted(path.name for path in (root / "app").iterdir()) == [
            *(".streamlit", "LICENSE", "__pycache__", "docker", "pages", "recommenderr", "streamlit_app.py"),
        ]
        assert not list((root / "app").rglob("*secret*")) and not list((root / "app").rglob(".env"))


def test_its_pythons_install_nothing(box: str, data: Path, log: Path) -> None:
    for python in ("/opt/venv/bin/python", "/usr/local/bin/python"):
        status, output = ran(box, log, [python, "-m", "pip", "--version"], data)
        assert (status, "No module named pip" in output) == (1, True), output


def test_it_says_what_it_is(image: float) -> None:
    told = configuration()
    labels = told["Labels"]
    assert labels["org.opencontainers.image.title"] == "Recommenderr"
    assert labels["org.opencontainers.image.version"] == __version__
    assert {"description", "licenses", "base.name"} <= {
        name.removeprefix("org.opencontainers.image.") for name in labels
    }
    assert told["Entrypoint"] == ["/app/docker/entrypoint.sh"]
    assert told["Cmd"] == ["python3", "-m", "recommenderr.supervise"]
    assert told["StopSignal"] == "SIGTERM"
    assert told["Healthcheck"]["Test"] == ["CMD", "python3", "/app/docker/health.py"]
    assert list(told["Volumes"]) == ["/data"]
    # Else the program would look for another place as soon as it may not write to /data, and find no database there.
    assert {"DB_PATH=/data/recommendations.db", "ART_DIR=/data", "LOG_FILE=/data/recommenderr.log"} <= set(told["Env"])
    assert list(told["ExposedPorts"]) == ["8501/tcp"]


def test_every_library_loads(box: str, data: Path, log: Path) -> None:
    """Also those that no page of today uses: cutting symbols off must not break one."""
    program = (
        "import ctypes, glob, numpy, pyarrow, scipy.linalg, sklearn, pandas\n"
        "found = glob.glob('/opt/venv/lib/python3.11/site-packages/**/*.so*', recursive=True)\n"
        "[ctypes.CDLL(file) for file in found]\n"
        "print(len(found), 'loaded')"
    )
    status, output = ran(box, log, ["/opt/venv/bin/python", "-c", program], data)
    assert status == 0, output
    assert int(output.split()[-2]) > 200


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_package_has_a_wheel_for_both_kinds_of_machine(machine: str, tmp_path: Path) -> None:
    """So nothing is compiled on a Raspberry Pi either; the checksums are those of the lock."""
    words = [
        "uv",
        "pip",
        "install",
        "--dry-run",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--python-version",
        "3.11",
    ]
    words += ["--python-platform", f"{machine}-manylinux_2_28", "--target", str(tmp_path), "--requirement"]
    asked = subprocess.run(
        [sys.executable, "-m", *words, "requirements.txt"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "error sending request" in asked.stderr or "Could not connect" in asked.stderr:
        pytest.skip("the package registry cannot be reached")
    assert asked.returncode == 0, asked.stderr
    assert "+ numpy==" in asked.stderr


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    told = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")


def test_nothing_of_it_is_owned_by_somebody_odd(image: float) -> None:
    with mounted() as root:
        owners = {path.stat(follow_symlinks=False).st_uid for path in (root / "app").rglob("*")}
        assert owners == {0}
        assert (root / "data").stat().st_uid == 0  # so that the entrypoint gives a new volume to PUID
        assert os.access(root / "app/docker/entrypoint.sh", os.X_OK)
