"""For the owner: who may see what, an age limit for each person, and content ratings that pass it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from recommenderr.dashboard.components import blocks
from recommenderr.dashboard.components.page_context import AppContext
from recommenderr.dashboard.session import session_state
from recommenderr.errors import RecommenderrError
from recommenderr.household import access
from recommenderr.household.access import PersonAccess
from recommenderr.settings import Settings

AGES = (0, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17, 18)
PERSON, AGE = "t_access_person", "t_access_age"
INTRO = (
    "Everyone sees the libraries that are shared with them in Plex, within the limits that Plex sets for their "
    "account. An age limit here comes on top. Titles whose content rating names no age stay out under a limit until "
    "you allow it."
)
NO_LIMIT = "No limit"
NOT_KNOWN = "all: Plex does not say which"


def draw(app: AppContext) -> None:
    """The table of everyone but the owner, and the controls for one person."""
    people = access.people_access(app.recommender)
    if not people:
        return
    st.html(blocks.section("For the owner: who may see what"))
    st.html(blocks.paragraph(INTRO))
    st.html(access_table(people, app.snapshot.libraries))
    with st.container(horizontal=True, vertical_alignment="bottom", key="rr_access"):
        names = {one.account.account_id: one.account.name for one in people}
        ids = list(names)
        account_id: int = st.selectbox("Person", ids, format_func=names.__getitem__, key=PERSON, width=240)
        person = next(one for one in people if one.account.account_id == account_id)
        age = person.access.age_cap
        ages = sorted({*AGES} | ({age} if age is not None else set()))
        chosen: int | None = st.selectbox(
            "Age limit",
            [None, *ages],
            index=0 if age is None else ages.index(age) + 1,
            format_func=lambda value: NO_LIMIT if value is None else f"Up to {value} years",
            key=f"{AGE}_{account_id}_{age}",
            width=200,
        )
        st.button(
            "Set the limit",
            key="t_access_set",
            disabled=chosen == age,
            on_click=_set,
            args=(app.settings, account_id, chosen),
        )
    _ratings(app.settings, person)


def access_table(people: Sequence[PersonAccess], libraries: Mapping[str, str]) -> Markup:
    """What each person may see; `libraries` are the names of the libraries by id."""
    rows = [
        (
            one.account.name,
            NOT_KNOWN
            if one.access.libraries is None
            else ", ".join(libraries[key] for key in libraries if key in one.access.libraries) or "none",
            "none" if one.access.age_cap is None else f"up to {one.access.age_cap} years",
            one.access.restriction.profile.replace("_", " ") or ("by content rating" if one.listed else "none"),
            f"{sum(one.withheld.values()):,}",
        )
        for one in people
    ]
    columns = ("Name", "Libraries", "Age limit", "Limit in Plex", "Titles of unknown age")
    return blocks.table("Who may see what", columns, rows, ("Titles of unknown age",))


def _ratings(settings: Settings, person: PersonAccess) -> None:
    """One button for each content rating without a known age: let it through, or leave it out again."""
    account_id = person.account.account_id
    choices = [
        (rating, f"Allow {rating or 'titles without a rating'} ({count})", True)
        for rating, count in person.withheld.items()
    ]
    choices += [
        (rating, f"Leave {rating or 'titles without a rating'} out again", False)
        for rating in sorted(person.access.allowed)
    ]
    if not choices:
        return
    with st.container(horizontal=True, key="rr_ratings"):
        for rating, label, allowed in choices:
            st.button(
                label,
                key=f"t_access_rating_{rating}",
                on_click=_allow,
                args=(settings, account_id, rating, allowed),
            )


def _set(settings: Settings, account_id: int, age: int | None) -> None:
    try:
        access.set_age_cap(settings, str(account_id), age)
    except RecommenderrError as err:
        session_state.notify(str(err))


def _allow(settings: Settings, account_id: int, rating: str, allowed: bool) -> None:
    try:
        access.allow(settings, str(account_id), rating, allowed=allowed)
    except RecommenderrError as err:
        session_state.notify(str(err))
