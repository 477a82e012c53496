from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest

from recommenderr.demo.people import DemoAccount
from recommenderr.demo.plex_server.server import DemoServer
from tests.cli.conftest import Ran, Run

SUBJECTS = ["settings", "server", "token", "accounts", "database", "artifacts", "disk", "storage"]


def marks(ran: Ran) -> dict[str, str]:
    """`ok` or `FAIL` by subject."""
    return {line.split()[1]: line.split()[0] for line in ran.out.splitlines()}


def sentence(ran: Ran, subject: str) -> str:
    return next(line for line in ran.out.splitlines() if line.split()[1] == subject)


def test_status_before_anything_was_read(place: Path, run: Run) -> None:
    assert run("status").status == 0
    document = run("status", "--output", "json").document
    assert document["plex"] == {"configured": False, "base": "http://localhost:32400", "demo": True}
    assert (document["users"], document["titles"], document["generation"]) == (0, 0, None)
    assert document["last_refresh"]["outcome"] is None


def test_status_says_whose_watched_state_could_not_be_had(server: DemoServer, run: Run) -> None:
    server.faults.fail("shared_servers", status=403, times=None)
    server.library.add_account(DemoAccount(104, "Vera", "vera", "friend", 104))
    server.library.play(0, "1001", 1_700_000_000)
    ran = run("ingest")
    assert ran.status == 0
    assert "Warning: Only the owner's watched state could be read" in ran.err
    assert "(known from their playbacks alone: Bruno, Jonas, Mila, Nobody (account 0), Vera)" in run("status").out
    server.faults.clear()
    server.library.accounts.pop(104)
    run("ingest")  # Vera has left, and has watched nothing
    assert "(known from their playbacks alone: Nobody (account 0))" in run("status").out


def test_status_of_the_demo(demo: Path, run: Run) -> None:
    document = run("status", "--output", "json").document
    assert set(document) == {
        *("plex", "users", "items", "titles", "events", "generation", "built_at", "last_refresh", "next_refresh_at"),
        "libraries_unknown_for",
    }
    assert document["users"] == 6
    assert document["titles"] > 400
    assert document["last_refresh"]["outcome"] == "ok"
    assert document["last_refresh"]["started_at"].endswith("+00:00")
    text = run("status").out
    assert "the demo library" in text
    assert document["generation"] in text
    assert "no sidecar has run" in text


def test_status_tells_a_failure(server: DemoServer, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("refresh")
    monkeypatch.setenv("PLEX_TOKEN", "a-wrong-token")
    run("refresh")
    text = run("status").out
    assert "failed" in text
    assert "token" in text
    assert run("status", "--output", "json").document["last_refresh"]["outcome"] == "failed"


def test_the_doctor_finds_the_demo_sound(demo: Path, run: Run) -> None:
    ran = run("doctor")
    assert ran.status == 0
    assert marks(ran) == dict.fromkeys(SUBJECTS, "ok")


def test_the_doctor_finds_a_new_installation_sound(server: DemoServer, run: Run, place: Path) -> None:
    ran = run("doctor")
    assert ran.status == 0
    assert marks(ran) == dict.fromkeys(SUBJECTS, "ok")
    assert "the first refresh creates it" in sentence(ran, "database")
    assert "`recommenderr refresh` builds" in sentence(ran, "artifacts")
    assert not (place / "store.db").exists()


def test_the_doctor_names_a_setting_that_cannot_be_used(place: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULL_INTERVAL_MIN", "often")
    ran = run("doctor")
    assert ran.status == 1
    assert marks(ran) == {"settings": "FAIL"}
    assert "PULL_INTERVAL_MIN" in ran.out


def test_the_doctor_names_a_server_that_does_not_answer(
    server: DemoServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEX_BASE", "http://127.0.0.1:9")
    ran = run("doctor")
    assert ran.status == 1
    assert marks(ran) | {"server": "FAIL"} == marks(ran)
    assert "http://127.0.0.1:9" in sentence(ran, "server")
    assert "token" not in marks(ran), "what the server would have to say is left out"
    assert marks(ran)["disk"] == "ok"


def test_the_doctor_tells_a_wrong_token_from_a_wrong_address(
    server: DemoServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEX_TOKEN", "a-wrong-token")
    ran = run("doctor")
    assert ran.status == 1
    assert (marks(ran)["server"], marks(ran)["token"]) == ("ok", "FAIL")
    assert "a-wrong-token" not in ran.out


def test_the_doctor_says_when_plex_tv_cannot_be_reached(
    server: DemoServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEX_TV_BASE", "http://127.0.0.1:9")
    ran = run("doctor")
    assert ran.status == 1
    assert (marks(ran)["server"], marks(ran)["accounts"]) == ("ok", "FAIL")


def test_the_doctor_finds_a_damaged_database(place: Path, run: Run, demo_place: Path) -> None:
    whole = (demo_place / "store.db").read_bytes()
    (place / "store.db").write_bytes(whole[:8192] + b"\xff" * 20_000 + whole[28_192:])
    ran = run("doctor")
    assert ran.status == 1
    assert marks(ran)["database"] == "FAIL"
    (place / "store.db").write_text("no database at all, only a long enough text " * 50)
    assert marks(run("doctor"))["database"] == "FAIL"


def test_the_doctor_sees_a_database_of_another_server(server: DemoServer, run: Run, place: Path) -> None:
    assert run("refresh").status == 0
    with sqlite3.connect(place / "store.db") as conn:
        conn.execute("UPDATE meta SET value = 'another' WHERE key = 'machine_id'")
    conn.close()
    ran = run("doctor")
    assert marks(ran)["database"] == "FAIL"
    assert "DB_PATH" in sentence(ran, "database")


def test_the_doctor_finds_a_torn_generation(server: DemoServer, run: Run, place: Path) -> None:
    assert run("refresh").status == 0
    for file in (place / "generations").rglob("*.npy"):
        file.chmod(0o600)
        file.write_bytes(b"")
    ran = run("doctor")
    assert ran.status == 1
    assert marks(ran)["artifacts"] == "FAIL"
    assert "recommenderr build" in sentence(ran, "artifacts")


def test_the_doctor_speaks_up_when_the_disk_is_nearly_full(
    demo: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommenderr.household.health.LEAST_FREE_BYTES", 1 << 60)
    ran = run("doctor")
    assert ran.status == 1
    assert "Make room" in sentence(ran, "disk")


def test_the_doctor_finds_places_where_nothing_can_be_made(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "file").touch()
    monkeypatch.setenv("DB_PATH", str(place / "file" / "deeper" / "store.db"))
    monkeypatch.setenv("ART_DIR", str(place / "file"))
    ran = run("doctor")
    assert ran.status == 1
    assert "file is a file and not a folder. Move it away, or let DB_PATH name another place." in sentence(
        ran, "database"
    )
    assert "let ART_DIR name another place" in sentence(ran, "disk")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_the_doctor_finds_a_folder_that_is_not_for_this_user(
    place: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "shut").mkdir(mode=0o500)
    monkeypatch.setenv("ART_DIR", str(place / "shut"))
    assert "shut cannot be written" in sentence(run("doctor"), "disk")


def test_the_json_of_status_is_one_document(demo: Path, run: Run) -> None:
    decoder = json.JSONDecoder()
    out = run("status", "--output", "json").out
    _, end = decoder.raw_decode(out)
    assert out[end:].strip() == ""


def test_the_doctor_names_passwords_of_nobody(demo: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_USERS", "Clara=a password; Bob=another password")
    ran = run("doctor")
    assert ran.status == 1
    assert marks(ran)["sign-in"] == "FAIL"
    assert "Nobody is called 'Bob'. There are: " in sentence(ran, "sign-in")
    assert "password;" not in ran.out and "another password" not in ran.out
    monkeypatch.setenv("DASHBOARD_USERS", "Clara=a password")
    assert marks(run("doctor"))["sign-in"] == "ok"
