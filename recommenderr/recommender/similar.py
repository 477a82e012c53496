"""The titles nearest to one title: the list of a user whose whole profile is that title."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation
from recommenderr.model.evidence import title_evidence
from recommenderr.model.titles.feature_block import Block
from recommenderr.model.user_model import UserModel
from recommenderr.model.user_profile import UserProfile
from recommenderr.recommender.user import User
from recommenderr.recommender.visibility import Visibility, visibility
from recommenderr.records import EVERYTHING

NO_ACCOUNT = -1


def similar_user(generation: Generation, row: int, visible: Visibility | None = None) -> User:
    """A user who watched one title; gone titles and the title itself are no candidates.

    `visible` is what whoever asks may see; None for what the owner may see.
    """
    visible = visible or visibility(generation.titles, EVERYTHING)
    candidates = ~generation.titles.gone & visible.rows
    candidates[row] = False
    return User(generation, NO_ACCOUNT, "", 0, similar_model(generation.blocks, row, candidates), visible)


def similar_model(blocks: Mapping[str, Block], row: int, candidates: NDArray[np.bool_]) -> UserModel:
    """The model of someone who watched this title alone; facts add nothing."""
    ones = np.ones(1)
    profile = UserProfile(np.array([row], dtype=np.int32), ones, ones, ones, ones, ones, ones, ones, time=0.0)
    return UserModel(blocks, profile, title_evidence(blocks, row), candidates, facts=None)
