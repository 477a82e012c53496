"""Status: how the household's data stands, what is wrong, and what to do about it."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from recommenderr.dashboard import clock, edge, process, state, status_parts, text
from recommenderr.dashboard.frame import House, Page
from recommenderr.dashboard.freshness import is_rerun
from recommenderr.dashboard.gate import Visitor, gate_of
from recommenderr.errors import RecommenderrError
from recommenderr.recommender import Recommender
from recommenderr.serving import sign_ins
from recommenderr.serving.generation_list import generation_list
from recommenderr.serving.health import Finding, findings
from recommenderr.serving.household import Household
from recommenderr.serving.log_tail import log_tail
from recommenderr.serving.shown_settings import shown_settings
from recommenderr.serving.standing import SILENT_AFTER, Standing, standing, utc_now
from recommenderr.serving.status import Status
from recommenderr.settings import Settings
from recommenderr.store import meta, refreshes
from recommenderr.store.connection import open_store
from recommenderr.store.libraries import library_sizes

LOOK_EVERY_S = 2.0
LOG_LINES = 100
ASKED = "A refresh is asked for. The sidecar begins it within a second."
ASKED_IN_VAIN = (
    "A refresh is asked for, but the sidecar, which would do it, gives no sign of life. "
    "Start it with `recommenderr serve`; it takes the request then."
)
NO_LOG = "There is no log at {log} yet, or it cannot be read."


def draw(house: House) -> None:
    """From what is going on now down to every setting and the end of the log."""
    st.html('<h1 class="rr-title">Status</h1>')
    if gate_of(house.settings).open:
        st.html(status_parts.notice(status_parts.OPEN))
    if house.visitor.signed_in:
        st.html('<p><a href="sign-out">Sign out</a></p>')
    _refresh(house)
    status = house.recommender.status()
    health = _section("Health", placeholder=True)
    _numbers(status, house.visitor)
    _people_and_libraries(house)
    if house.visitor.sees_all:
        _inside(house)
    _fill_health(house, status, health)
    state.write_address({})


PAGE = Page("Status", draw, draw_early=draw)


def _section(title: str, *, placeholder: bool = False) -> st.delta_generator.DeltaGenerator | None:
    st.html(f'<h2 class="rr-head">{title}</h2>')
    return st.empty() if placeholder else None


def _refresh(house: House) -> None:
    """The last refresh, the one that runs, and the next; redraws the page when one has ended."""
    seen = _mark(house.household)

    @st.fragment(run_every=LOOK_EVERY_S)
    def look() -> None:
        with edge.sentences("The look at the refresh", house.settings.log_file):
            _look(house, seen)

    edge.apart(look)


def _look(house: House, seen: tuple[object, ...]) -> None:
    household = house.household
    if is_rerun():
        state.told(lambda sentence: st.toast(text.plain(sentence)))
        household = house.recommender.household()
        if _mark(household) != seen:
            st.rerun()
    _tell(house.recommender, household, house.visitor)


def _mark(household: Household) -> tuple[object, ...]:
    """Changes when a refresh begins or ends."""
    last = household.last_refresh
    return (last.refresh_id, last.outcome) if last else ()


def _tell(recommender: Recommender, household: Household, visitor: Visitor) -> None:
    now, zone = utc_now(), clock.zone()
    found = standing(household, now)
    st.html(f'<p class="rr-said" role="status"><strong>{text.sentence(found.sentence)}</strong></p>')
    if found.kind == "running":
        st.progress(found.share or 0.0, text=None)
    last = household.last_refresh
    times = []
    if last is not None:
        ended = f", ended {clock.when(last.finished_at, zone)}" if last.finished_at else ""
        times.append(f"Last refresh: began {clock.when(last.started_at, zone)}{ended}.")
        times += [f"What it did: {last.summary}"] if last.summary and visitor.sees_all else []
    if household.next_refresh_at is not None and found.kind != "running" and _alive(household, now):
        due = household.next_refresh_at
        times.append(f"Next refresh: {clock.when(due, zone)}, {clock.ahead(due, now)}.")
    for line in times:
        st.html(f'<p class="rr-quiet">{text.html(line)}</p>')
    if household.requested:
        st.html(status_parts.notice(ASKED if _alive(household, now) else ASKED_IN_VAIN))
    if visitor.sees_all:
        _button(recommender, found, household)


def _button(recommender: Recommender, found: Standing, household: Household) -> None:
    st.button(
        "Refresh now",
        key="t_refresh",
        icon=":material/refresh:",
        disabled=household.requested or found.kind == "running",
        help="Leaves word for the sidecar, which reads Plex and builds anew.",
        on_click=_ask,
        args=(recommender.settings,),
    )


def _alive(household: Household, now: datetime) -> bool:
    return household.heartbeat_at is not None and now - household.heartbeat_at <= SILENT_AFTER


def _ask(settings: Settings) -> None:
    try:
        with open_store(settings.db_path) as conn:
            refreshes.request(conn)
    except RecommenderrError as err:
        state.tell(str(err))


def _numbers(status: Status, visitor: Visitor) -> None:
    _section("What there is")
    counted = status.counts
    numbers = {"titles on the server": f"{counted.titles:,}", "copies of them": f"{counted.items:,}"}
    if visitor.sees_all:
        numbers = {"people": f"{counted.users:,}"} | numbers
        numbers |= {"playbacks": f"{counted.events:,}", "playbacks without a known title": f"{counted.unmatched:,}"}
    st.html(status_parts.tiles(numbers))


def _people_and_libraries(house: House) -> None:
    if not house.settings.db_path.exists():
        return
    with house.recommender.store() as conn:
        sizes, complete = library_sizes(conn), meta.states_complete(conn)
    people, libraries = st.columns([3, 2], gap="large")
    with people:
        _section("People")
        st.html(status_parts.people(house.accounts, complete, house.household.has_history))
    with libraries:
        _section("Libraries")
        st.html(status_parts.libraries(sizes))


def _inside(house: House) -> None:
    """Generations, settings and log: what somebody who mends things wants to see."""
    _section("Generations")
    found = generation_list(house.settings.art_dir)
    st.html(status_parts.generations(found) if found else '<p class="rr-quiet">Nothing has been built yet.</p>')
    _section("Settings")
    st.html(status_parts.settings(shown_settings(house.settings)))
    _section("The end of the log")
    lines = log_tail(house.settings, LOG_LINES)
    missing = f'<p class="rr-quiet">{text.html(NO_LOG.format(log=house.settings.log_file))}</p>'
    st.html(status_parts.log_lines(lines) if lines else missing)


def _fill_health(house: House, status: Status, place: st.delta_generator.DeltaGenerator | None) -> None:
    """Last of all, since the server may take some seconds to answer."""
    found = list(findings(status, house.settings.art_dir, utc_now()))
    found.insert(0, process.server_check(house.settings).finding(_client_id(house)))
    found += _partial(house)
    if house.visitor.sees_all:
        faults = sign_ins.faults(house.settings, house.household.accounts)
        found += [Finding("Passwords", False, fault) for fault in faults]
    if place is not None:
        place.html(status_parts.findings(found))


def _client_id(house: House) -> str:
    if not house.settings.db_path.exists():
        return "recommenderr-status"
    with house.recommender.store() as conn:
        return meta.client_id(conn)


def _partial(house: House) -> list[Finding]:
    """A word about those of whom only playbacks are known."""
    if not house.settings.db_path.exists():
        return []
    with house.recommender.store() as conn:
        complete = meta.states_complete(conn)
    names = [one.name for one in house.accounts if complete is not None and one.account_id not in complete]
    if not names:
        return []
    told = (
        f"Of {', '.join(names)} only playbacks are known: the server did not give out what they marked as watched or "
        "rated. That is how it is with people whom plex.tv gives no token for; nothing needs to be done."
    )
    return [Finding("People", True, told)]
