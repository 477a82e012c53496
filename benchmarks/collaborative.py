"""What could be recommended if other people's histories were known: popularity and collaborative filters.

Each is trained on what everyone had watched before their own cut, and gives the scores of all titles for one person.
The cuts of different people lie years apart, so these know what others watched after a person's cut: that flatters
them. They are references for what a household cannot reach, not competitors.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Scores = NDArray[Any]
Trained = Callable[[int], Scores]
"""From the number of a person, a row of the training matrix, to the scores of all titles."""

NEIGHBOURS = 100
FACTORS, ALS_REGULARISATION, ALS_ALPHA, ALS_ITERATIONS = 32, 0.1, 4.0, 15
EASE_REGULARISATION = 300.0


def popularity(watched: csr_matrix, seed: int) -> Trained:
    """How many people watched each title."""
    counts = np.asarray(watched.sum(axis=0)).ravel()
    return lambda person: counts


def ease(watched: csr_matrix, seed: int) -> Trained:
    """EASE: H. Steck, Embarrassingly shallow autoencoders for sparse data, WWW 2019.

    `B = I - P / diag(P)` with `P = (X'X + l I)^-1`. There are far fewer people than titles, so P is written by way of
    the inverse of the small matrix: `P = (I - X' (X X' + l I)^-1 X) / l`. For a title that the person has not watched
    the score is `-(x P)_j / P_jj`.
    """
    dense = watched.astype(np.float64)
    small = (dense @ dense.T).toarray()
    inner = np.linalg.inv(small + EASE_REGULARISATION * np.eye(len(small)))
    spread = np.asarray(dense.T @ inner)
    diagonal = 1.0 - np.asarray(dense.multiply(spread.T).sum(axis=0)).ravel()

    def scores(person: int) -> Scores:
        row = np.asarray(dense[person].todense()).ravel()
        return np.asarray(-(row - dense.T @ (inner @ small[person])) / diagonal)

    return scores


def item_knn(watched: csr_matrix, seed: int) -> Trained:
    """The sum of the cosines to what the person watched, over each title's nearest neighbours (implicit)."""
    from implicit.nearest_neighbours import CosineRecommender

    model = CosineRecommender(K=NEIGHBOURS, num_threads=1)
    with warnings.catch_warnings():  # of its own conversion of its own transpose
        warnings.simplefilter("ignore")
        model.fit(watched, show_progress=False)
    return lambda person: np.asarray((watched[person] @ model.similarity).todense()).ravel()


def als(watched: csr_matrix, seed: int) -> Trained:
    """Factors of people and titles by alternating least squares (implicit)."""
    from implicit.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=FACTORS,
        regularization=ALS_REGULARISATION,
        alpha=ALS_ALPHA,
        iterations=ALS_ITERATIONS,
        random_state=seed,
        num_threads=1,
    )
    model.fit(watched, show_progress=False)
    return lambda person: np.asarray(model.item_factors @ model.user_factors[person])


def has_implicit() -> bool:
    """Whether the extra "bench" is installed."""
    try:
        import implicit  # noqa: F401 - only whether it is installed
    except ImportError:
        return False
    return True
