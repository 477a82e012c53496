"""A person of the household against the generation that serves."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from recommenderr.artifacts import Generation, UserArrays
from recommenderr.artifacts.user_evidence import candidates_of, user_arrays
from recommenderr.errors import ArtifactError
from recommenderr.model.user_model import UserModel
from recommenderr.recommender.visibility import Visibility, visibility
from recommenderr.records import Access
from recommenderr.store import watching
from recommenderr.store.access import access_of


@dataclass(frozen=True, eq=False)
class User:
    """One person against one generation.

    Attributes:
        generation: the build that the model was read from.
        account_id: the person.
        version: changes with what the store says the person watched.
        as_of: epoch seconds from which the ages of the watch events were counted.
        model: their profile, evidence and candidates.
        visibility: the titles that they may see.
    """

    generation: Generation
    account_id: int
    version: str
    as_of: int
    model: UserModel
    visibility: Visibility


def open_user(generation: Generation, conn: sqlite3.Connection, account_id: int, now: datetime) -> User:
    """One person: the arrays of the generation where they are up to date, else made from the store now."""
    version = watching.version(conn, account_id)
    arrays = _saved_arrays(generation, account_id, version)
    if arrays is None:
        arrays = user_arrays(generation, watching.watched(conn, account_id), version, now)
    return user_of(generation, account_id, arrays, access_of(conn, account_id))


def user_of(generation: Generation, account_id: int, arrays: UserArrays, access: Access) -> User:
    """The person of these arrays; the candidates are titles on the server, not watched, that they may see."""
    visible = visibility(generation.titles, access, arrays.profile.rows)
    offered = candidates_of(generation, arrays.profile)
    model = UserModel(
        generation.blocks, arrays.profile, arrays.evidence, offered & visible.rows, generation.facts, offered
    )
    return User(generation, account_id, arrays.version, arrays.as_of, model, visible)


def hidden_watched(person: User) -> frozenset[str]:
    """The ids of the watched titles that the person may not see (any more), such as those above a new age limit."""
    rows, ids = person.model.profile.rows, person.generation.titles.item_ids
    return frozenset(ids[int(row)] for row in rows[~person.visibility.rows[rows]])


def _saved_arrays(generation: Generation, account_id: int, version: str) -> UserArrays | None:
    if not generation.has_user(account_id):
        return None
    try:
        arrays = generation.user(account_id)
    except ArtifactError:
        return None
    return arrays if arrays.version == version else None
