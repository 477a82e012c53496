"""Weights fitted to what a person watched next, kept close to the weights they start from.

A listwise loss (Z. Cao et al., Learning to rank: from pairwise to listwise approach, ICML 2007): with `F_g(i)` what
group `g` adds to title `i` at weight 1, and `s_i = sum_g w_g F_g(i)`, a case costs the mean over its held-out titles of
`-log softmax(s)`. It is convex in the weights. Only the proportions of weights count in a ranking, so one common factor
`beta` is fitted first; then the weights, with a penalty on `(w_g / (beta w0_g) - 1)^2` that counts like so many cases
of their own: the shorter the history, the closer they stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from recommenderr.evaluation.evaluation import EvalCase
from recommenderr.model.scoring import add_by_group, raw_coefficients
from recommenderr.model.titles.feature_block import Vector
from recommenderr.model.weights import SHOWN_GROUPS, Weights
from recommenderr.records import MAX_WEIGHT

SAMPLED = 2000
PRIOR_CASES = 20.0
SMALLEST_BASE = 0.1
"""A weight that starts at 0 may move as if it had started here."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingCase:
    """One case as the loss sees it: what each group adds at weight 1, first to the held-out titles, then to others.

    Attributes:
        pieces: float64, shape (n_titles, len(SHOWN_GROUPS)).
        n_held_out: how many of the first rows were watched next.
    """

    pieces: Vector
    n_held_out: int


def training_case(case: EvalCase, weights: Weights, seed: int = 0) -> TrainingCase:
    """Held-out titles and a seeded sample of the other candidates, at the breadth of `weights`."""
    others = np.flatnonzero(case.model.candidates)
    others = others[~np.isin(others, case.held_out)]
    if len(others) > SAMPLED:
        others = np.random.default_rng(seed).choice(others, SAMPLED, replace=False)
    rows = np.concatenate([case.held_out.astype(np.intp), others])
    unit = raw_coefficients(weights.changed(dict.fromkeys(SHOWN_GROUPS, 1.0)))
    pieces = case.model.evidence.columns[:, rows].T.astype(np.float64) * unit
    return TrainingCase(add_by_group(pieces), len(case.held_out))


def fit_weights(training_cases: Sequence[TrainingCase], base: Weights, prior_cases: float = PRIOR_CASES) -> Weights:
    """The weights that explain the cases best without leaving `base` further than they speak for.

    Without cases it is `base` itself. Breadth, diversity and scoring stay as they are. Values have two decimals.
    """
    if not training_cases:
        return base
    start = np.array([getattr(base, group) for group in SHOWN_GROUPS])
    if not start.any():
        return base
    scale = np.maximum(start, SMALLEST_BASE)
    found_beta = minimize_scalar(
        lambda x: _loss(training_cases, np.exp(x) * start)[0], bounds=(-4.0, 6.0), method="bounded"
    )
    beta = float(np.exp(found_beta.x))
    strength = prior_cases / len(training_cases) / len(scale)

    def penalised(relative: Vector) -> tuple[float, Vector]:
        value, slope = _loss(training_cases, beta * scale * relative)
        away = relative - start / scale
        return value + strength * float(away @ away), slope * beta * scale + 2.0 * strength * away

    minimum = minimize(penalised, start / scale, jac=True, method="L-BFGS-B", bounds=[(0.0, None)] * len(scale))
    fitted = np.minimum(scale * minimum.x, MAX_WEIGHT)
    return base.changed({group: round(float(value), 2) for group, value in zip(SHOWN_GROUPS, fitted, strict=True)})


def _loss(training_cases: Sequence[TrainingCase], weights: Vector) -> tuple[float, Vector]:
    """Mean loss of the training_cases and its slope by weight."""
    value, slope = 0.0, np.zeros(len(weights))
    for case in training_cases:
        scores = case.pieces @ weights
        top = scores.max()
        share = np.exp(scores - top)
        total = share.sum()
        held_out = case.pieces[: case.n_held_out]
        value += float(np.log(total) + top - scores[: case.n_held_out].mean())
        slope += case.pieces.T @ (share / total) - held_out.mean(axis=0)
    return value / len(training_cases), slope / len(training_cases)
