"""Every setting as anybody may see it: its value, its source, what it does; of a secret only whether it is set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommenderr.recommender.user_weights import settings_weights
from recommenderr.settings import Settings, specs

SET, NOT_SET, NONE = "set", "not set", "none"
DEFAULT = "default"
SOURCES = {"environment": "environment variable", ".env": "the file .env"}
WEIGHTS = {"taste_breadth": "breadth", "diversity": "diversity"}


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting in words."""

    name: str
    value: str
    source: str
    help: str


def shown_settings(settings: Settings) -> tuple[ShownSetting, ...]:
    """All settings, in the order of the documentation."""
    weights = settings_weights(settings).as_values()
    found = []
    for spec in specs():
        value, name = getattr(settings, spec.name), spec.name
        if value is None and (weight := WEIGHTS.get(name, name.removeprefix("feat_w_"))) in weights:
            value = weights[weight]
        text = (SET if value else NOT_SET) if spec.metadata["secret"] else _text(value)
        found.append(ShownSetting(name.upper(), text, _source(settings, name), spec.metadata["help"]))
    return tuple(found)


def _source(settings: Settings, name: str) -> str:
    source = settings.sources.get(name, DEFAULT)
    return SOURCES.get(source, source)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ", ".join(value) or NONE
    return NONE if value is None else str(value)
