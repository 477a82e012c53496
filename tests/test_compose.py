"""docker-compose.yml and the Dockerfile agree with the documents, and name only what exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from recommenderr import __version__
from recommenderr.dashboard.web.connection_limits import WANTED_DESCRIPTORS
from recommenderr.settings import specs

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
SETTINGS = {spec.name.upper() for spec in specs()}
OF_THE_CONTAINER = {"PUID", "PGID", "TZ"}


@pytest.fixture
def service() -> Any:
    composed = yaml.safe_load(TEXT)
    assert list(composed) == ["services", "secrets"]
    assert list(composed["services"]) == ["recommenderr"]
    return composed["services"]["recommenderr"]


def test_it_is_one_restricted_service_that_restarts(service: Any) -> None:
    assert service["restart"] == "unless-stopped"
    assert service["volumes"] == ["./data:/data"]
    assert service["ports"] == ["8501:8501"]
    assert (service["read_only"], service["tmpfs"], service["init"]) == (True, ["/tmp"], True)
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["cap_drop"] == ["ALL"]
    assert set(service["cap_add"]) == {"CHOWN", "SETUID", "SETGID", "KILL"}
    assert service["pids_limit"] == 512
    assert service["mem_limit"] == "1g"
    assert service["ulimits"] == {"nofile": WANTED_DESCRIPTORS}
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    assert int(service["stop_grace_period"].removesuffix("s")) > 10, "longer than the program may take"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd")
def test_the_unit_of_the_documents_is_hardened(tmp_path: Path) -> None:
    document = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    unit = tmp_path / "recommenderr.service"
    unit.write_text(document.split("```ini\n")[1].split("```")[0])
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", str(unit)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-200:] + ran.stderr


def test_every_setting_that_it_names_exists(service: Any) -> None:
    offered = re.findall(r"^ +#? ?([A-Z_]+):", TEXT, re.MULTILINE)
    assert set(service["environment"]) <= set(offered)
    assert {name.removesuffix("_FILE") for name in offered} <= SETTINGS | OF_THE_CONTAINER


def test_secrets_come_from_files(service: Any) -> None:
    declared = yaml.safe_load(TEXT)["secrets"]
    assert {name: list(source) for name, source in declared.items()} == {name: ["file"] for name in service["secrets"]}
    environment = service["environment"]
    assert {"PLEX_TOKEN", "DASHBOARD_PASSWORD", "DASHBOARD_USERS"} & set(environment) == set()
    assert environment["PLEX_TOKEN_FILE"] == f"/run/secrets/{service['secrets'][0]}"


def test_commented_out_settings_are_valid_too() -> None:
    """Removing a `#` sets a password."""
    composed = yaml.safe_load(
        re.sub(r"^( +)(- )?# (?=(?:[A-Z_]+|dashboard_password|  file):)", r"\1", TEXT, flags=re.M)
    )
    assert composed["services"]["recommenderr"]["environment"]["DASHBOARD_PASSWORD_FILE"] == (
        "/run/secrets/dashboard_password"
    )
    assert composed["secrets"]["dashboard_password"] == {"file": "./secrets/dashboard_password"}


def test_the_image_is_built_from_files_that_exist_and_are_not_ignored() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [name for line in re.findall(r"^COPY (?!--)(.*)$", DOCKERFILE, re.M) for name in line.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {name.split("/")[0] for name in copied} == let_in


def test_the_image_installs_locked_wheels_and_has_the_programs_version() -> None:
    assert DOCKERFILE.count("FROM python:3.11-slim") == 2
    (install,) = re.findall(r" install .*", DOCKERFILE)
    assert {"--require-hashes", "--only-binary", "--no-cache-dir"} <= set(install.split())
    assert f'org.opencontainers.image.version="{__version__}"' in DOCKERFILE
