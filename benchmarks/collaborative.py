"""What could be recommended if other people's histories were known: popularity and collaborative filters.

Each is trained on what everyone had watched before their own moment. The moments of different people lie years apart,
so these know what others watched after a person's moment: that flatters them. They are references for what one
household cannot know, not competitors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Scores = NDArray[Any]
Rows = NDArray[np.integer]
Trained = Callable[[Rows], Scores]
"""From the titles that one person had watched to the scores of all titles."""

NEIGHBOURS = 100
EASE_REGULARISATION = 300.0
MOST_PEOPLE = 4000
CHUNK = 512


def training_matrix(known: Mapping[int, Rows], n_items: int, seed: int = 0) -> csr_array:
    """1 where a person had watched a title, shape (n_people, n_items); of very many people a seeded sample."""
    logs = [rows for rows in known.values() if len(rows)]
    if len(logs) > MOST_PEOPLE:
        chosen = np.sort(np.random.default_rng(seed).choice(len(logs), MOST_PEOPLE, replace=False))
        logs = [logs[place] for place in chosen.tolist()]
    people = np.repeat(np.arange(len(logs)), [len(rows) for rows in logs])
    titles = np.concatenate([np.zeros(0, np.int32), *logs])
    return csr_array((np.ones(len(titles)), (people, titles)), (len(logs), n_items))


def popularity(watched: csr_array) -> Trained:
    """How many people had watched each title."""
    counts = np.asarray(watched.sum(axis=0)).ravel()
    return lambda known: counts


def ease(watched: csr_array) -> Trained:
    """EASE: H. Steck, Embarrassingly shallow autoencoders for sparse data, WWW 2019.

    `B = I - P / diag(P)` with `P = (X'X + l I)^-1`. There are usually fewer people than titles, so P is written by way
    of the inverse of the small matrix: `P = (I - X' (X X' + l I)^-1 X) / l`. For a title that a person with the row x
    has not watched, the score is `-(x P)_j / P_jj`.
    """
    n_people, n_items = watched.shape
    small = np.asarray((watched @ watched.T).todense())
    inverse = np.linalg.inv(small + EASE_REGULARISATION * np.eye(n_people))
    diagonal = np.ones(n_items)
    for start in range(0, n_items, CHUNK):
        part = watched[:, start : start + CHUNK].todense()
        diagonal[start : start + CHUNK] -= np.einsum("pi,pq,qi->i", part, inverse, part, optimize=True)

    def scores(known: Rows) -> Scores:
        row = np.zeros(n_items)
        row[known] = 1.0
        return np.asarray(-(row - watched.T @ (inverse @ (watched @ row))) / diagonal)

    return scores


def item_knn(watched: csr_array) -> Trained:
    """The sum of the cosines to what the person watched, over the 100 nearest neighbours of each watched title."""
    counts = np.asarray(watched.sum(axis=0)).ravel()
    offered = np.flatnonzero(counts)  # a title that no one watched has no neighbours
    position = np.full(len(counts), -1)
    position[offered] = np.arange(len(offered))
    unit = csr_array(watched[:, offered].multiply(1.0 / np.sqrt(counts[offered])))
    transposed = csr_array(unit.T)

    def scores(known: Rows) -> Scores:
        total = np.zeros(len(counts))
        places = position[known][position[known] >= 0]
        for start in range(0, len(places), CHUNK):
            part = places[start : start + CHUNK]
            cosines = (transposed[part] @ unit).toarray()
            cosines[np.arange(len(part)), part] = 0.0
            if len(offered) > NEIGHBOURS:
                least = np.partition(cosines, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS]
                cosines[cosines < least[:, None]] = 0.0
            total[offered] += cosines.sum(axis=0)
        return total

    return scores
