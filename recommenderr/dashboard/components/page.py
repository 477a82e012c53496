"""The frame of every page: configuration, sign-in, notices, and the last resort when something fails.

A page can be opened by its address without the entry script, so everything that must hold for every page is here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from recommenderr.artifacts.generation import current_name
from recommenderr.dashboard import escape
from recommenderr.dashboard.components import refresh_notice
from recommenderr.dashboard.components.error_boundary import error_boundary
from recommenderr.dashboard.components.page_context import AppContext, PageContext, page_context
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.templating import render
from recommenderr.dashboard.web.sessions import SESSION_COOKIE, AuthUser, authenticator, authorize
from recommenderr.errors import ArtifactError, NoGenerationError, SettingsError
from recommenderr.household import logins
from recommenderr.household.demo_notice import notice
from recommenderr.household.service import Household
from recommenderr.settings import DEMO_NOTICE, Settings

NOBODY = "Nobody is known on this server yet, so there is nobody to recommend anything to. Look again after a refresh."
SHUT = "Sign in to see this page: reload it."

STATIC = Path(__file__).parents[1] / "static"

_page_links = st.components.v2.component(
    "recommenderr_links", js=STATIC.joinpath("page_links.js").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that shows a generation: its name, and what draws it."""

    name: str
    draw: Callable[[PageContext], None]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """A page that needs no generation, and shows the state of the refresh by itself."""

    name: str
    draw: Callable[[AppContext], None]


def show(page: Page | StatusPage) -> None:
    """Draws a page within the frame. Whatever fails becomes one sentence, and the traceback goes to the log."""
    st.set_page_config(page_title=f"{page.name} - Recommenderr", page_icon=_icon(), layout="wide")
    st.html(_style())
    try:
        settings = Settings.load()
    except SettingsError as err:
        st.error(escape.plain(str(err)))
        return
    with error_boundary(f"The page {page.name}", settings.log_file, settings.art_dir):
        _draw(page, settings)
    caches.freeze_loaded_objects(page.name, current_name(settings.art_dir))


def _draw(page: Page | StatusPage, settings: Settings) -> None:
    app = _signed_in(settings)
    if app is None:
        return
    with st.container(key="rr_links"):
        _page_links(key="rr_listener", height=0)  # makes the links of this page keep the session
    session_state.show_notification(lambda message: st.toast(escape.plain(message)))
    if sentence := notice(settings):
        _demo_notice(sentence)
    pointer = current_name(settings.art_dir)  # read before the generation, so that no switch goes unseen
    if isinstance(page, StatusPage):
        session_state.enter_page(page.name)
        page.draw(app)
    elif not _draw_generation(page, app, pointer):
        return
    with st.sidebar:
        _sign_out(app.user)


def _draw_generation(page: Page, app: AppContext, pointer: str | None) -> bool:
    """Draws a page of the generation that serves; whether there is one, and anyone to show it for."""
    try:
        generation = app.recommender.generation()
    except ArtifactError as err:
        refresh_notice.wait(app.snapshot, pointer, "" if isinstance(err, NoGenerationError) else str(err))
        return False
    if not app.snapshot.accounts:
        st.info(NOBODY)
        return False
    session_state.enter_page(page.name)
    refresh_notice.line(app.snapshot, pointer)
    page.draw(page_context(app, generation))
    return True


def _signed_in(settings: Settings) -> AppContext | None:
    """The context of whoever is signed in; None, with a sentence on the page, where no one is who may see anything."""
    session = authenticator(settings).user(_cookie())
    if session is None:
        st.info(SHUT, icon=":material/lock:")
        return None
    snapshot = Household(settings).snapshot()
    user = authorize(session, snapshot.accounts)
    if user is None:
        st.info(logins.refusal(session.name, snapshot.accounts), icon=":material/lock:")
        _sign_out(session)
        return None
    return AppContext(settings, caches.recommender(settings), user, snapshot)


def _cookie() -> str | None:
    """The session cookie; a page that runs without a server has none."""
    cookie: object = st.context.cookies.get(SESSION_COOKIE)
    return cookie if isinstance(cookie, str) else None


def _sign_out(user: AuthUser) -> None:
    if user.signed_in:
        st.html(render("sign_out.html", name=user.name, look="rr-quiet"))


def _demo_notice(sentence: str) -> None:
    if sentence != DEMO_NOTICE:  # the library of a real server, whose token is missing
        st.warning(escape.plain(sentence), icon=":material/key_off:")
        return
    with st.container(border=True, key="rr_demo"):
        st.html(render("demo.html", text=sentence))


@lru_cache(maxsize=1)
def _icon() -> str:
    """The tab's icon as SVG: Streamlit fetches the icons that it knows by name from the internet."""
    return STATIC.joinpath("icon.svg").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _style() -> Markup:
    css = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("style.css", "pages.css"))
    return render("style.html", css=Markup(css))
