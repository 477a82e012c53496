"""What goes on now, for pages that are open: they ask for it every few seconds, and are drawn anew when it is news."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from recommenderr.artifacts.generation import current_name
from recommenderr.dashboard import clock, escape
from recommenderr.dashboard.session.view_url import server_path
from recommenderr.dashboard.web.sessions import SESSION_COOKIE, authenticator, authorize
from recommenderr.errors import RecommenderrError
from recommenderr.household.refresh_state import alive, refresh_state, utc_now
from recommenderr.household.service import Household, HouseholdSnapshot

PATH = "now"
"""Below the page's own address, so that a base path does no harm."""

WatchedField = Literal["generation", "course"]


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """What an open page tells by itself, and by what it knows that it is out of date.

    Attributes:
        kind: how the last refresh stands, `never`, `running`, `ok` or `failed`.
        sentence: the same in words, as HTML.
        share: how much of the present phase is done, 0 to 1.
        generation: the one that the pointer names; empty before the first.
        course: changes with everything that Status tells of the refreshes beside the sentence and the share.
    """

    kind: str
    sentence: str
    share: float
    generation: str
    course: str


def status_of(snapshot: HouseholdSnapshot, pointer: str | None, moment: datetime) -> LiveStatus:
    """The present as the store and the pointer have it."""
    found = refresh_state(snapshot, moment)
    generation = pointer or ""
    return LiveStatus(
        kind=found.kind,
        sentence=escape.sentence(found.sentence),
        share=found.share or 0.0,
        generation=generation,
        course=f"{generation} {_course(snapshot, moment)}",
    )


def _course(snapshot: HouseholdSnapshot, moment: datetime) -> str:
    last, due, lives = snapshot.last_refresh, snapshot.next_refresh_at, alive(snapshot.heartbeat_at, moment)
    ran = f"{last.refresh_id} {last.outcome}" if last else "never"
    told = clock.ahead(due, moment) if due is not None and lives else ""
    return f"{ran} {'asked' if snapshot.requested else ''} {'lives' if lives else ''} {told}"


def route(household: Household, base_path: str = "") -> Route:
    """Answers `/now` to those whom the pages would answer, in a thread of its own."""

    def now(request: Request) -> Response:
        user = authenticator(household.settings).user(request.cookies.get(SESSION_COOKIE))
        try:
            snapshot = household.snapshot()
        except RecommenderrError:  # the page says why where it is drawn; this one only has nothing new
            return PlainTextResponse("The store cannot be read now.", status_code=503)
        if user is None or authorize(user, snapshot.accounts) is None:
            return PlainTextResponse("Sign in first.", status_code=401)
        found = status_of(snapshot, current_name(household.settings.art_dir), utc_now())
        return JSONResponse(asdict(found), headers={"Cache-Control": "no-store"})

    return Route(server_path(base_path, PATH), now, methods=["GET"])
