"""How good is it? A and B held against what the person then watched, and weights fitted to that; on a button's word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from recommenderr.dashboard import escape
from recommenderr.dashboard.charts import interval
from recommenderr.dashboard.charts.palette import GROUP_NAMES
from recommenderr.dashboard.components import table
from recommenderr.dashboard.components.page_context import Frame, House
from recommenderr.dashboard.session import session_state, weight_pair
from recommenderr.dashboard.session.view_url import View, within_sliders
from recommenderr.dashboard.session.weak_cache import WeakCache
from recommenderr.dashboard.session.weight_pair import SIDES, WeightPair
from recommenderr.errors import RecommenderrError
from recommenderr.evaluation.backtest import Backtest, difference, in_words
from recommenderr.evaluation.tuning import PRESET, Tuned, tune
from recommenderr.model.scoring import SHOWN_GROUPS
from recommenderr.model.weights import Weights
from recommenderr.recommender.user_weights import settings_weights

JUDGED, TUNED = "t_judged", "t_tuned"
ABOUT = (
    "Goes back to moments of {name}'s own past, ranks everything unseen as it would have been ranked then, and looks "
    "whether the titles that came next were in the list. Nothing that came later is known to it."
)
TOO_SHORT = "Nothing can be judged yet: it takes about six different titles, watched one after another."
KEPT = "Kept as the preset Tuned. It is the default now, here and on the command line."
PHASES = {"moments": "Going back in time", "fitting": "Fitting"}

Progress = Callable[[str, int, int], None]


def draw(frame: Frame, view: View, default: Weights, name: str, pair: WeightPair) -> None:
    """The section: a button first; then the bars, the verdict, and the way to weights that fit better."""
    st.html(f'<h2 class="rr-head">How good is it</h2><p class="rr-quiet">{escape.html(ABOUT.format(name=name))}</p>')
    if st.session_state.get(JUDGED) != view.account_id:
        st.button("Judge A and B by the past", key="t_judge", on_click=_asked, args=(view.account_id,))
        return
    backtest = _backtest(frame, view.account_id)
    if not backtest.cases:
        st.html(f'<p class="rr-said">{TOO_SHORT}</p>')
        return
    verdicts = [backtest.judge(pair.of(side)) for side in SIDES]
    moments = f"{len(backtest.cases)} moments" if len(backtest.cases) > 1 else "one moment"
    said = escape.html(in_words(difference(verdicts[0], verdicts[1])))
    st.html(f'<p class="rr-said">{said}</p><p class="rr-quiet">By NDCG of the first 10, at {moments}.</p>')
    interval.draw(verdicts)
    _tuning(frame, view, default, name, backtest)


def _asked(account_id: int) -> None:
    st.session_state[JUDGED] = account_id


_backtests: WeakCache[Backtest] = WeakCache()


def _backtest(frame: Frame, account_id: int) -> Backtest:
    """The moments of one person's past, gone back to once for each model of theirs."""

    def prepare() -> Backtest:
        with _progress() as on_progress:
            return frame.recommender.backtest([account_id], on_progress)

    return _backtests.get(frame.recommender.person(account_id), prepare)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar while the context lasts."""
    bar = st.progress(0.0, PHASES["moments"])

    def on_progress(phase: str, done: int, total: int) -> None:
        bar.progress(done / total if total else 0.0, PHASES.get(phase, phase))

    yield on_progress
    bar.empty()


def _tuning(frame: Frame, view: View, default: Weights, name: str, backtest: Backtest) -> None:
    """A button that fits the weights, and what it found."""
    st.html('<h3 class="rr-sub">Tune</h3>')
    if st.button("Fit the weights to this past", key="t_tune", help="Takes seconds; changes nothing by itself."):
        with _progress() as on_progress:
            current, base = frame.household.weights_of(view.account_id), settings_weights(frame.settings)
            st.session_state[TUNED] = view.account_id, tune(backtest, current, base, on_progress)
    account_id, tuned = st.session_state.get(TUNED, (None, None))
    if account_id == view.account_id:
        _proposed(frame, view, default, name, tuned)


def _proposed(frame: Frame, view: View, default: Weights, name: str, tuned: Tuned) -> None:
    rows = [
        (GROUP_NAMES[group], *(f"{weights.of(group):.2f}" for weights in (tuned.current, tuned.weights)))
        for group in SHOWN_GROUPS
    ]
    st.html(table.table("The weights now and tuned", ("Weight", "Now", "Tuned"), rows, ("Now", "Tuned")))
    st.html(f'<p class="rr-said">{escape.html(_gained(tuned))}</p>')
    with st.container(horizontal=True):
        st.button(
            "Set B to the tuned weights",
            key="t_tuned_b",
            on_click=weight_pair.set_weights,
            args=("B", within_sliders(tuned.weights, default)),
        )
        st.button(
            f"Make them the default of {escape.plain(name)}",
            key="t_tuned_keep",
            on_click=_keep,
            args=(frame.house, view, tuned),
        )


def _gained(tuned: Tuned) -> str:
    if not tuned.n_judged:
        return "There are too few moments to judge the fit by."
    judged = f"Fitted to the earlier {tuned.n_fitted} moments and judged on the later {tuned.n_judged}: "
    return judged + in_words(tuned.gain, "what counts now", "the tuned setting")


def _keep(house: House, view: View, tuned: Tuned) -> None:
    try:
        house.household.save_default_preset(view.account_id, PRESET, tuned.weights)
    except RecommenderrError as err:
        session_state.notify(str(err))
        return
    session_state.set_view(replace(session_state.view(), weights=tuned.weights))
    session_state.notify(KEPT)
