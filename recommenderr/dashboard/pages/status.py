"""Status: how the household's data stands, what is wrong, and what to do about it."""

from __future__ import annotations

import streamlit as st

from recommenderr import log
from recommenderr.artifacts.generation import current_name
from recommenderr.dashboard import clock, escape
from recommenderr.dashboard.components import refresh_notice, status_parts
from recommenderr.dashboard.components.page_context import House, Page
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.web.sessions import AuthUser, authenticator
from recommenderr.errors import RecommenderrError
from recommenderr.household import logins
from recommenderr.household.health import Finding, findings
from recommenderr.household.refresh_state import alive, utc_now
from recommenderr.household.service import Household
from recommenderr.household.status import Status, generation_list, shown_settings

LOG_LINES = 100
ASKED = "A refresh is asked for. The sidecar begins it within a second."
ASKED_IN_VAIN = (
    "A refresh is asked for, but the sidecar, which would do it, gives no sign of life. "
    "Start it with `recommenderr serve`; it takes the request then."
)
HEALTH = "rr_health"
ASKING = '<p class="rr-quiet">Asking the server ...</p>'
NO_LOG = "There is no log at {log} yet, or it cannot be read."


def draw(house: House) -> None:
    """From what is going on now down to every setting and the end of the log."""
    st.html('<h1 class="rr-title">Status</h1>')
    if authenticator(house.settings).is_open:
        st.html(status_parts.notice(status_parts.OPEN))
    if house.visitor.signed_in:
        st.html('<p><a href="sign-out">Sign out</a></p>')
    with st.container():  # of its own, so that what stands below keeps its place while this one changes
        _refresh(house)
    status = house.household.status()
    _section("Health")
    health = st.html(_found_before(house.visitor))
    _numbers(status, house.visitor)
    _people_and_libraries(house)
    if house.visitor.sees_all:
        _inside(house)
    _fill_health(house, status, health)
    session_state.write_url({})


PAGE = Page("Status", draw, draw_early=draw)


def _section(title: str) -> None:
    st.html(f'<h2 class="rr-head">{title}</h2>')


def _refresh(house: House) -> None:
    """The last refresh, the one that runs, and the next."""
    household, visitor = house.snapshot, house.visitor
    now, zone = utc_now(), clock.zone()
    lives = alive(household.heartbeat_at, now)
    running = refresh_notice.status(household, current_name(house.settings.art_dir)).kind == "running"
    last = household.last_refresh
    times = []
    if last is not None:
        ended = f", ended {clock.when(last.finished_at, zone)}" if last.finished_at else ""
        times.append(f"Last refresh: began {clock.when(last.started_at, zone)}{ended}.")
        times += [f"What it did: {last.summary}"] if last.summary and visitor.sees_all else []
    if household.next_refresh_at is not None and not running and lives:
        due = household.next_refresh_at
        times.append(f"Next refresh: {clock.when(due, zone)}, {clock.ahead(due, now)}.")
    for line in times:
        st.html(f'<p class="rr-quiet">{escape.html(line)}</p>')
    if household.requested:
        st.html(status_parts.notice(ASKED if lives else ASKED_IN_VAIN))
    if visitor.sees_all:
        _button(house, running)


def _button(house: House, running: bool) -> None:
    st.button(
        "Refresh now",
        key="t_refresh",
        icon=":material/refresh:",
        disabled=house.snapshot.requested or running,
        help="Leaves word for the sidecar, which reads Plex and builds anew.",
        on_click=_ask,
        args=(house.household,),
    )


def _ask(household: Household) -> None:
    try:
        household.request_refresh()
    except RecommenderrError as err:
        session_state.notify(str(err))


def _numbers(status: Status, visitor: AuthUser) -> None:
    _section("What there is")
    counted = status.counts
    numbers = {"titles on the server": f"{counted.titles:,}", "copies of them": f"{counted.items:,}"}
    if visitor.sees_all:
        numbers = {"people": f"{counted.users:,}"} | numbers
        numbers |= {"playbacks": f"{counted.events:,}", "playbacks without a known title": f"{counted.unmatched:,}"}
    st.html(status_parts.tiles(numbers))


def _people_and_libraries(house: House) -> None:
    household = house.household
    if not household.exists:
        return
    sizes, complete = household.library_sizes(), household.states_complete()
    people, libraries = st.columns([3, 2], gap="large")
    with people:
        _section("People")
        st.html(status_parts.people(house.accounts, complete, house.snapshot.has_history))
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
    lines = log.tail(house.settings.log_file, house.settings.secrets, LOG_LINES)
    missing = f'<p class="rr-quiet">{escape.html(NO_LOG.format(log=house.settings.log_file))}</p>'
    st.html(status_parts.log_lines(lines) if lines else missing)


def _fill_health(house: House, status: Status, place: st.delta_generator.DeltaGenerator) -> None:
    """Last of all, since the server may take some seconds to answer."""
    found = list(findings(status, house.settings.art_dir, utc_now()))
    client_id = house.household.client_id() or "recommenderr-status"
    found.insert(0, caches.server_check(house.settings).finding(client_id))
    found += _partial(house)
    if house.visitor.sees_all:
        faults = logins.faults(house.settings, house.snapshot.accounts)
        found += [Finding("Passwords", False, fault) for fault in faults]
    told = status_parts.findings(found)
    st.session_state[HEALTH] = house.visitor, told
    place.html(told)


def _found_before(visitor: AuthUser) -> str:
    """What this session told the same visitor before, so that nothing below jumps while the page is drawn anew."""
    whose, told = st.session_state.get(HEALTH, (None, ""))
    return told if whose == visitor else ASKING


def _partial(house: House) -> list[Finding]:
    """A word about those of whom only playbacks are known."""
    complete = house.household.states_complete()
    names = [one.name for one in house.accounts if complete is not None and one.account_id not in complete]
    if not names:
        return []
    told = (
        f"Of {', '.join(names)} only playbacks are known: the server did not give out what they marked as watched or "
        "rated. That is how it is with people whom plex.tv gives no token for; nothing needs to be done."
    )
    return [Finding("People", True, told)]
