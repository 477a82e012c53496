"""The status that open pages poll every few seconds; they redraw themselves when it changes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from recommenderr.artifacts.generation import current_name
from recommenderr.dashboard import templating
from recommenderr.dashboard.session.view_url import server_path
from recommenderr.dashboard.web.sessions import SESSION_COOKIE, authenticator, authorize
from recommenderr.errors import RecommenderrError
from recommenderr.household.refresh_state import alive, refresh_state, utc_now
from recommenderr.household.service import Household, HouseholdSnapshot
from recommenderr.text import ahead

PATH = "now"
"""Relative to the page, so that it holds below a base path."""

WatchedField = Literal["generation", "course"]


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """What an open page keeps up to date by itself, and what tells it to redraw.

    Attributes:
        kind: the outcome of the last refresh: `never`, `running`, `ok` or `failed`.
        sentence: the same in words, as HTML.
        share: how much of the current phase is done, 0 to 1.
        generation: the one that the pointer names; empty before the first.
        course: changes with everything that Status says of refreshes except `sentence` and `share`.
    """

    kind: str
    sentence: str
    share: float
    generation: str
    course: str


def status_of(snapshot: HouseholdSnapshot, pointer: str | None, now: datetime) -> LiveStatus:
    """The live status by the store and the pointer file."""
    state = refresh_state(snapshot, now)
    generation = pointer or ""
    return LiveStatus(
        kind=state.kind,
        sentence=str(templating.sentence(state.sentence)),
        share=state.share or 0.0,
        generation=generation,
        course=f"{generation} {_course(snapshot, now)}",
    )


def _course(snapshot: HouseholdSnapshot, now: datetime) -> str:
    last, due, is_alive = snapshot.last_refresh, snapshot.next_refresh_at, alive(snapshot.heartbeat_at, now)
    outcome = f"{last.refresh_id} {last.outcome}" if last else "never"
    wait = ahead(due, now) if due is not None and is_alive else ""
    return f"{outcome} {'asked' if snapshot.requested else ''} {'lives' if is_alive else ''} {wait}"


def route(household: Household, base_path: str = "") -> Route:
    """Answers `GET /now` to signed-in users, in a thread of its own."""

    def live_status(request: Request) -> Response:
        user = authenticator(household.settings).user(request.cookies.get(SESSION_COOKIE))
        try:
            snapshot = household.snapshot()
        except RecommenderrError:  # the page says why when it is drawn; to a poll this is no change
            return PlainTextResponse("The store cannot be read now.", status_code=503)
        if user is None or authorize(user, snapshot.accounts) is None:
            return PlainTextResponse("Sign in first.", status_code=401)
        status = status_of(snapshot, current_name(household.settings.art_dir), utc_now())
        return JSONResponse(asdict(status), headers={"Cache-Control": "no-store"})

    return Route(server_path(base_path, PATH), live_status, methods=["GET"])
