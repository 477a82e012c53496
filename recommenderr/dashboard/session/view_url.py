"""A view and its URL: person, weights, filters and title, so that a copied link shows the same page again.

An invalid value (an unknown person, a genre that the library does not have, a weight of "much") is ignored; a number
between two steps of a slider is rounded to the nearer one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from recommenderr.model.weights import SHOWN_GROUPS, Weights
from recommenderr.recommender.filters import FilterOptions, Filters
from recommenderr.text import normalize_name

STEP = 0.05
MIN_SLIDER_MAX = 3.0
PAGE_SIZE, MAX_SHOWN = 24, 240
ADDED_DAYS = (7, 30, 90, 365)
SHARES = ("breadth", "diversity")

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class View:
    """What a page shows; everything else that it depends on is the library."""

    account_id: int
    weights: Weights
    filters: Filters = field(default_factory=Filters)
    added_days: int | None = None
    shown: int = PAGE_SIZE
    item_id: str = ""


def slider_max(weights: Weights) -> float:
    """The maximum of the sliders: 3, or the next whole number above a larger default."""
    return max(MIN_SLIDER_MAX, float(math.ceil(max(weights.of(group) for group in SHOWN_GROUPS))))


def within_sliders(weights: Weights, default: Weights) -> Weights:
    """The weights with each one at most at the maximum of its slider."""
    maximum = slider_max(default)
    return weights.changed({group: min(weights.of(group), maximum) for group in SHOWN_GROUPS})


def read_view(params: Params, account_id: int, default: Weights, choices: FilterOptions | None) -> View:
    """The view in a URL for a person; without `choices` it has no filters."""
    return View(
        account_id=account_id,
        weights=_weights(params, default),
        filters=_filters(params, choices) if choices else Filters(),
        added_days=_choice(params, "added", ADDED_DAYS),
        shown=_shown(params),
        item_id=_first(params, "item")[:64],
    )


def list_params(view: View, default: Weights) -> dict[str, list[str]]:
    """The URL parameters of the list: person, filters, and weights unless they are the default."""
    return _shared_params(view, default) | _filter_params(view)


def title_params(view: View, default: Weights) -> dict[str, list[str]]:
    """The URL parameters of a title: person, title, and weights unless they are the default."""
    return _shared_params(view, default) | ({"item": [view.item_id]} if view.item_id else {})


def title_links(view: View, default: Weights) -> Callable[[str], str]:
    """Returns a function from item id to URL. Performance only: the shared part is encoded once for a whole page."""
    shared = relative_url("title", _shared_params(view, default))
    return lambda item_id: f"{shared}&{urlencode({'item': item_id})}"


def relative_url(page: str, params: Params) -> str:
    """A URL relative to the page that holds the link; the list itself is `./`."""
    query = urlencode(params, doseq=True)
    return f"{page or './'}?{query}" if query else page or "./"


def server_path(base_path: str, rest: str) -> str:
    """The absolute path of `rest` below the base path, which is empty when the dashboard is served at the root."""
    return "/" + "/".join(filter(None, (base_path.strip("/"), rest)))


def account_from_params(params: Params, find: Callable[[str], int | None], fallback: int) -> int:
    """The account whose view a URL names, `fallback` when it names no known person."""
    name = _first(params, "person")
    account_id = find(name) if name else None
    return fallback if account_id is None else account_id


def _weights(params: Params, default: Weights) -> Weights:
    values: dict[str, object] = {}
    for name in (*SHOWN_GROUPS, *SHARES):
        value = _number(params, name)
        if value is not None and 0 <= value <= (1.0 if name in SHARES else slider_max(default)):
            values[name] = value if value == getattr(default, name) else round(round(value / STEP) * STEP, 2)
    scoring = _first(params, "scoring")
    return default.changed(values | ({"scoring": scoring} if scoring in ("evidence", "classic") else {}))


def _filters(params: Params, choices: FilterOptions) -> Filters:
    low, high = choices.years or (0, 0)
    first, last = _year(params, "from", low, high), _year(params, "to", low, high)
    if first is not None and last is not None and first > last:
        first, last = None, None
    kind = _first(params, "type")
    runtime = _number(params, "runtime")
    age = _number(params, "age")
    return Filters(
        type="movie" if kind == "movie" else "show" if kind == "show" else None,
        genres=_choices(params, "genre", choices.genres),
        without_genres=_choices(params, "without", choices.genres),
        year_from=first if first != low else None,
        year_to=last if last != high else None,
        runtime_max_min=runtime if runtime is not None and 1 <= runtime < choices.longest_min else None,
        age_max=int(age) if age is not None and age in choices.ages else None,
        library_ids=_choices(params, "library", choices.library_ids),
    )


def _shared_params(view: View, default: Weights) -> dict[str, list[str]]:
    params = {"person": [str(view.account_id)]}
    if view.weights != default:
        for name, value in view.weights.as_values().items():
            params[name] = [value if isinstance(value, str) else f"{value:g}"]
    return params


def _filter_params(view: View) -> dict[str, list[str]]:
    filters = view.filters
    single = {
        "type": filters.type,
        "from": filters.year_from,
        "to": filters.year_to,
        "runtime": filters.runtime_max_min,
        "age": filters.age_max,
        "added": view.added_days,
        "shown": view.shown if view.shown != PAGE_SIZE else None,
    }
    several = {"genre": filters.genres, "without": filters.without_genres, "library": filters.library_ids}
    params = {name: list(values) for name, values in several.items() if values}
    return params | {
        name: [f"{value:g}" if isinstance(value, float) else str(value)]
        for name, value in single.items()
        if value is not None
    }


def _first(params: Params, name: str) -> str:
    values = params.get(name) or [""]
    return values[0]


def _number(params: Params, name: str) -> float | None:
    try:
        value = float(_first(params, name))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _year(params: Params, name: str, low: int, high: int) -> int | None:
    value = _number(params, name)
    return int(value) if value is not None and low <= value <= high else None


def _choice(params: Params, name: str, known: Sequence[int]) -> int | None:
    value = _number(params, name)
    return int(value) if value is not None and value in known else None


def _choices(params: Params, name: str, known: Sequence[str]) -> tuple[str, ...]:
    by_name = {normalize_name(value): value for value in known}
    values = (by_name.get(normalize_name(value)) for value in params.get(name, ()))
    return tuple(dict.fromkeys(value for value in values if value is not None))


def _shown(params: Params) -> int:
    value = _number(params, "shown") or PAGE_SIZE
    return int(min(max(round(value / PAGE_SIZE), 1) * PAGE_SIZE, MAX_SHOWN))
