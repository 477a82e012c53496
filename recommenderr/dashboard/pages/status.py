"""Status: the state of the household's data, what is wrong, and what to do about it."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from recommenderr import log
from recommenderr.artifacts.generation import current_name
from recommenderr.dashboard import clock, escape
from recommenderr.dashboard.components import access_panel, adoption_panel, blocks, refresh_notice, status_tables
from recommenderr.dashboard.components.page import StatusPage
from recommenderr.dashboard.components.page_context import AppContext
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.templating import render
from recommenderr.dashboard.web.sessions import AuthUser, authenticator
from recommenderr.errors import RecommenderrError
from recommenderr.household import logins
from recommenderr.household.health import Finding, findings
from recommenderr.household.refresh_state import alive, utc_now
from recommenderr.household.service import Household
from recommenderr.household.status import Status, generation_list, shown_settings
from recommenderr.text import ahead
from recommenderr.time_zone import zone_problem

LOG_LINES = 100
ASKED = "A refresh is asked for. The sidecar begins it within a second."
ASKED_IN_VAIN = (
    "A refresh was requested, but the sidecar, which would run it, has no recent heartbeat. "
    "Start it with `recommenderr serve`; it takes the request then."
)
HEALTH = "rr_health"
ASKING = "Asking the server ..."
COLLECTIONS = (
    "Collections that a program made are not taste, and do not count. One that is switched on counts after the "
    "next refresh."
)
NO_LOG = "There is no log at {log} yet, or it cannot be read."
NOT_BUILT = "Nothing has been built yet."
PARTIAL = (
    "Of {names} only playbacks are known: the server did not give out what they marked as watched or "
    "rated. That is how it is with people whom plex.tv gives no token for; nothing needs to be done."
)


def draw(app: AppContext) -> None:
    """From the refresh that runs now down to every setting and the end of the log."""
    st.html(blocks.page_title("Status"))
    if authenticator(app.settings).is_open:
        st.html(blocks.notice(status_tables.OPEN))
    if app.user.signed_in:
        st.html(render("sign_out.html", name="", look=""))
    with st.container():  # of its own, so that what is below does not move while this one changes
        _refresh(app)
    status = app.household.status()
    st.html(blocks.section("Health"))
    health = st.html(_previous_health(app.user))
    _numbers(status, app.user)
    _people_and_libraries(app)
    if app.user.sees_all:
        if app.household.exists:
            adoption_panel.draw(app)
            access_panel.draw(app)
        _collections(app)
        _internals(app)
    _fill_health(app, status, health)
    session_state.write_url({})


PAGE = StatusPage("Status", draw)


def _refresh(app: AppContext) -> None:
    """The last refresh, the one that runs, and the next."""
    snapshot, user = app.snapshot, app.user
    now, zone = utc_now(), clock.zone()
    lives = alive(snapshot.heartbeat_at, now)
    running = refresh_notice.status(snapshot, current_name(app.settings.art_dir)).kind == "running"
    last = snapshot.last_refresh
    lines = []
    if last is not None:
        ended = f", ended {clock.when(last.finished_at, zone)}" if last.finished_at else ""
        lines.append(f"Last refresh: began {clock.when(last.started_at, zone)}{ended}.")
        lines += [f"What it did: {last.summary}"] if last.summary and user.sees_all else []
    if snapshot.next_refresh_at is not None and not running and lives:
        due = snapshot.next_refresh_at
        lines.append(f"Next refresh: {clock.when(due, zone)}, {ahead(due, now)}.")
    lines.append(zone_problem() or f"Times, days and months are those of the time zone {zone}.")
    for line in lines:
        st.html(blocks.paragraph(line))
    if snapshot.requested:
        st.html(blocks.notice(ASKED if lives else ASKED_IN_VAIN))
    if user.sees_all:
        _refresh_button(app, running)


def _refresh_button(app: AppContext, running: bool) -> None:
    st.button(
        "Refresh now",
        key="t_refresh",
        icon=":material/refresh:",
        disabled=app.snapshot.requested or running,
        help="Requests a refresh: the sidecar then reads Plex and builds a new generation.",
        on_click=_request_refresh,
        args=(app.household,),
    )


def _request_refresh(household: Household) -> None:
    try:
        household.request_refresh()
    except RecommenderrError as err:
        session_state.notify(str(err))


def _numbers(status: Status, user: AuthUser) -> None:
    """Counts of titles, and of people and playbacks for those who may see all."""
    st.html(blocks.section("What there is"))
    counts = status.counts
    numbers = {"titles on the server": f"{counts.titles:,}", "copies of them": f"{counts.items:,}"}
    if user.sees_all:
        numbers = {"people": f"{counts.users:,}"} | numbers
        numbers |= {"playbacks": f"{counts.events:,}", "playbacks without a known title": f"{counts.unmatched:,}"}
    st.html(status_tables.number_tiles(numbers))


def _people_and_libraries(app: AppContext) -> None:
    household = app.household
    if not household.exists:
        return
    sizes, complete = household.library_sizes(), household.states_complete()
    people, libraries = st.columns([3, 2], gap="large")
    with people:
        st.html(blocks.section("People"))
        st.html(status_tables.people(app.accounts, complete, app.snapshot.has_history))
    with libraries:
        st.html(blocks.section("Libraries"))
        st.html(status_tables.libraries(sizes))


def _collections(app: AppContext) -> None:
    """A switch for each collection that a rule leaves out."""
    rules = app.household.collection_rules()
    if not rules:
        return
    st.html(blocks.section("Collections", COLLECTIONS))
    with st.expander(f"{len(rules)} collections"):
        for rule in rules:
            st.toggle(
                f"{escape.plain(rule.name)} ({rule.titles} titles): {rule.reason}",
                rule.counts,
                key=f"t_collection_{rule.name}",
                on_change=_choose_collection,
                args=(app.household, rule.name, not rule.counts),
            )


def _choose_collection(household: Household, name: str, counts: bool) -> None:
    try:
        household.choose_collection(name, counts=counts)
    except RecommenderrError as err:
        session_state.notify(str(err))


def _internals(app: AppContext) -> None:
    """Generations, settings and log: for whoever looks for a fault."""
    st.html(blocks.section("Generations"))
    listed = generation_list(app.settings.art_dir)
    st.html(status_tables.generations(listed) if listed else blocks.paragraph(NOT_BUILT))
    st.html(blocks.section("Settings"))
    st.html(status_tables.settings(shown_settings(app.settings)))
    st.html(blocks.section("The end of the log"))
    lines = log.tail(app.settings.log_file, app.settings.secrets, LOG_LINES)
    missing = blocks.paragraph(NO_LOG.format(log=app.settings.log_file))
    st.html(status_tables.log_lines(lines) if lines else missing)


def _fill_health(app: AppContext, status: Status, health: st.delta_generator.DeltaGenerator) -> None:
    """Last of all, because the server may take some seconds to answer."""
    results = list(findings(status, app.settings.art_dir, utc_now()))
    client_id = app.household.client_id() or "recommenderr-status"
    results.insert(0, caches.server_check(app.settings).finding(client_id))
    results += _partial(app)
    if app.user.sees_all:
        faults = logins.faults(app.settings, app.snapshot.accounts)
        results += [Finding("Passwords", False, fault) for fault in faults]
    body = status_tables.findings(results)
    st.session_state[HEALTH] = app.user, body
    health.html(body)


def _previous_health(user: AuthUser) -> Markup:
    """What this session showed the same user before, so that nothing below moves while the page is drawn again."""
    previous_user, body = st.session_state.get(HEALTH, (None, Markup()))
    return body if previous_user == user else blocks.paragraph(ASKING)


def _partial(app: AppContext) -> list[Finding]:
    """A sentence about the people with known playbacks alone."""
    complete = app.household.states_complete()
    names = [account.name for account in app.accounts if complete is not None and account.account_id not in complete]
    return [Finding("People", True, PARTIAL.format(names=", ".join(names)))] if names else []
