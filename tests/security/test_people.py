"""Signed in as one person and asking for another's pages: by URL, websocket, forged controls or a stolen session."""

from __future__ import annotations

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from recommenderr.dashboard.navigation import PAGES
from recommenderr.household.logins import NOT_FOUND
from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from tests.security.attacker import Attacker, Shown
from tests.security.conftest import PASSWORDS, SECRET_PRESET, UNKNOWN

PATHS = [path for _, _, path in PAGES]
OTHERS = ("Ana", "Cleo", "Zoe")
BEN = "Ben &lt;b&gt;"


def is_bens(shown: Shown) -> None:
    """Fails unless this is Ben's page, with nothing of anyone else."""
    assert not any(shown.says(name) for name in OTHERS)
    assert not shown.says(SECRET_PRESET)
    assert "Status" in shown.heading or BEN in shown.heading or shown.says("Ben <b>")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["", "person=1", "person=ana", "person=Zoe&item=107", "person=2&person=1"])
def test_another_persons_url_shows_the_users_own_page(ben: Attacker, path: str, query: str) -> None:
    is_bens(ben.visit(path, query))


def test_the_heading_names_who_signed_in(ben: Attacker) -> None:
    assert ben.visit("", "person=1").heading == f"For {BEN}"
    assert ben.visit("history", "person=1").heading == f"What {BEN} watched"


@pytest.mark.parametrize("wanted", ["Ana", "1", "Ana (id 1)", "Zoe", ""])
def test_a_forged_choice_of_the_person_changes_nothing(ben: Attacker, wanted: str) -> None:
    with ben.websocket() as wire:
        control = ben.run(wire, "history").control("c_person")
        forged = ben.run(wire, "history", controls=[WidgetState(id=control, string_value=wanted)])
        assert forged.heading in (f"What {BEN} watched", "")
        is_bens(ben.run(wire, "history"))


@pytest.mark.parametrize(("page", "heading"), [("history", "What Ana watched"), ("status", "Status")])
def test_a_stolen_session_id_gives_no_access(page: str, heading: str, ana: Attacker, ben: Attacker) -> None:
    with ana.websocket() as wire:
        shown = ana.run(wire, page, "person=1")
        assert shown.heading == heading
        sessions = [message.new_session.initialize.session_id for message in shown.messages]
    stolen = next(session for session in sessions if session)
    with ben.websocket(session=stolen) as wire:
        is_bens(ben.run(wire, page, "person=1"))


def test_status_shows_only_the_users_own_data(ben: Attacker, ana: Attacker) -> None:
    mine, owners = ben.visit("status"), ana.visit("status")
    for words in ("The end of the log", "DB_PATH", "Refresh now", "playbacks without a known title", "Generations"):
        assert not mine.says(words) and owners.says(words)
    assert mine.says("titles on the server")
    assert owners.says("Zoe") and owners.says("Bob")  # whose name in DASHBOARD_USERS belongs to no one


def test_metrics_are_for_the_owner(ben: Attacker, ana: Attacker) -> None:
    for path in ("/_stcore/metrics", "/_stcore/metrics/", "/_stcore/metrics?x=1"):
        assert ben.ask(path).status == 403
    assert b"cache" in ana.ask("/_stcore/metrics").body


def test_another_site_signs_no_one_out_without_tls(ben: Attacker) -> None:
    evil = [("Origin", "http://evil.example")]
    assert ben.ask("/sign-out", "POST", evil, b"").status == 403
    assert ben.ask("/sign-out", "POST", [("Origin", "http://127.0.0.1:1")], b"").status == 403
    assert ben.ask("/sign-out").status == 303
    assert ben.ask("/_stcore/host-config").status == 200


def test_a_forged_press_of_the_refresh_button_does_nothing(
    ben: Attacker, ana: Attacker, shut_settings: Settings
) -> None:
    button = ana.visit("status").control("t_refresh")
    with ben.websocket() as wire:
        ben.run(wire, "status")
        ben.run(wire, "status", controls=[WidgetState(id=button, trigger_value=True)])
    with open_store(shut_settings.db_path, read_only=True) as conn:
        assert not refreshes.requested(conn)


@pytest.mark.parametrize("name", ["", "ana"])
def test_the_owner_sees_everybody(shut_house: str, name: str) -> None:
    owner = Attacker(shut_house)
    assert owner.sign_in(PASSWORDS[name]).status == 303
    shown = owner.visit("taste", "person=Zoe")
    assert shown.heading == "The taste of Zoe"
    assert shown.says("Ana") and shown.says("Cleo")


def test_an_unknown_name_signs_no_one_in(stranger: Attacker) -> None:
    answer = stranger.sign_in(UNKNOWN)
    assert answer.status == 403 and not stranger.cookie
    assert NOT_FOUND in answer.body.decode()
    assert b"Ana" not in answer.body and b"Bob" not in answer.body


def test_a_cookie_with_a_changed_name_is_refused(ben: Attacker, shut_house: str) -> None:
    name, _, rest = ben.cookie.partition("=")
    parts = rest.split(".")
    for who in ("", "YW5h"):  # no name, and "ana"
        forged = Attacker(shut_house, f"{name}={'.'.join([who, *parts[1:]])}")
        assert forged.ask("/").status == 401
