"""The frame that every page stands in: configuration, gate, notices, the controls at the side, and the last resort.

A page is opened cold by its address without the entry script, so everything that must hold for every page is here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

from recommenderr import notices
from recommenderr.artifacts import Generation
from recommenderr.artifacts.generation import current_name
from recommenderr.dashboard import escape
from recommenderr.dashboard.components import error_boundary, page_links, refresh_notice
from recommenderr.dashboard.session import caches, session_state
from recommenderr.dashboard.web.sessions import SESSION_COOKIE, AuthUser, authenticator, authorize
from recommenderr.errors import ArtifactError, NoGenerationError, SettingsError
from recommenderr.household import logins
from recommenderr.household.service import Household, HouseholdSnapshot
from recommenderr.recommender.service import Recommender
from recommenderr.records import Account
from recommenderr.settings import Settings

NOBODY = "Nobody is known on this server yet, so there is nobody to recommend anything to. Look again after a refresh."
SHUT = "Sign in to see this page: reload it."

STATIC = Path(__file__).parents[1] / "static"

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#17181c"/>'
    '<path d="M11 8.5v15l12-7.5z" fill="#f2b33d"/><path d="M7 8v16" stroke="#f2b33d" stroke-width="2.4"/></svg>'
)
"""The tab's icon, drawn here: Streamlit fetches the icons that it knows by name from the internet."""


@dataclass(frozen=True, slots=True)
class House:
    """What there is before anything was built: the settings, the door, who is at the page, and who lives here."""

    settings: Settings
    recommender: Recommender
    visitor: AuthUser
    snapshot: HouseholdSnapshot

    @property
    def household(self) -> Household:
        """The façade for people: history, presets, status."""
        return Household(self.settings)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The people that this visitor may see."""
        return tuple(one for one in self.snapshot.accounts if self.visitor.may_see(one.account_id))


@dataclass(frozen=True, slots=True)
class Frame(House):
    """What a view is given: the house, and one generation, which is also the one that the recommender answers from."""

    generation: Generation

    @property
    def house(self) -> House:
        """The same without the generation, for what stays in the session: a control's callback, a fragment."""
        return House(self.settings, caches.recommender(self.settings), self.visitor, self.snapshot)


def frame_in(house: House) -> Frame:
    """The frame around the generation that serves now.

    Raises:
        ArtifactError: none serves.
    """
    generation = house.recommender.generation()
    return Frame(house.settings, house.recommender.as_of(generation), house.visitor, house.snapshot, generation)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, what draws it, and what draws it where no generation serves, if anything does."""

    name: str
    draw: Callable[[Frame], None]
    draw_early: Callable[[House], None] | None = None


def show(page: Page) -> None:
    """Draws a page within the frame. Whatever fails becomes one sentence, and the traceback goes to the log."""
    st.set_page_config(page_title=f"{page.name} - Recommenderr", page_icon=ICON, layout="wide")
    st.html(f"<style>{_style()}</style>")
    try:
        settings = Settings.load()
    except SettingsError as err:
        st.error(escape.plain(str(err)))
        return
    with error_boundary.sentences(f"The page {page.name}", settings.log_file):
        _within(page, settings)
    caches.freeze_loaded_objects(page.name, current_name(settings.art_dir))


def _within(page: Page, settings: Settings) -> None:
    at_the_door = authenticator(settings).user(_cookie())
    if at_the_door is None:
        st.info(SHUT, icon=":material/lock:")
        return
    recommender = caches.recommender(settings)
    snapshot = Household(settings).snapshot()
    visitor = authorize(at_the_door, snapshot.accounts)
    if visitor is None:
        st.info(logins.refusal(at_the_door.name, snapshot.accounts), icon=":material/lock:")
        _sign_out(at_the_door)
        return
    page_links.listen()
    session_state.show_notification(lambda sentence: st.toast(escape.plain(sentence)))
    if settings.demo:
        _demo_card()
    house = House(settings, recommender, visitor, snapshot)
    pointer = current_name(settings.art_dir)  # read before the generation, so that no switch goes unseen
    try:
        frame = frame_in(house)
    except ArtifactError as err:
        _early(page, house, pointer, err)
        return
    if not snapshot.accounts and page.draw_early is None:
        st.info(NOBODY)
        return
    session_state.enter_page(page.name)
    if page.draw_early is None:  # a page that can do without a generation tells by itself how far the refresh is
        refresh_notice.line(snapshot, pointer)
    page.draw(frame)
    with st.sidebar:
        _sign_out(visitor)


def _early(page: Page, house: House, pointer: str | None, err: ArtifactError) -> None:
    """The page where no generation serves: its own, or the one that waits for the first."""
    if page.draw_early is not None:
        session_state.enter_page(page.name)
        page.draw_early(house)
        with st.sidebar:
            _sign_out(house.visitor)
    else:
        refused = "" if isinstance(err, NoGenerationError) else str(err)
        refresh_notice.wait(house.snapshot, pointer, refused)


def _cookie() -> str | None:
    """The session cookie; a page that runs without a server has none."""
    found: object = st.context.cookies.get(SESSION_COOKIE)
    return found if isinstance(found, str) else None


def _sign_out(visitor: AuthUser) -> None:
    if visitor.signed_in:
        who = f"Signed in as {escape.html(visitor.name)}. " if visitor.name else ""
        st.html(f'<p class="rr-quiet">{who}<a href="sign-out">Sign out</a></p>')


def _demo_card() -> None:
    with st.container(border=True, key="rr_demo"):
        st.html(
            f'<p class="rr-demo"><strong>Demo.</strong> {escape.sentence(notices.DEMO)}</p>'
            "<details class='rr-how'><summary>How to connect your own server</summary><ol>"
            "<li>Write two lines into a file named <code>.env</code> in the program's folder: "
            "<code>PLEX_BASE=http://your-server:32400</code> and <code>PLEX_TOKEN=your-token</code>.</li>"
            "<li>Let <code>DB_PATH</code> and <code>ART_DIR</code> name a place for your own data, "
            "or keep them: the demo's rows make way by themselves.</li>"
            "<li>Start the program again. This page then shows how far the first refresh is.</li></ol></details>"
        )


@lru_cache(maxsize=1)
def _style() -> str:
    return "".join((STATIC / name).read_text(encoding="utf-8") for name in ("style.css", "pages.css"))
