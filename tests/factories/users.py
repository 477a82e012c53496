"""A person against a library that is held in memory instead of on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation
from recommenderr.artifacts.titles import title_table
from recommenderr.model.evidence import Evidence
from recommenderr.model.ranking import order_of_rows
from recommenderr.model.user_model import UserModel
from recommenderr.model.user_profile import UserProfile
from recommenderr.recommender.user import User
from recommenderr.recommender.visibility import visibility
from recommenderr.records import EVERYTHING
from tests.factories.libraries import Case


def in_rows(case: Case) -> Case:
    """The same library in the order that a build gives it."""
    titles = [item.title for item in case.items]
    return case.in_order(order_of_rows(case.acclaim.tolist(), titles, [item.item_id for item in case.items]))


def generation_of(case: Case, gone: tuple[int, ...] = ()) -> Generation:
    """What a build of these titles would be, in the order they have; the arrays stand where memory maps would."""
    generation = Generation(Path("in memory"), {"n_titles": len(case.items)})
    missing = [row in gone for row in range(len(case.items))]
    vars(generation).update(
        titles=title_table(case.items, missing, case.facts), blocks=case.blocks, countries=case.countries
    )
    return generation


def person_of(case: Case, gone: tuple[int, ...] = ()) -> User:
    """The person of a case; titles of the rows `gone` are no longer on the server."""
    candidates = case.candidates.copy()
    candidates[list(gone)] = False
    return user_with(generation_of(case, gone), case.profile, case.evidence, candidates)


def user_with(
    generation: Generation,
    profile: UserProfile,
    evidence: Evidence,
    candidates: NDArray[np.bool_],
    as_of: int = 0,
) -> User:
    """A user with this profile and evidence."""
    model = UserModel(generation.blocks, profile, evidence, candidates, generation.facts)
    visible = visibility(generation.titles, EVERYTHING, profile.rows)
    return User(generation, 1, "version", as_of, model, visible)


def named(case: Case) -> Case:
    """The same case, every title with a name of its own."""
    items = tuple(replace(item, title=f"{item.title} {place}".strip()) for place, item in enumerate(case.items))
    return Case(items, case.views, case.dtype)


def ids(person: User, rows: np.ndarray) -> list[str]:
    """The ids of the titles in these rows."""
    return [person.generation.titles.item_ids[int(row)] for row in rows]
