"""A view and its address: person, weights, filters and title, so that a copied link shows the same page again.

What an address says wrongly (an unknown person, a genre that there is not, a weight of "much") falls back to what it
would be without it; numbers between two steps of a slider go to the nearer one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from recommenderr.model.scoring import SHOWN_GROUPS
from recommenderr.model.weights import Weights
from recommenderr.recommender.filter_options import Choices
from recommenderr.recommender.filters import Filters

STEP = 0.05
LEAST_TOP = 3.0
PAGE_SIZE, MOST_SHOWN = 24, 240
ADDED_DAYS = (7, 30, 90, 365)
SHARES = ("breadth", "diversity")

Params = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class View:
    """Everything that a page shows depends on: these values, and the library."""

    account_id: int
    weights: Weights
    filters: Filters = field(default_factory=Filters)
    added_days: int | None = None
    shown: int = PAGE_SIZE
    item_id: str = ""


def top_of(weights: Weights) -> float:
    """Where the sliders end: 3, or further where a person's default lies further."""
    return max(LEAST_TOP, float(math.ceil(max(weights.of(group) for group in SHOWN_GROUPS))))


def on_slider(weights: Weights, default: Weights) -> Weights:
    """The weights as the sliders can show them: none beyond the end."""
    top = top_of(default)
    return weights.changed({group: min(weights.of(group), top) for group in SHOWN_GROUPS})


def read_view(params: Params, account_id: int, default: Weights, offered: Choices | None) -> View:
    """The view that an address names for a person; `offered` is what there is to filter by."""
    return View(
        account_id=account_id,
        weights=_weights(params, default),
        filters=_filters(params, offered) if offered else Filters(),
        added_days=_one_of(params, "added", ADDED_DAYS),
        shown=_shown(params),
        item_id=_first(params, "item")[:64],
    )


def list_params(view: View, default: Weights) -> dict[str, list[str]]:
    """The address of the list: person, weights where they are not the default, and filters."""
    return _shared_params(view, default) | _filter_params(view)


def title_params(view: View, default: Weights) -> dict[str, list[str]]:
    """The address of a title: person, weights where they are not the default, and the title."""
    return _shared_params(view, default) | ({"item": [view.item_id]} if view.item_id else {})


def title_links(view: View, default: Weights) -> Callable[[str], str]:
    """From a title's id to its address; what the addresses of a whole wall share is put together once."""
    shared = link("title", _shared_params(view, default))
    return lambda item_id: f"{shared}&{urlencode({'item': item_id})}"


def link(page: str, params: Params) -> str:
    """An address relative to the page that holds the link; the list itself is `./`."""
    query = urlencode(params, doseq=True)
    return f"{page or './'}?{query}" if query else page or "./"


def below(base_path: str, rest: str) -> str:
    """The server's own path of what lies below the path that the dashboard is served under, empty for the root."""
    return "/" + "/".join(filter(None, (base_path.strip("/"), rest)))


def person_of(params: Params, find: Callable[[str], int | None], otherwise: int) -> int:
    """Whose view an address names."""
    wanted = _first(params, "person")
    found = find(wanted) if wanted else None
    return otherwise if found is None else found


def _weights(params: Params, default: Weights) -> Weights:
    values: dict[str, object] = {}
    for name in (*SHOWN_GROUPS, *SHARES):
        value = _number(params, name)
        if value is not None and 0 <= value <= (1.0 if name in SHARES else top_of(default)):
            values[name] = value if value == getattr(default, name) else round(round(value / STEP) * STEP, 2)
    scoring = _first(params, "scoring")
    return default.changed(values | ({"scoring": scoring} if scoring in ("evidence", "classic") else {}))


def _filters(params: Params, offered: Choices) -> Filters:
    low, high = offered.years or (0, 0)
    first, last = _year(params, "from", low, high), _year(params, "to", low, high)
    if first is not None and last is not None and first > last:
        first, last = None, None
    kind = _first(params, "type")
    runtime = _number(params, "runtime")
    age = _number(params, "age")
    return Filters(
        type="movie" if kind == "movie" else "show" if kind == "show" else None,
        genres=_among(params, "genre", offered.genres),
        without_genres=_among(params, "without", offered.genres),
        year_from=first if first != low else None,
        year_to=last if last != high else None,
        runtime_max_min=runtime if runtime is not None and 1 <= runtime < offered.longest_min else None,
        age_max=int(age) if age is not None and age in offered.ages else None,
        library_ids=_among(params, "library", offered.library_ids),
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


def _one_of(params: Params, name: str, known: Sequence[int]) -> int | None:
    value = _number(params, name)
    return int(value) if value is not None and value in known else None


def _among(params: Params, name: str, known: Sequence[str]) -> tuple[str, ...]:
    by_name = {value.casefold(): value for value in known}
    found = (by_name.get(value.casefold()) for value in params.get(name, ()))
    return tuple(dict.fromkeys(value for value in found if value is not None))


def _shown(params: Params) -> int:
    value = _number(params, "shown") or PAGE_SIZE
    return int(min(max(round(value / PAGE_SIZE), 1) * PAGE_SIZE, MOST_SHOWN))
