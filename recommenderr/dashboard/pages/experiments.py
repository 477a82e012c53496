"""Experiments: two settings of the weights beside each other, and the one that wins put to use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard import escape
from recommenderr.dashboard.charts import grouped_bar
from recommenderr.dashboard.charts import slope as slope_chart
from recommenderr.dashboard.charts.palette import GROUP_NAMES
from recommenderr.dashboard.components import evaluation_panel, experiment_parts, sidebar
from recommenderr.dashboard.components import presets as presets_panel
from recommenderr.dashboard.components.page_context import Frame, Page
from recommenderr.dashboard.components.title_card import label
from recommenderr.dashboard.session import caches, session_state, weight_pair
from recommenderr.dashboard.session.view_url import STEP, View, relative_url, slider_max, title_params, within_sliders
from recommenderr.dashboard.session.weight_pair import SIDES, WeightPair, slider_key
from recommenderr.household.service import Household
from recommenderr.insights.distributions import (
    by_time,
    decade_distribution,
    genre_distribution,
    people_shares,
    shared_people,
    strongest,
)
from recommenderr.insights.list_comparison import Comparison, compare
from recommenderr.model.scoring import SHOWN_GROUPS
from recommenderr.model.weights import Weights
from recommenderr.model.weights import default_weights as as_measured
from recommenderr.recommender.service import Query, Recommendations
from recommenderr.recommender.user_weights import settings_weights, weights_from

TOP, MIXED, PEOPLE = 20, 10, 10
INTRO = "The same person, two settings. Change either one, see what it does, and keep the one you like better."
NOTHING_LEFT = "{name} has seen everything, so there is nothing to compare."


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that the sections of the page need."""

    view: View
    default: Weights
    name: str
    pair: WeightPair
    a: Recommendations
    b: Recommendations

    def of(self, side: str) -> Recommendations:
        """The list of one side."""
        return self.a if side == "A" else self.b

    def rows(self, side: str) -> list[int]:
        """The matrix rows of one side's list, best first."""
        return [item.details.row for item in self.of(side).items]


def draw(frame: Frame) -> None:
    """The two settings, what their lists share, the lists, the slopes between them, the mixes, the past."""
    arrived = session_state.is_arrival()
    view, default = sidebar.arrive(frame, caches.filter_choices(frame.generation))
    sidebar.person_alone(frame, view)
    name = sidebar.person_names(frame.snapshot)[view.account_id]
    st.html(f'<h1 class="rr-title">Experiments for {escape.html(name)}</h1><p class="rr-quiet">{INTRO}</p>')
    pair = _settings(frame, view, default, weight_pair.current_pair(view, default, arrived))
    session_state.write_url({"person": [str(view.account_id)], **weight_pair.pair_params(pair)})

    a, b = (frame.recommender.recommend(view.account_id, Query(k=TOP, weights=pair.of(side))) for side in SIDES)
    found = Experiment(view, default, name, pair, a, b)
    if not a.items:
        st.html(f'<div class="rr-wait"><p>{escape.html(NOTHING_LEFT.format(name=name))}</p></div>')
        return
    for section in (_slopes, _lists, _mixes):
        section(frame, found)
    evaluation_panel.draw(frame, view, default, name, pair)


PAGE = Page("Experiments", draw)


def _settings(frame: Frame, view: View, default: Weights, pair: WeightPair) -> WeightPair:
    """The controls of both sides; returns the pair as it stands now."""
    for side, column in zip(SIDES, st.columns(2, gap="large"), strict=True):
        with column:
            st.html(experiment_parts.heading(side))
            weight_pair.set_sliders(side, pair.of(side), overwrite=False)
            _begin_with(frame, view, default, side)
            pair = pair.changed(side, _sliders(side, pair.of(side), default))
            _adopt(frame, view, default, side, pair.of(side))
    st.session_state[weight_pair.PAIR] = pair
    return pair


def _begin_with(frame: Frame, view: View, default: Weights, side: str) -> None:
    """A list of settings that a side can be set to."""
    presets = frame.snapshot.presets.get(view.account_id, ())
    base = settings_weights(frame.settings)
    known = {
        "What For you shows now": view.weights,
        "My default": default,
        "The household's weights": base,
        "Evidence, as measured": as_measured("evidence"),
        "Classic, as first described": as_measured("classic"),
    } | {f"Preset: {preset.name}": weights_from(preset.values, base) for preset in presets}
    chooser = f"t_{side.lower()}_begin"

    def begin() -> None:
        wanted = session_state.value_of(chooser)
        if wanted is not None:
            weight_pair.set_weights(side, within_sliders(known[wanted], default))
            st.session_state[chooser] = None

    st.selectbox(
        f"Set {side} to", list(known), index=None, placeholder="Choose a setting", key=chooser, on_change=begin
    )


def _sliders(side: str, weights: Weights, default: Weights) -> Weights:
    values: dict[str, object] = {}
    with st.expander(f"Weights of {side}", icon=":material/tune:"):
        values["scoring"] = st.segmented_control(
            "Scoring",
            list(sidebar.SCORINGS),
            default=session_state.value_of(slider_key(side, "scoring")),
            format_func=sidebar.SCORINGS.__getitem__,
            key=slider_key(side, "scoring"),
            help=sidebar.HELP["scoring"],
            required=True,
        )
        classic = values["scoring"] == "classic"
        for group in SHOWN_GROUPS:
            values[group] = st.slider(
                GROUP_NAMES[group],
                0.0,
                slider_max(default),
                session_state.clamped(slider_key(side, group), 0.0, slider_max(default)),
                STEP,
                key=slider_key(side, group),
                disabled=classic and group == "acclaim",
            )
        for name in ("breadth", "diversity"):
            values[name] = st.slider(
                name.capitalize(),
                0.0,
                1.0,
                session_state.clamped(slider_key(side, name), 0.0, 1.0),
                STEP,
                key=slider_key(side, name),
                disabled=classic and name == "breadth",
            )
    return weights.changed(values)


def _adopt(frame: Frame, view: View, default: Weights, side: str, weights: Weights) -> None:
    """Puts one side to use: now, or for good."""
    with st.container(horizontal=True):
        st.button(
            f"Use {side} in For you",
            key=f"t_{side.lower()}_use",
            disabled=weights == view.weights,
            help="For you, Title and Taste show it from now on, until the sliders are moved again.",
            on_click=_use,
            args=(weights, f"For you uses the weights of {side} now."),
        )
        st.button(
            f"Make {side} my default",
            key=f"t_{side.lower()}_keep",
            disabled=weights == default,
            help="It is kept as a preset, and counts here, on the command line, and in what the sidecar prepares.",
            on_click=_keep,
            args=(frame.household, view.account_id, weights),
        )


def _use(weights: Weights, told: str) -> None:
    session_state.set_view(replace(session_state.view(), weights=weights))
    session_state.notify(told)


def _keep(household: Household, account_id: int, weights: Weights) -> None:
    presets_panel.keep_as_default(household, account_id, weights)
    session_state.set_view(replace(session_state.view(), weights=weights))


def _slopes(frame: Frame, found: Experiment) -> None:
    """What both lists share, and a line from rank to rank."""
    compared = _compared(found)
    cards = [frame.generation.titles.details(slope.row) for slope in compared.slopes]
    names, titles = [details.title for details in cards], [label(details) for details in cards]
    size = len(found.a.items)
    st.html('<h2 class="rr-head">From rank to rank</h2>')
    st.html(f'<p class="rr-said">{experiment_parts.shared(compared, titles, size)}</p>')
    slope_chart.draw(compared.slopes, names, titles, size)


def _compared(found: Experiment) -> Comparison:
    return compare(found.rows("A"), found.rows("B"))


def _lists(frame: Frame, found: Experiment) -> None:
    """Both lists."""
    st.html('<h2 class="rr-head">Both lists</h2>')
    for side, other, column in zip("AB", "BA", st.columns(2, gap="large"), strict=True):
        with column:
            st.html(experiment_parts.heading(side))
            href = partial(_address, found, found.pair.of(side))
            st.html(experiment_parts.ranks(found.of(side).items, side, found.rows(other), href))


def _address(found: Experiment, weights: Weights, details: TitleDetails) -> str:
    """The address of a title under one of the settings."""
    view = replace(found.view, item_id=details.item_id, weights=weights)
    return relative_url("title", title_params(view, found.default))


def _mixes(frame: Frame, found: Experiment) -> None:
    """What each list is made of."""
    a, b = found.rows("A"), found.rows("B")
    generation = frame.generation
    st.html('<h2 class="rr-head">What each is made of</h2>')
    genres, decades, people = (
        [distribution(generation, rows) for rows in (a, b)]
        for distribution in (genre_distribution, decade_distribution, people_shares)
    )
    charts = (
        ("Genres", strongest(*genres, most=MIXED)),
        ("Decades", by_time(*decades)),
        ("People in two titles or more", shared_people(*people, most=PEOPLE, least=2 / max(len(a), len(b)))),
    )
    for column, (title, pairs) in zip(st.columns(3, gap="medium"), charts, strict=True):
        with column:
            st.html(f'<h3 class="rr-sub">{title}</h3>')
            if pairs.empty:
                st.html('<p class="rr-quiet">Nobody is in more than one title of either list.</p>')
            else:
                grouped_bar.draw(pairs, *SIDES)
