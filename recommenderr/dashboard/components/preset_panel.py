"""Presets: positions of the sliders that a person saved under a name, and the one that applies by default."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from recommenderr.dashboard.components.page_context import PageContext
from recommenderr.dashboard.session import session_state
from recommenderr.dashboard.session.view_url import within_sliders
from recommenderr.errors import RecommenderrError
from recommenderr.household.service import MAX_NAME_LENGTH, Household
from recommenderr.model.weights import Weights
from recommenderr.recommender.user_weights import settings_weights, weights_from
from recommenderr.records import Preset

CHOSEN, NAME = "p_chosen", "p_name"
OWN_DEFAULT = "My default"
NEW_DEFAULT = "This is your default now, here and on the command line."


def draw(context: PageContext) -> None:
    """Draws the presets of the view's person; every button writes at once."""
    household, account_id, default = context.household, context.view.account_id, context.default_weights
    saved = context.snapshot.presets.get(account_id, ())
    names = [preset.name for preset in saved]
    if st.session_state.get(CHOSEN) not in names:
        st.session_state[CHOSEN] = None
    with st.expander("Presets", icon=":material/bookmark:"):
        chosen = st.selectbox(
            "Preset",
            names,
            index=session_state.option_index(CHOSEN, names),
            format_func=lambda name: f"{name} (default)" if _is_default(saved, name) else name,
            key=CHOSEN,
            placeholder="Choose one" if names else "None saved yet",
            disabled=not names,
            on_change=_apply,
            args=(household, saved, default),
            help="Moves the sliders to where they stood when the preset was saved.",
        )
        st.text_input("Name", key=NAME, max_chars=MAX_NAME_LENGTH, placeholder="Such as: Friday night")
        if chosen is not None:
            arguments = (household, saved, default)
            st.button("Use this preset", key="p_use", width="stretch", on_click=_apply, args=arguments)
        _buttons(household, account_id, chosen, _is_default(saved, chosen))


def _buttons(household: Household, account_id: int, chosen: str | None, is_default: bool) -> None:
    def save() -> str:
        name = _typed_name().strip() or chosen or ""
        _choose(household.save_preset(account_id, name, session_state.view().weights))
        return "Saved."

    def rename() -> str:
        _choose(household.rename_preset(account_id, chosen or "", _typed_name()))
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
        return NEW_DEFAULT

    def no_default() -> str:
        household.set_default_preset(account_id, None)
        return "The household's weights are your default again."

    _button("Save these sliders", "p_save", save)
    if chosen is not None:
        _button("Rename the preset", "p_rename", rename)
        _button("Delete the preset", "p_delete", delete)
    if is_default:
        _button("No longer my default", "p_no_default", no_default)
    else:
        explanation = "The list then starts with it, here, on the command line, and in what the sidecar prepares."
        _button("Set as my default", "p_default", make_default, explanation)


def _button(label: str, key: str, change: Callable[[], str], help_text: str | None = None) -> None:
    st.button(label, key=key, width="stretch", on_click=_write, args=(change,), help=help_text)


def save_as_default(household: Household, account_id: int, weights: Weights) -> None:
    """Saves the weights as the preset that applies to a person by default."""

    def save() -> str:
        household.save_default_preset(account_id, OWN_DEFAULT, weights)
        return NEW_DEFAULT

    _write(save)


def _write(change: Callable[[], str]) -> None:
    """Makes a change, and shows its sentence with the next run, or why it failed."""
    try:
        session_state.notify(change())
    except RecommenderrError as err:
        session_state.notify(str(err))


def _choose(name: str) -> None:
    """Shows the preset of this name as the chosen one."""
    st.session_state[CHOSEN] = name
    st.session_state[NAME] = ""


def _typed_name() -> str:
    return str(session_state.value_of(NAME) or "")


def _apply(household: Household, saved: Sequence[Preset], default: Weights) -> None:
    """Moves the sliders to the chosen preset."""
    preset = next((preset for preset in saved if preset.name == session_state.value_of(CHOSEN)), None)
    if preset is not None:
        weights = weights_from(preset.values, settings_weights(household.settings))
        session_state.set_weights(within_sliders(weights, default))


def _is_default(saved: Sequence[Preset], name: str | None) -> bool:
    return any(preset.name == name and preset.is_default for preset in saved)
