"""Experiments: two settings of the weights next to each other, and the better one put to use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from recommenderr.artifacts import Generation
from recommenderr.dashboard.charts import grouped_bar
from recommenderr.dashboard.charts import slope as slope_chart
from recommenderr.dashboard.components import blocks, evaluation_panel, preset_panel, ranked_lists, sidebar
from recommenderr.dashboard.components.page import Page
from recommenderr.dashboard.components.page_context import PageContext
from recommenderr.dashboard.components.title_details import label
from recommenderr.dashboard.components.weight_sliders import weight_sliders
from recommenderr.dashboard.session import session_state, weight_pair
from recommenderr.dashboard.session.view_url import title_links, within_sliders
from recommenderr.dashboard.session.weak_cache import WeakCache
from recommenderr.dashboard.session.weight_pair import SIDES, WeightPair
from recommenderr.dashboard.templating import isolated
from recommenderr.household.service import Household
from recommenderr.insights.distributions import (
    Distribution,
    by_time,
    decade_distribution,
    genre_distribution,
    people_shares,
    shared_people,
    strongest,
)
from recommenderr.insights.list_comparison import compare
from recommenderr.model.weights import Weights
from recommenderr.model.weights import default_weights as as_measured
from recommenderr.recommender.service import Query, Recommendations
from recommenderr.recommender.user_weights import settings_weights, weights_from

TOP, MIXED, PEOPLE = 20, 10, 10
INTRO = "The same person, two settings. Change either one, see what it does, and keep the one you like better."
_list_distributions: WeakCache[tuple[Distribution, Distribution, Distribution]] = WeakCache(max_entries=8)
NOTHING_LEFT = "{name} has seen everything, so there is nothing to compare."


@dataclass(frozen=True, slots=True)
class Experiment:
    """Two settings, and the list of each."""

    pair: WeightPair
    a: Recommendations
    b: Recommendations

    def of(self, side: str) -> Recommendations:
        """The list of one side."""
        return self.a if side == "A" else self.b

    def rows(self, side: str) -> list[int]:
        """The matrix rows of one side's list, best first."""
        return [item.details.row for item in self.of(side).items]


def draw(context: PageContext) -> None:
    """The two settings, what their lists share, the lists, the slopes between them, the mixes, the past."""
    sidebar.draw_person(context)
    view = context.view
    st.html(blocks.page_title(f"Experiments for {isolated(context.name)}", INTRO))
    pair = _settings(context, weight_pair.current_pair(view, context.default_weights, context.arrived))
    session_state.write_url({"person": [str(view.account_id)], **weight_pair.pair_params(pair)})

    a, b = (context.recommender.recommend(view.account_id, Query(k=TOP, weights=pair.of(side))) for side in SIDES)
    experiment = Experiment(pair, a, b)
    if not a.items:
        st.html(blocks.empty_state(NOTHING_LEFT.format(name=isolated(context.name))))
        return
    for section in (_slopes, _lists, _mixes):
        section(context, experiment)
    evaluation_panel.draw(context, pair)


PAGE = Page("Experiments", draw)


def _settings(context: PageContext, pair: WeightPair) -> WeightPair:
    """The controls of both sides; returns the pair as it is set now."""
    for side, column in zip(SIDES, st.columns(2, gap="large"), strict=True):
        with column:
            st.html(ranked_lists.setting_heading(side))
            weight_pair.set_sliders(side, pair.of(side), overwrite=False)
            _starting_points(context, side)
            with st.expander(f"Weights of {side}", icon=":material/tune:"):
                weights = weight_sliders(
                    pair.of(side), context.default_weights, partial(weight_pair.slider_key, side), compact=True
                )
            pair = pair.changed(side, weights)
            _buttons(context, side, weights)
    st.session_state[weight_pair.PAIR] = pair
    return pair


def _starting_points(context: PageContext, side: str) -> None:
    """A list of settings that a side can be set to."""
    saved = context.snapshot.presets.get(context.view.account_id, ())
    base = settings_weights(context.settings)
    default = context.default_weights
    settings = {
        "What For you shows now": context.view.weights,
        "My default": default,
        "The household's weights": base,
        "Evidence, as measured": as_measured("evidence"),
        "Classic, as first described": as_measured("classic"),
    } | {f"Preset: {preset.name}": weights_from(preset.values, base) for preset in saved}
    key = f"t_{side.lower()}_begin"

    def apply() -> None:
        name = session_state.value_of(key)
        if name is not None:
            weight_pair.set_weights(side, within_sliders(settings[name], default))
            st.session_state[key] = None

    st.selectbox(f"Set {side} to", list(settings), index=None, placeholder="Choose a setting", key=key, on_change=apply)


def _buttons(context: PageContext, side: str, weights: Weights) -> None:
    """Puts one side to use: now, or for good."""
    with st.container(horizontal=True):
        st.button(
            f"Use {side} in For you",
            key=f"t_{side.lower()}_use",
            disabled=weights == context.view.weights,
            help="For you, Title and Taste show it from now on, until the sliders are moved again.",
            on_click=_use,
            args=(weights, f"For you uses the weights of {side} now."),
        )
        st.button(
            f"Make {side} my default",
            key=f"t_{side.lower()}_keep",
            disabled=weights == context.default_weights,
            help="It is kept as a preset, and counts here, on the command line, and in what the sidecar prepares.",
            on_click=_save,
            args=(context.household, context.view.account_id, weights),
        )


def _use(weights: Weights, message: str) -> None:
    session_state.set_view(replace(session_state.view(), weights=weights))
    session_state.notify(message)


def _save(household: Household, account_id: int, weights: Weights) -> None:
    preset_panel.save_as_default(household, account_id, weights)
    session_state.set_view(replace(session_state.view(), weights=weights))


def _slopes(context: PageContext, experiment: Experiment) -> None:
    """What both lists share, and a line from rank to rank."""
    comparison = compare(experiment.rows("A"), experiment.rows("B"))
    titles = [context.generation.titles.details(slope.row) for slope in comparison.slopes]
    names, labels = [title.title for title in titles], [label(title) for title in titles]
    size = len(experiment.a.items)
    st.html(blocks.section("From rank to rank"))
    st.html(ranked_lists.shared_titles(comparison, labels, size))
    slope_chart.chart(comparison.slopes, names, labels, size).draw()


def _lists(context: PageContext, experiment: Experiment) -> None:
    """Both lists."""
    st.html(blocks.section("Both lists"))
    for side, other, column in zip("AB", "BA", st.columns(2, gap="large"), strict=True):
        with column:
            st.html(ranked_lists.setting_heading(side))
            link = title_links(replace(context.view, weights=experiment.pair.of(side)), context.default_weights)
            st.html(ranked_lists.ranked_list(experiment.of(side).items, side, experiment.rows(other), link))


def _distributions(generation: Generation, rows: Sequence[int]) -> tuple[Distribution, Distribution, Distribution]:
    """The genres, the decades and the people of a list; a slider of one side leaves the other side's as they are."""

    def distributions() -> tuple[Distribution, Distribution, Distribution]:
        genres, decades = genre_distribution(generation, rows), decade_distribution(generation, rows)
        return genres, decades, people_shares(generation, rows)

    return _list_distributions.get(generation, distributions, tuple(rows))


def _mixes(context: PageContext, experiment: Experiment) -> None:
    """What each list is made of."""
    a, b = experiment.rows("A"), experiment.rows("B")
    generation = context.generation
    st.html(blocks.section("What each is made of"))
    genres, decades, people = zip(_distributions(generation, a), _distributions(generation, b), strict=True)
    charts = (
        ("Genres", strongest(*genres, most=MIXED)),
        ("Decades", by_time(*decades)),
        ("People in two titles or more", shared_people(*people, most=PEOPLE, least=2 / max(len(a), len(b)))),
    )
    for column, (title, pairs) in zip(st.columns(3, gap="medium"), charts, strict=True):
        with column:
            st.html(blocks.subsection(title))
            if pairs.empty:
                st.html(blocks.paragraph("Nobody is in more than one title of either list."))
            else:
                grouped_bar.chart(pairs, *SIDES).draw()
