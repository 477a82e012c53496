"""Presets: positions of the sliders that a person has given a name, and the one that counts everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from recommenderr.dashboard.session import session_state
from recommenderr.dashboard.session.view_url import View, within_sliders
from recommenderr.errors import RecommenderrError
from recommenderr.household.service import MAX_NAME_LENGTH, Household, Preset
from recommenderr.model.weights import Weights
from recommenderr.recommender.user_weights import settings_weights, weights_from

CHOSEN, NAME = "p_chosen", "p_name"
OWN_DEFAULT = "My default"


def panel(household: Household, view: View, kept: Sequence[Preset], default: Weights) -> None:
    """Draws the presets of the view's person; every button writes at once."""
    account_id, names = view.account_id, [preset.name for preset in kept]
    if st.session_state.get(CHOSEN) not in names:
        st.session_state[CHOSEN] = None
    with st.expander("Presets", icon=":material/bookmark:"):
        chosen = st.selectbox(
            "Preset",
            names,
            index=session_state.option_index(CHOSEN, names),
            format_func=lambda name: f"{name} (default)" if _is_default(kept, name) else name,
            key=CHOSEN,
            placeholder="Choose one" if names else "None saved yet",
            disabled=not names,
            on_change=_apply,
            args=(household, kept, default),
            help="Moves the sliders to where they stood when the preset was saved.",
        )
        st.text_input("Name", key=NAME, max_chars=MAX_NAME_LENGTH, placeholder="Such as: Friday night")
        if chosen is not None:
            again = (household, kept, default)
            st.button("Use this preset", key="p_use", width="stretch", on_click=_apply, args=again)
        _buttons(household, account_id, chosen, _is_default(kept, chosen))


def _buttons(household: Household, account_id: int, chosen: str | None, is_default: bool) -> None:
    def save() -> str:
        name = _typed().strip() or chosen or ""
        _choose(household.save_preset(account_id, name, session_state.view().weights))
        return "Saved."

    def rename() -> str:
        _choose(household.rename_preset(account_id, chosen or "", _typed()))
        return "Renamed."

    def delete() -> str:
        household.delete_preset(account_id, chosen or "")
        return "Deleted."

    def make_default() -> str:
        if chosen is None:
            _choose(household.save_default_preset(account_id, OWN_DEFAULT, session_state.view().weights))
        else:
            household.set_default_preset(account_id, chosen)
            _choose(chosen)
        return "This is your default now, here and on the command line."

    def no_default() -> str:
        household.set_default_preset(account_id, None)
        return "The household's weights are your default again."

    st.button("Save these sliders", key="p_save", width="stretch", on_click=_write, args=(save,))
    if chosen is not None:
        st.button("Rename the preset", key="p_rename", width="stretch", on_click=_write, args=(rename,))
        st.button("Delete the preset", key="p_delete", width="stretch", on_click=_write, args=(delete,))
    if is_default:
        st.button("No longer my default", key="p_no_default", width="stretch", on_click=_write, args=(no_default,))
    else:
        st.button(
            "Set as my default",
            key="p_default",
            width="stretch",
            on_click=_write,
            args=(make_default,),
            help="The list then starts with it, here, on the command line, and in what the sidecar prepares.",
        )


def keep_as_default(household: Household, account_id: int, weights: Weights) -> None:
    """Saves the weights as the preset that applies to a person unless others are given."""

    def keep() -> str:
        household.save_default_preset(account_id, OWN_DEFAULT, weights)
        return "This is your default now, here and on the command line."

    _write(keep)


def _write(change: Callable[[], str]) -> None:
    try:
        session_state.notify(change())
    except RecommenderrError as err:
        session_state.notify(str(err))


def _choose(name: str) -> None:
    """Shows the preset of this name as the chosen one."""
    st.session_state[CHOSEN] = name
    st.session_state[NAME] = ""


def _typed() -> str:
    return str(session_state.value_of(NAME) or "")


def _apply(household: Household, kept: Sequence[Preset], default: Weights) -> None:
    preset = next((one for one in kept if one.name == session_state.value_of(CHOSEN)), None)
    if preset is not None:
        session_state.set_weights(
            within_sliders(weights_from(preset.values, settings_weights(household.settings)), default)
        )


def _is_default(kept: Sequence[Preset], name: str | None) -> bool:
    return any(preset.name == name and preset.is_default for preset in kept)
