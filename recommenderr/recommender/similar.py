"""The titles nearest to one title: the list of a user whose whole profile is that title."""

from __future__ import annotations

import numpy as np

from recommenderr.artifacts import Generation
from recommenderr.model.evidence import title_evidence
from recommenderr.model.user_model import UserModel
from recommenderr.model.user_profile import UserProfile
from recommenderr.recommender.user import User

NO_ACCOUNT = -1


def similar_user(generation: Generation, row: int) -> User:
    """A user who watched one title; acclaim adds nothing. Gone titles and the title itself are no candidates."""
    one = np.ones(1)
    profile = UserProfile(np.array([row], dtype=np.int32), one, one, one, one)
    candidates = ~generation.titles.gone
    candidates[row] = False
    evidence = title_evidence(generation.blocks, row)
    model = UserModel(generation.blocks, profile, evidence, candidates, saturated_groups=frozenset())
    return User(generation, NO_ACCOUNT, "", 0, model)
