"""The status that open pages poll, and what tells them to redraw."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from recommenderr.artifacts.generation import current_name
from recommenderr.dashboard.web import live_status
from recommenderr.dashboard.web.sessions import authenticator
from recommenderr.household.service import Household
from recommenderr.settings import Login, Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from tests.dashboard.web.asgi import Answer, ask_route
from tests.factories.hostile_household import NOW, made, settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return made(tmp_path)


def get(settings: Settings, session: str | None = None, path: str = "/now", base_path: str = "") -> Answer:
    return ask_route(live_status.route(Household(settings), base_path), path, session)


def get_status(settings: Settings) -> dict[str, Any]:
    answer = get(settings)
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    status: dict[str, Any] = json.loads(answer.body)
    return status


def test_before_anything_was_read(tmp_path: Path) -> None:
    status = get_status(settings_in(tmp_path))
    assert (status["kind"], status["generation"], status["share"]) == ("never", "", 0.0)
    assert "<code>recommenderr serve</code>" in status["sentence"]


def test_a_running_refresh_reports_its_progress(settings: Settings) -> None:
    before = get_status(settings)
    with open_store(settings.db_path) as conn:
        number = refreshes.start(conn, "starting")
        refreshes.progress(conn, number, "metadata", 30, 120)
        first = get_status(settings)
        refreshes.progress(conn, number, "metadata", 60, 120)
        second = get_status(settings)
    assert (first["kind"], first["share"], second["share"]) == ("running", 0.25, 0.5)
    assert second["sentence"] == "Reading the titles: 60 of 120."
    assert before["course"] != first["course"] == second["course"]
    assert before["generation"] == second["generation"] == current_name(settings.art_dir)


def test_messages_are_escaped(settings: Settings) -> None:
    with open_store(settings.db_path) as conn:
        refreshes.finish(conn, refreshes.start(conn, "starting"), "failed", "<script>x</script>")
    assert "&lt;script&gt;" in get_status(settings)["sentence"]


def course(settings: Settings, moment: datetime) -> str:
    return live_status.status_of(Household(settings).snapshot(), "a", moment).course


def test_the_course_changes_with_everything_on_status(settings: Settings) -> None:
    courses = [course(settings, NOW + timedelta(seconds=10))]
    with open_store(settings.db_path) as conn:
        refreshes.write_heartbeat(conn, NOW + timedelta(minutes=30))
        now = datetime.now(UTC)
        later = now + timedelta(minutes=5)
        courses.append(course(settings, now))
        courses.append(course(settings, now + timedelta(minutes=1)))
        refreshes.request(conn)
        courses.append(course(settings, now))
        refreshes.finish(conn, refreshes.start(conn, "starting"), "ok", None, "All was read.")
        courses.append(course(settings, now))
    assert len(set(courses)) == len(courses)
    # no sidecar is alive any more, so there is no wait for the next refresh
    assert course(settings, later) == course(settings, later + timedelta(minutes=1))


def test_only_signed_in_users_get_the_status(settings: Settings) -> None:
    shut = replace(settings, dashboard_password="sesame", dashboard_users=(Login("Ana", "open"), Login("Gone", "late")))
    gate = authenticator(shut)
    assert get(shut).status == get(shut, "a.b.c.d").status == get(shut, gate.create_session("Gone")).status == 401
    assert get(shut, gate.create_session("Ana")).status == get(shut, gate.create_session()).status == 200


def test_an_unreadable_store_is_unavailable(settings: Settings) -> None:
    settings.db_path.write_bytes(b"no database" * 1000)
    answer = get(settings)
    assert (answer.status, answer.body) == (503, b"The store cannot be read now.")


def test_the_path_is_below_the_base_path(settings: Settings) -> None:
    assert get(settings, path="/films/now", base_path="films").status == 200
    assert get(settings, path="/now", base_path="films").status == 404
