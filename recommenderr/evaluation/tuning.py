"""Weights fitted to one person's history, and whether they are any better on the part that the fit has not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommenderr.evaluation.backtest import Backtest, difference
from recommenderr.evaluation.bootstrap import Interval
from recommenderr.evaluation.weight_search import fit_weights, training_case
from recommenderr.model.weights import Weights, default_weights
from recommenderr.progress import Progress

FIT_SHARE = 0.6
FEWEST_MOMENTS = 4
"""With fewer moments than this there is nothing to judge a fit by."""
PRESET = "Tuned"
MEASURE = "ndcg@10"


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a fit proposes.

    Attributes:
        current: the weights that count for the person now, and that the proposal has to beat.
        weights: fitted to the whole history and drawn towards the household's defaults, which they are without history.
        gain: how much better NDCG@10 was, on the later moments, with weights fitted to the earlier ones alone.
        n_fitted, n_evaluated: how many moments each part had.
    """

    current: Weights
    weights: Weights
    gain: Interval
    n_fitted: int
    n_evaluated: int

    @property
    def learnt(self) -> bool:
        """Whether there was any history to fit to."""
        return self.n_fitted > 0

    @property
    def clearly_better(self) -> bool:
        """Whether the whole interval of the gain lies above 0."""
        return self.gain.sign > 0

    def as_json(self) -> dict[str, Any]:
        """The document of `tune --output json`, but for what was done with it."""
        return {
            "current": self.current.as_values(),
            "weights": self.weights.as_values(),
            "gain": {"measure": MEASURE} | self.gain.as_json(),
            "fitted_moments": self.n_fitted,
            "judged_moments": self.n_evaluated,
            "clearly_better": self.clearly_better,
        }


def tune(
    backtest: Backtest,
    current: Weights,
    default: Weights,
    on_progress: Progress = lambda phase, done, total: None,
) -> Tuned:
    """Fits the weights to the earlier moments of one person, judges them on the later ones, then fits all of them.

    No title is held out at two moments, so what judges is no part of what was fitted. Breadth and diversity stay as
    they are now.

    Args:
        backtest: of this one person.
        current: the weights that count for them now.
        default: what the fit starts from and is drawn to, the more the shorter the history is.
    """
    start = _start(current, default)
    training_cases = []
    for number, case in enumerate(backtest.cases):
        on_progress("fitting", number, len(backtest.cases))
        training_cases.append(training_case(case, start, seed=number))
    on_progress("fitting", len(training_cases), len(training_cases))
    if len(training_cases) < FEWEST_MOMENTS:
        return Tuned(current, current, Interval(0.0, 0.0, 0.0, 0), 0, 0)
    cut = round(len(training_cases) * FIT_SHARE)
    later = Backtest(backtest.cases[cut:], backtest.popularity)
    gain = difference(later.evaluate(current), later.evaluate(fit_weights(training_cases[:cut], start)), MEASURE)
    return Tuned(current, fit_weights(training_cases, start), gain, cut, len(training_cases) - cut)


def _start(current: Weights, default: Weights) -> Weights:
    """Fits are of evidence. Where another scoring is in use, its weights mean something else."""
    start = default if default.scoring == "evidence" else default_weights("evidence")
    if current.scoring == "evidence":
        start = start.changed({"breadth": current.breadth, "diversity": current.diversity})
    return start
