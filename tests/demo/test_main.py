from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from recommenderr.demo.__main__ import main
from recommenderr.log import without_secrets
from recommenderr.plex.source import plex_endpoint
from recommenderr.settings import Settings

CATALOGUE = "item_id,type,title\nm:1,movie,Tea\n"
EVENTS = "user_id,item_id,ts\nu1,m:1,1000\n"


@pytest.mark.slow
def test_the_command_prints_its_address_and_ends_on_a_signal(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(CATALOGUE)
    (tmp_path / "e.csv").write_text(EVENTS)
    command = [sys.executable, "-m", "recommenderr.demo", "--catalogue", "c.csv", "--events", "e.csv"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(5)]
        values = dict(line.split("=", 1) for line in lines[2:])
        answer = requests.get(
            f"{values['PLEX_BASE']}/library/sections", headers={"X-Plex-Token": values["PLEX_TOKEN"]}, timeout=10
        )
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=20)
    assert lines[0].startswith("Catalogue: 1 titles, 1 people, at http://127.0.0.1:")
    assert values["PLEX_TV_BASE"] == values["PLEX_BASE"]
    assert answer.status_code == 200
    assert status == 0


def test_a_bad_file_ends_with_a_message_and_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "e.csv").write_text(EVENTS)
    status = main(["--catalogue", str(tmp_path / "absent.csv"), "--events", str(tmp_path / "e.csv")])
    assert status == 2
    assert "absent.csv cannot be read (No such file or directory)" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--catalogue", "c.csv"], ["--users", "0"], ["--port", "x"]])
def test_wrong_arguments_end_with_status_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2


def test_a_port_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "70000"]) == 2
    assert "cannot use port 70000" in capsys.readouterr().err


def test_without_a_token_the_endpoint_is_the_demo_while_it_lasts() -> None:
    with plex_endpoint(Settings()) as endpoint:
        headers = {"X-Plex-Token": endpoint.token}
        assert endpoint.demo
        assert endpoint.tv_base == endpoint.base
        assert requests.get(f"{endpoint.base}/library/sections", headers=headers, timeout=10).status_code == 200
        assert endpoint.token not in repr(endpoint)
        assert endpoint.token not in without_secrets(f"asked with {endpoint.token}")
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{endpoint.base}/identity", timeout=10)


def test_with_a_token_the_endpoint_is_the_real_server() -> None:
    settings = Settings(plex_base="http://nas:32400", plex_token="secret-token", plex_tv_base="https://plex.tv")
    with plex_endpoint(settings) as endpoint:
        assert (endpoint.base, endpoint.token, endpoint.tv_base, endpoint.demo) == (
            "http://nas:32400",
            "secret-token",
            "https://plex.tv",
            False,
        )
