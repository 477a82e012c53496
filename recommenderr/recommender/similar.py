"""The nearest titles to one title: the list of somebody whose taste is this title, with names like everything else."""

from __future__ import annotations

import numpy as np

from recommenderr.artifacts import Generation, PersonArrays
from recommenderr.model.evidence import likeness
from recommenderr.model.user_profile import Taste
from recommenderr.recommender.user_model import PersonModel

NOBODY = -1


def similar_model(generation: Generation, row: int) -> PersonModel:
    """A model whose whole taste is one title; ratings play no part. Gone titles and the title itself are left out."""
    one = np.ones(1)
    taste = Taste(np.array([row], dtype=np.int32), one, one, one, one)
    arrays = PersonArrays("", 0, taste, likeness(generation.blocks, row))
    candidates = ~generation.titles.gone
    candidates[row] = False
    return PersonModel(generation, NOBODY, arrays, candidates, counted=frozenset())
