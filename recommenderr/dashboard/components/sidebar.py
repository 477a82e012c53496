"""The controls at the side: who watches, what counts, and the presets. They change a list without a rebuild."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from recommenderr.dashboard.charts.palette import GROUP_NAMES
from recommenderr.dashboard.components import error_boundary, presets
from recommenderr.dashboard.components.page_context import Frame, House, frame_in
from recommenderr.dashboard.session import session_state
from recommenderr.dashboard.session.view_url import (
    STEP,
    View,
    account_from_params,
    read_view,
    slider_max,
    within_sliders,
)
from recommenderr.errors import UsageError
from recommenderr.household.service import HouseholdSnapshot
from recommenderr.model.scoring import SHOWN_GROUPS
from recommenderr.model.weights import Weights
from recommenderr.recommender.filter_options import Choices
from recommenderr.recommender.user_weights import settings_weights, weights_from

PERSON, SCORING = "c_person", "c_scoring"
SCORINGS = {"evidence": "Evidence", "classic": "Classic"}

HELP = {
    "collections": "How much it counts that a title belongs to a collection of which you watched others.",
    "genres": "How much it counts that the genres are those you watch.",
    "people": "How much actors and directors count that you have seen before.",
    "text": "How much it counts that titles and summaries tell of the same things.",
    "year": "How much it counts that a title is of the years you watch.",
    "acclaim": "How much the ratings of critics and audiences count, whatever your taste.",
    "breadth": "Left: your whole taste counts. Right: it is enough to be like one title you loved.",
    "diversity": "Left: the best matches. Right: titles that resemble each other make way for others.",
    "scoring": "Evidence weighs your whole taste and your favourites. Classic compares with one average of it.",
}


def default_weights(snapshot: HouseholdSnapshot, base: Weights, account_id: int) -> Weights:
    """The weights that count for a person when no slider is moved: their default preset, else the settings'."""
    preset = snapshot.default_preset(account_id)
    weights = base if preset is None else weights_from(preset.values, base)
    return within_sliders(weights, weights)


def arrive(frame: Frame, offered: Choices) -> tuple[View, Weights]:
    """The session's view, taken from the address where that counts, and the person's default weights."""
    base = settings_weights(frame.settings)
    if session_state.is_arrival():
        params = session_state.url_params()
        account_id = account_from_params(params, lambda text: _find(frame, text), _first(frame))
        default = default_weights(frame.snapshot, base, account_id)
        _place(read_view(params, account_id, default, offered))
    found = session_state.view()
    if not any(one.account_id == found.account_id for one in frame.accounts):
        found = View(_first(frame), default_weights(frame.snapshot, base, _first(frame)))
        _place(found)
    return found, default_weights(frame.snapshot, base, found.account_id)


def side(frame: Frame, view: View, default: Weights) -> View:
    """Draws person, sliders and presets at the side; returns the view as they stand now."""
    with st.sidebar:
        _person(frame, view)
        changed = _sliders(default)
        presets.panel(frame.household, changed, frame.snapshot.presets.get(view.account_id, ()), default)
    return changed


def live_side(frame: Frame, view: View, default: Weights, follow: Callable[[Frame, View], None]) -> None:
    """Draws the same; a slider then runs `follow` alone, not the whole page, which takes half as long.

    `follow` may write only into places that the page made before, each within another place, as this fragment stands
    in one of its own: where a slider moves before the page has been sent, Streamlit drops what the page drew of the
    fragment, its places too, and the browser would stop at the gap. `follow` stays in the session, also for a while
    after its tab was closed, so it is given the frame of the moment and must not hold one itself.
    """
    house = frame.house

    @st.fragment
    def live() -> None:
        with error_boundary.sentences("A slider", house.settings.log_file):
            follow(frame_in(house), _sliders(default))

    with st.sidebar:
        _person(frame, view)
        with st.container():
            live()
        presets.panel(frame.household, view, frame.snapshot.presets.get(view.account_id, ()), default)


def person_alone(frame: Frame, view: View) -> None:
    """Draws the choice of the person at the side, for pages that no slider moves."""
    with st.sidebar:
        _person(frame, view)


def _place(view: View) -> None:
    """Makes this the session's view, controls included."""
    session_state.set_view(view)
    session_state.seed(PERSON, view.account_id, overwrite=True)
    session_state.set_sliders(view.weights)
    session_state.forget_controls("f_", "t_")


def _find(frame: Frame, text: str) -> int | None:
    try:
        found = frame.household.find_person(text).account_id
    except UsageError:
        return None
    return found if frame.visitor.may_see(found) else None


def _first(frame: Frame) -> int:
    """Whose list is shown first: the first person with anything watched, else the first person."""
    watched = [one for one in frame.accounts if one.account_id in frame.snapshot.has_history]
    return (watched or list(frame.accounts))[0].account_id


def _person(frame: Frame, view: View) -> None:
    names = person_names(frame.snapshot)
    ids = [one.account_id for one in frame.accounts]
    session_state.seed(PERSON, view.account_id)
    st.selectbox(
        "Who is watching?",
        ids,
        index=session_state.option_index(PERSON, ids) or 0,
        format_func=lambda account_id: names[account_id],
        key=PERSON,
        on_change=_changed_person,
        args=(frame.house,),
    )


def person_names(snapshot: HouseholdSnapshot) -> dict[int, str]:
    """What each person is called in a list: their name, with the id where two have the same."""
    names = [one.name for one in snapshot.accounts]
    return {
        one.account_id: f"{one.name} (id {one.account_id})" if names.count(one.name) > 1 else one.name
        for one in snapshot.accounts
    }


def _changed_person(house: House) -> None:
    account_id = session_state.value_of(PERSON)
    # The browser sends what it likes, whatever the list offered.
    if account_id is None or not house.visitor.may_see(account_id):
        return
    base = settings_weights(house.settings)
    weights = default_weights(house.household.snapshot(), base, account_id)
    session_state.set_view(replace(session_state.view(), account_id=account_id, weights=weights))
    session_state.set_sliders(weights)


def _sliders(default: Weights) -> View:
    """What counts and how to choose, with a way back; the view as they stand now."""
    st.html('<h2 class="rr-side">What counts</h2>')
    view = session_state.view()
    changed = replace(view, weights=_weights(view.weights, default))
    st.button(
        "Reset to my default",
        icon=":material/restart_alt:",
        width="stretch",
        key="c_reset",
        disabled=changed.weights == default,
        on_click=session_state.set_weights,
        args=(default,),
        help="Puts every slider back to where it stands for this person when nothing is changed.",
    )
    session_state.set_view(changed)
    return changed


def _weights(weights: Weights, default: Weights) -> Weights:
    session_state.set_sliders(weights, overwrite=False)
    values: dict[str, object] = {}
    classic = session_state.value_of("c_scoring") == "classic"
    for group in SHOWN_GROUPS:
        values[group] = st.slider(
            GROUP_NAMES[group],
            0.0,
            slider_max(default),
            session_state.clamped(f"c_{group}", 0.0, slider_max(default)),
            STEP,
            key=f"c_{group}",
            help=HELP[group],
            disabled=classic and group == "acclaim",
        )
    st.html('<h2 class="rr-side">How to choose</h2>')
    for name, label in (("breadth", "Breadth"), ("diversity", "Diversity")):
        values[name] = st.slider(
            label,
            0.0,
            1.0,
            session_state.clamped(f"c_{name}", 0.0, 1.0),
            STEP,
            key=f"c_{name}",
            help=HELP[name],
            disabled=classic and name == "breadth",
        )
    values["scoring"] = st.segmented_control(
        "Scoring",
        list(SCORINGS),
        default=session_state.value_of(SCORING),
        format_func=SCORINGS.__getitem__,
        key=SCORING,
        help=HELP["scoring"],
        required=True,
    )
    return weights.changed(values)
