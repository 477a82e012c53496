"""What the Status page shows of the inside: the log, the settings, the generations, whether the server answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommenderr import log
from recommenderr.artifacts.generation import FORMAT
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.household.health import SERVER_CHECK_TTL_S, ServerCheck
from recommenderr.household.status import ShownSetting, generation_list, shown_settings
from recommenderr.model.weights import default_weights
from recommenderr.settings import Settings

TOKEN = "a-token-nobody-may-see"


def settings_in(place: Path, **values: object) -> Settings:
    return Settings(db_path=place / "store.db", art_dir=place, log_file=place / "log", **values)  # type: ignore[arg-type]


def test_the_log_without_secrets_and_without_torn_lines(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, plex_token=TOKEN, dashboard_password="sesame open")
    assert log.tail(settings.log_file, settings.secrets) == ()
    lines = [f"{number:05} {'x' * 90}" for number in range(2000)]
    settings.log_file.write_text("\n".join([*lines, f"asked with {TOKEN}", "typed sesame open", "last"]) + "\n")
    found = log.tail(settings.log_file, settings.secrets, 4)
    assert found == (lines[-1], "asked with [removed]", "typed [removed]", "last")
    everything = log.tail(settings.log_file, settings.secrets, 5000)
    assert everything[0] in lines
    assert sum(len(line) for line in everything) < log.TAIL_BYTES


def test_settings_with_their_sources_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("sesame open")
    environ = {"PLEX_TOKEN": TOKEN, "FEAT_W_TEXT": "2.5", "DASHBOARD_PASSWORD_FILE": str(tmp_path / "password")}
    found = {one.name: one for one in shown_settings(Settings.load(environ, None))}
    assert (found["PLEX_TOKEN"].value, found["PLEX_TOKEN"].source) == ("set", "environment variable")
    assert (found["DASHBOARD_PASSWORD"].value, found["DASHBOARD_PASSWORD"].source) == (
        "set",
        f"file {tmp_path / 'password'}",
    )
    assert (found["FEAT_W_TEXT"].value, found["FEAT_W_TEXT"].source) == ("2.5", "environment variable")
    assert (found["FEAT_W_YEAR"].value, found["FEAT_W_YEAR"].source) == (f"{default_weights().year:g}", "default")
    assert found["PLEX_LIBRARIES"].value == "none"
    assert found["DISABLE_AUTOSTART"] == ShownSetting(
        "DISABLE_AUTOSTART", "false", "default", "true: the sidecar does not refresh when it starts."
    )
    assert TOKEN not in repr(found) and "sesame" not in repr(found)
    unset = {one.name: one.value for one in shown_settings(Settings.load({}, None))}
    assert (unset["PLEX_TOKEN"], unset["DASHBOARD_PASSWORD"]) == ("not set", "not set")


def test_generations_the_newest_first_and_broken_ones_with_their_sentence(tmp_path: Path) -> None:
    assert generation_list(tmp_path) == ()
    for name, kind in (("20260101T000000Z-aaaaaa", FORMAT), ("20260102T000000Z-bbbbbb", 99)):
        folder = tmp_path / "generations" / name
        folder.mkdir(parents=True)
        (folder / "big.npy").write_bytes(b"x" * 1000)
        manifest = {"format": kind, "n_titles": 12, "files": {"big.npy": [1000, 0]}}
        (folder / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "current").write_text("20260101T000000Z-aaaaaa\n")
    newer, older = generation_list(tmp_path)
    assert (newer.serves, newer.titles) == (False, 0)
    assert newer.error is not None and "format 99" in newer.error
    assert (older.serves, older.titles, older.people, older.size_bytes, older.error) == (True, 12, 0, 1000, None)


def test_the_server_is_asked_and_its_answer_kept_a_while(tmp_path: Path, plex: DemoServer) -> None:
    now = 100.0
    check = ServerCheck(settings_in(tmp_path, plex_base=plex.base, plex_token=plex.token), clock=lambda: now)
    found = check.finding("a-client")
    assert (found.ok, found.sentence.startswith("Small, Plex ")) == (True, True)
    plex.faults.fail(drop=True, times=None)
    assert check.finding("a-client").ok
    now += SERVER_CHECK_TTL_S + 1
    assert not check.finding("a-client").ok


def test_a_token_that_the_server_refuses(tmp_path: Path, plex: DemoServer) -> None:
    found = ServerCheck(settings_in(tmp_path, plex_base=plex.base, plex_token="another")).finding("a-client")
    assert not found.ok
    assert "another" not in found.sentence


@pytest.mark.parametrize("base", ["http://127.0.0.1:9"])
def test_the_demo_library_needs_no_server(tmp_path: Path, base: str) -> None:
    assert ServerCheck(settings_in(tmp_path, plex_base=base)).finding("a-client").ok
