"""The weights of a list that no one has moved a slider for: a default preset over the settings over the defaults."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from recommenderr.model.weights import SHOWN_GROUPS, Weights, default_weights
from recommenderr.settings import Settings
from recommenderr.store import presets


def settings_weights(settings: Settings) -> Weights:
    """The weights of the settings: the defaults of their scoring, with the values that the settings name."""
    base = default_weights(settings.scoring)
    named = {group: getattr(settings, f"feat_w_{group}") for group in SHOWN_GROUPS}
    named |= {"breadth": settings.taste_breadth, "diversity": settings.diversity}
    return base.changed({name: value for name, value in named.items() if value is not None})


def weights_from(values: Mapping[str, float | str], base: Weights) -> Weights:
    """The weights of a preset; what an older version did not know yet comes from `base`."""
    known = {name: value for name, value in values.items() if name in base.as_values()}
    return base.changed(known)


def user_weights(settings: Settings, conn: sqlite3.Connection, account_id: int) -> Weights:
    """The weights that apply to a person unless others are given: their default preset, else the settings'."""
    base, preset = settings_weights(settings), presets.default(conn, account_id)
    return base if preset is None else weights_from(preset, base)
