"""Which setting predicts better: A and B evaluated against a person's own past, and weights tuned to it, on request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from recommenderr.dashboard import escape
from recommenderr.dashboard.charts import interval
from recommenderr.dashboard.charts.palette import GROUP_NAMES
from recommenderr.dashboard.components import blocks
from recommenderr.dashboard.components.page_context import AppContext, PageContext
from recommenderr.dashboard.session import session_state, weight_pair
from recommenderr.dashboard.session.view_url import within_sliders
from recommenderr.dashboard.session.weak_cache import WeakCache
from recommenderr.dashboard.session.weight_pair import SIDES, WeightPair
from recommenderr.dashboard.templating import isolated, render
from recommenderr.errors import RecommenderrError
from recommenderr.evaluation.backtest import Backtest, difference, in_words
from recommenderr.evaluation.tuning import PRESET, Tuned, tune
from recommenderr.model.weights import SHOWN_GROUPS
from recommenderr.progress import Progress
from recommenderr.recommender.user_weights import settings_weights

EVALUATED, TUNED = "t_evaluated", "t_tuned"
ABOUT = (
    "Goes back to moments of {name}'s own past, ranks everything unseen as it would have been ranked then, and looks "
    "whether the titles that came next were in the list. Nothing that came later is known to it."
)
TOO_SHORT = "Nothing can be judged yet: it takes about six different titles, watched one after another."
SAVED = "Kept as the preset Tuned. It is the default now, here and on the command line."
PHASES = {"moments": "Going back in time", "fitting": "Fitting"}


_backtests: WeakCache[Backtest] = WeakCache()


def draw(context: PageContext, pair: WeightPair) -> None:
    """The section: a button first; then the chart, the result in words, and the way to better weights."""
    account_id = context.view.account_id
    st.html(blocks.section("How good is it", ABOUT.format(name=isolated(context.name))))
    if st.session_state.get(EVALUATED) != account_id:
        st.button("Judge A and B by the past", key="t_evaluate", on_click=_request, args=(account_id,))
        return
    backtest = _backtest(context)
    if not backtest.cases:
        st.html(blocks.paragraph(TOO_SHORT, "rr-message"))
        return
    results = [backtest.evaluate(pair.of(side)) for side in SIDES]
    moments = f"{len(backtest.cases)} moments" if len(backtest.cases) > 1 else "one moment"
    st.html(render("evaluation_result.html", difference=in_words(difference(results[0], results[1])), moments=moments))
    interval.chart(results).draw()
    _tuning(context, backtest)


def _request(account_id: int) -> None:
    st.session_state[EVALUATED] = account_id


def _backtest(context: PageContext) -> Backtest:
    """The replay of one person's past, prepared once for each model of theirs."""

    def prepare() -> Backtest:
        with _progress() as on_progress:
            return context.recommender.backtest([context.view.account_id], on_progress)

    return _backtests.get(context.person, prepare)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A progress bar while the context lasts."""
    bar = st.progress(0.0, PHASES["moments"])

    def on_progress(phase: str, done: int, total: int) -> None:
        bar.progress(done / total if total else 0.0, PHASES.get(phase, phase))

    yield on_progress
    bar.empty()


def _tuning(context: PageContext, backtest: Backtest) -> None:
    """A button that tunes the weights, and the result."""
    account_id = context.view.account_id
    st.html(blocks.subsection("Tune"))
    if st.button("Fit the weights to this past", key="t_tune", help="Takes seconds; changes nothing by itself."):
        with _progress() as on_progress:
            current, base = context.household.weights_of(account_id), settings_weights(context.settings)
            st.session_state[TUNED] = account_id, tune(backtest, current, base, on_progress)
    tuned_id, tuned = st.session_state.get(TUNED, (None, None))
    if tuned_id == account_id:
        _proposal(context, tuned)


def _proposal(context: PageContext, tuned: Tuned) -> None:
    """The tuned weights, what they gain, and the buttons that use them."""
    rows = [
        (GROUP_NAMES[group], f"{tuned.current.of(group):.2f}", f"{tuned.weights.of(group):.2f}")
        for group in SHOWN_GROUPS
    ]
    st.html(blocks.table("The weights now and tuned", ("Weight", "Now", "Tuned"), rows, ("Now", "Tuned")))
    st.html(blocks.paragraph(_gain(tuned), "rr-message"))
    with st.container(horizontal=True):
        st.button(
            "Set B to the tuned weights",
            key="t_tuned_b",
            on_click=weight_pair.set_weights,
            args=("B", within_sliders(tuned.weights, context.default_weights)),
        )
        st.button(
            f"Make them the default of {escape.plain(context.name)}",
            key="t_tuned_default",
            on_click=_save,
            args=(context.app, context.view.account_id, tuned),
        )


def _gain(tuned: Tuned) -> str:
    if not tuned.n_evaluated:
        return "There are too few moments to judge the fit by."
    start = f"Fitted to the earlier {tuned.n_fitted} moments and judged on the later {tuned.n_evaluated}: "
    return start + in_words(tuned.gain, "what counts now", "the tuned setting")


def _save(app: AppContext, account_id: int, tuned: Tuned) -> None:
    try:
        app.household.save_default_preset(account_id, PRESET, tuned.weights)
    except RecommenderrError as err:
        session_state.notify(str(err))
        return
    session_state.set_view(replace(session_state.view(), weights=tuned.weights))
    session_state.notify(SAVED)
