"""Presets: positions of the sliders that a person has given a name, and the one that counts everywhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

import streamlit as st

from recommenderr.dashboard.session import session_state
from recommenderr.dashboard.session.view_url import View, within_sliders
from recommenderr.errors import RecommenderrError
from recommenderr.model.weights import Weights
from recommenderr.recommender.service import settings_weights, weights_from
from recommenderr.settings import Settings
from recommenderr.store import presets
from recommenderr.store.connection import open_store
from recommenderr.store.presets import MAX_NAME_LENGTH, Preset

CHOSEN, NAME = "p_chosen", "p_name"
OWN_DEFAULT = "My default"


def panel(settings: Settings, view: View, kept: Sequence[Preset], default: Weights) -> None:
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
            args=(settings, kept, default),
            help="Moves the sliders to where they stood when the preset was saved.",
        )
        st.text_input("Name", key=NAME, max_chars=MAX_NAME_LENGTH, placeholder="Such as: Friday night")
        if chosen is not None:
            again = (settings, kept, default)
            st.button("Use this preset", key="p_use", width="stretch", on_click=_apply, args=again)
        _buttons(settings, account_id, chosen, _is_default(kept, chosen))


def _buttons(settings: Settings, account_id: int, chosen: str | None, is_default: bool) -> None:
    def write(change: Callable[[sqlite3.Connection], str]) -> None:
        _write(settings, change)

    def save(conn: sqlite3.Connection) -> str:
        name = _typed().strip() or chosen or ""
        presets.save(conn, account_id, name, session_state.view().weights.as_values())
        _choose(conn, account_id, name)
        return "Saved."

    def rename(conn: sqlite3.Connection) -> str:
        presets.rename(conn, account_id, chosen or "", _typed())
        _choose(conn, account_id, _typed())
        return "Renamed."

    def delete(conn: sqlite3.Connection) -> str:
        presets.delete(conn, account_id, chosen or "")
        return "Deleted."

    def make_default(conn: sqlite3.Connection) -> str:
        name = chosen or OWN_DEFAULT
        if chosen is None:
            presets.save(conn, account_id, name, session_state.view().weights.as_values())
        presets.set_default(conn, account_id, name)
        _choose(conn, account_id, name)
        return "This is your default now, here and on the command line."

    def no_default(conn: sqlite3.Connection) -> str:
        presets.set_default(conn, account_id, None)
        return "The household's weights are your default again."

    st.button("Save these sliders", key="p_save", width="stretch", on_click=write, args=(save,))
    if chosen is not None:
        st.button("Rename the preset", key="p_rename", width="stretch", on_click=write, args=(rename,))
        st.button("Delete the preset", key="p_delete", width="stretch", on_click=write, args=(delete,))
    if is_default:
        st.button("No longer my default", key="p_no_default", width="stretch", on_click=write, args=(no_default,))
    else:
        st.button(
            "Set as my default",
            key="p_default",
            width="stretch",
            on_click=write,
            args=(make_default,),
            help="The list then starts with it, here, on the command line, and in what the sidecar prepares.",
        )


def keep_as_default(settings: Settings, account_id: int, weights: Weights) -> None:
    """Keeps the weights as the preset that counts for a person when nothing else is said."""

    def keep(conn: sqlite3.Connection) -> str:
        presets.save(conn, account_id, OWN_DEFAULT, weights.as_values())
        presets.set_default(conn, account_id, OWN_DEFAULT)
        return "This is your default now, here and on the command line."

    _write(settings, keep)


def _write(settings: Settings, change: Callable[[sqlite3.Connection], str]) -> None:
    try:
        with open_store(settings.db_path) as conn:
            session_state.notify(change(conn))
    except RecommenderrError as err:
        session_state.notify(str(err))


def _choose(conn: sqlite3.Connection, account_id: int, name: str) -> None:
    """Shows the preset of this name as the chosen one, as it is spelt in the store."""
    wanted = " ".join(name.split()).casefold()
    known = (preset.name for preset in presets.list(conn, account_id))
    st.session_state[CHOSEN] = next((one for one in known if one.casefold() == wanted), None)
    st.session_state[NAME] = ""


def _typed() -> str:
    return str(session_state.value_of(NAME) or "")


def _apply(settings: Settings, kept: Sequence[Preset], default: Weights) -> None:
    preset = next((one for one in kept if one.name == session_state.value_of(CHOSEN)), None)
    if preset is not None:
        session_state.set_weights(within_sliders(weights_from(preset.values, settings_weights(settings)), default))


def _is_default(kept: Sequence[Preset], name: str | None) -> bool:
    return any(preset.name == name and preset.is_default for preset in kept)
