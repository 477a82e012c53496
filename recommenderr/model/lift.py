"""Lift over the library: what a person watches, compared with what the library offers.

    lift_f = ln( (sum_h w_h s_hf + a lib_f) / ((sum_h w_h + a) lib_f) )          evidence of title i: sum_f s_if lift_f

with `s_hf` the share of label `f` in title `h`, `lib_f` its mean share among the candidates, `w_h` the weight of a
watched title and `a` = 10 titles that are watched as the library offers. These are the log odds of a naive Bayes
classifier with a Dirichlet prior (C. Manning et al., Introduction to Information Retrieval, 2008, chapter 13). A title
without a label of the kind counts neither in the library nor in the profile, and its evidence is 0: missing metadata is
neither for nor against a title.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommenderr.model.titles.feature_block import Vector

PRIOR_TITLES = 10.0
MEMORY_TITLES = 20.0
"""A title counts `exp(-n / 20)` where `n` titles were watched after it."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelLift:
    """One kind of label, compared.

    Attributes:
        lifts: float64, shape (n_labels,): above 0 for what the person watches more than the library offers.
        profile: float64, shape (n_labels,): the person's shares, shrunk to those of the library.
        library: float64, shape (n_labels,): the shares of the library.
    """

    lifts: Vector
    profile: Vector
    library: Vector


def recent_weight(preference: Vector, watched_at: Vector, memory_titles: float = MEMORY_TITLES) -> Vector:
    """`preference * exp(-n / 20)` with `n` titles watched later, divided by its largest value; shape (n_watched,).

    Titles instead of days: the last twenty titles describe a person who watches one a day as well as one who watches
    one a week. Own ratings play no part, since the question is what a person watches; a disliked title is given a
    preference of 0. Titles watched at the same time share the mean of their `n`: the order of rows says nothing.
    """
    if len(preference) == 0:
        return np.zeros(0)
    times = np.sort(watched_at)
    up_to, before = (np.searchsorted(times, watched_at, side) for side in ("right", "left"))
    later = (len(times) - up_to) + (up_to - before - 1) / 2
    weight = preference * np.exp(-later / memory_titles)
    top = float(weight.max())
    return np.asarray(weight / top if top > 0 else weight)


def label_lift(known: Vector, weight: Vector, library: Vector, prior: float = PRIOR_TITLES) -> LabelLift:
    """The lifts of one kind of label.

    Args:
        known: shape (n_watched, n_labels): the labels of the watched titles; rows sum to 1, or to 0 without a label.
        weight: shape (n_watched,): see `recent_weight`.
        library: shape (n_labels,): the mean shares among the candidates.
        prior: this many titles watched as the library offers are added to the profile.
    """
    total = float(weight[known.sum(axis=1) > 0].sum())
    watched = weight @ known
    lifts = np.zeros(len(library))
    offered = library > 0
    lifts[offered] = np.log((watched[offered] / library[offered] + prior) / (total + prior))
    return LabelLift(lifts, (watched + prior * library) / (total + prior), library)


def lift_by_watched(labels: Vector, known: Vector, weight: Vector, lift: LabelLift) -> Vector:
    """What each watched title adds to one title's evidence; shape (n_watched,).

    A positive lift is divided among the watched titles in proportion to `w_h s_hf`. A negative one comes from what was
    not watched and belongs to no title, so the sum is that of the positive parts alone.

    Args:
        labels: shape (n_labels,): the labels of the title.
    """
    parts = labels * lift.lifts
    mass = weight[:, None] * known
    total = mass.sum(axis=0)
    divided = (parts > 0) & (total > 0)
    return np.asarray(mass[:, divided] @ (parts[divided] / total[divided]))
