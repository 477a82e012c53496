"""The façade for lists: recommendations, explanations, similar titles and evaluations.

Reads the store and the generation that serves. Never ingests, never builds, never writes.
"""

from __future__ import annotations

import copy
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from recommenderr.artifacts import Generation, is_torn, open_current
from recommenderr.artifacts.generation import current_name
from recommenderr.artifacts.titles import TitleDetails
from recommenderr.errors import UnknownTitleError, UsageError
from recommenderr.model.user_model import RankedList, recommend, title_rank
from recommenderr.model.weights import Weights
from recommenderr.progress import Progress
from recommenderr.recommender.explanations import Explanation, ReasonCache, ReasonText, explain_row, reasons
from recommenderr.recommender.filters import Filters, mask
from recommenderr.recommender.user import User, open_user
from recommenderr.recommender.user_weights import settings_weights, user_weights
from recommenderr.recommender.visibility import Visibility, visibility, withheld_note
from recommenderr.records import EVERYTHING, Access
from recommenderr.settings import Settings
from recommenderr.store import people, titles, watching
from recommenderr.store.access import access_of
from recommenderr.store.connection import open_store
from recommenderr.text import normalize_name, same_spelling, title_label

if TYPE_CHECKING:
    from recommenderr.evaluation.backtest import Backtest
    from recommenderr.evaluation.tuning import Tuned
    from recommenderr.progress import Progress
    from recommenderr.recommender.why_not import WhyNot

MAX_OPEN_USERS = 16
"""Models of so many people stay in memory; each is a memory map and a few columns."""

NAMED = 10
"""So many titles that a text may mean are looked at."""

NO_HISTORY = (
    "{name} has not watched anything yet, so this list is a general one: new and widely known titles of all kinds."
)
ALL_SEEN = "{name} has seen everything; nothing is left to recommend."
ALL_THAT_PASS_SEEN = "{name} has seen everything that passes; nothing is left to recommend."


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. Without `weights` the person's default preset counts, else the settings'."""

    k: int = 10
    weights: Weights | None = None
    filters: Filters = field(default_factory=Filters)
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Recommended:
    """One title of a list."""

    details: TitleDetails
    score: float
    relevancy: int
    reasons: tuple[ReasonText, ...]
    explanation: Explanation | None

    def as_json(self) -> dict[str, Any]:
        """The object of `recommend --output json`."""
        details = self.details
        record: dict[str, Any] = {
            "item_id": details.item_id,
            "guid": details.guid,
            "type": details.type,
            "title": details.title,
            "year": details.year,
            "genres": list(details.genres),
            "collections": list(details.collections),
            "score": self.score,
            "relevancy": self.relevancy,
        }
        return record if self.explanation is None else record | {"explain": self.explanation.as_json()}


@dataclass(frozen=True, slots=True)
class Recommendations:
    """A person's list, best first; `note` is a sentence about the list as a whole, where there is something to say."""

    items: tuple[Recommended, ...]
    candidates: int
    weights: Weights
    note: str | None


@dataclass(slots=True)
class _Open:
    """What is open: the generation that the pointer led to, and models of people against it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    pointer: str | None = None
    generation: Generation | None = None
    users: OrderedDict[tuple[int, str, Access], User] = field(default_factory=OrderedDict)
    reasons: WeakKeyDictionary[User, ReasonCache] = field(default_factory=WeakKeyDictionary)


class Recommender:
    """Keeps the generation that serves and the models of a few people open. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._open = _Open()
        self._as_of: Generation | None = None

    def as_of(self, generation: Generation) -> Recommender:
        """The same recommender, answering from this generation whichever serves meanwhile, so that its answers agree.

        It keeps the generation's files mapped: hold it for one page, no longer.
        """
        recommender = copy.copy(self)
        recommender._as_of = generation
        return recommender

    def _store(self) -> AbstractContextManager[sqlite3.Connection]:
        return open_store(self.settings.db_path, read_only=True)

    def generation(self) -> Generation:
        """The generation that serves; a newer one is noticed at the next call.

        Raises:
            NoGenerationError: nothing has been built yet.
        """
        if self._as_of is not None:
            return self._as_of
        pointer, shared = current_name(self.settings.art_dir), self._open
        with shared.lock:
            if shared.generation is None or shared.pointer != pointer or is_torn(shared.generation):
                shared.generation, shared.pointer = open_current(self.settings.art_dir), pointer
                shared.users.clear()
            return shared.generation

    def user(self, account_id: int) -> User:
        """The model of one person against the generation that serves."""
        generation, shared = self.generation(), self._open
        with self._store() as conn:
            key = (account_id, watching.version(conn, account_id), access_of(conn, account_id))
            with shared.lock:
                if shared.generation is generation and key in shared.users:
                    shared.users.move_to_end(key)
                    return shared.users[key]
            model = open_user(generation, conn, account_id, datetime.now(UTC))
        with shared.lock:
            if shared.generation is generation:
                shared.users[key] = model
                while len(shared.users) > MAX_OPEN_USERS:
                    shared.users.popitem(last=False)
        return model

    def visible(self, account_id: int | None) -> Visibility:
        """What a person may see; None for whoever runs the program, who sees all that is read from the server."""
        if account_id is None:
            return visibility(self.generation().titles, EVERYTHING)
        return self.user(account_id).visibility

    def ranked(self, person: User, weights: Weights, k: int, filters: Filters | None = None) -> RankedList:
        """The live step: the best `k` titles of one person for one setting of the controls."""
        return recommend(person.model, weights, k, mask(person.generation, filters) if filters else None)

    def recommend(self, account_id: int, query: Query) -> Recommendations:
        """A person's list with reasons, and with whole explanations where the query asks for them."""
        weights = query.weights or self._weights_of(account_id)
        person = self.user(account_id)
        ranked = self.ranked(person, weights, query.k, query.filters)
        items = tuple(
            self._recommended(person, weights, ranked, position, query.explain) for position in range(len(ranked.rows))
        )
        return Recommendations(items, ranked.candidates, weights, self._note(person, ranked, query.filters))

    def count_candidates(self, account_id: int, filters: Filters) -> int:
        """How many titles a list without end would have: unseen by the person, and passing the filters."""
        person = self.user(account_id)
        passed = mask(person.generation, filters)
        return person.model.n_candidates if passed is None else int((person.model.candidates & passed).sum())

    def explain(self, account_id: int, text: str, weights: Weights | None = None) -> Recommended:
        """One title, watched or not, as it would stand in the person's list, with its whole explanation.

        Raises:
            UnknownTitleError, UsageError: no title answers to the text, or several do.
        """
        weights = weights or self._weights_of(account_id)
        person = self.user(account_id)
        row = self._row_in(person.generation, text, person.visibility)
        rank = title_rank(person.model, weights, row)
        return self._explained(person, weights, row, rank.contributions, rank.relevancy)

    def why_not(self, account_id: int, text: str, weights: Weights | None = None) -> WhyNot:
        """Where a title stands in a person's list, and the smallest change of a weight that would bring it up.

        Raises:
            UnknownTitleError, UsageError: no title answers to the text, or several do.
        """
        from recommenderr.recommender.why_not import why_not

        person = self.user(account_id)
        row = self._row_in(person.generation, text, person.visibility)
        return why_not(person, weights or self._weights_of(account_id), row)

    def similar(
        self,
        text: str,
        k: int = 10,
        weights: Weights | None = None,
        explain: bool = False,
        account_id: int | None = None,
    ) -> Recommendations:
        """The titles nearest to one title under the given weights, or the settings'; diversity plays no part.

        They are those that the person with this id may see; see `visible` for None.

        Raises:
            UnknownTitleError, UsageError: no title answers to the text, or several do.
        """
        from recommenderr.recommender.similar import similar_user

        generation, visible = self.generation(), self.visible(account_id)
        model = similar_user(generation, self._row_in(generation, text, visible), visible)
        weights = (weights or settings_weights(self.settings)).changed({"diversity": 0.0})
        ranked = self.ranked(model, weights, k)
        items = tuple(
            self._recommended(model, weights, ranked, position, explain) for position in range(len(ranked.rows))
        )
        return Recommendations(items, ranked.candidates, weights, None if items else "There is no other title.")

    def backtest(self, account_ids: Sequence[int], on_progress: Progress = lambda phase, done, total: None) -> Backtest:
        """Moments of these people's past, ready to be judged under any weights."""
        from recommenderr.evaluation.backtest import prepare

        with self._store() as conn:
            return prepare(self.generation(), conn, account_ids, on_progress)

    def tune(self, account_id: int, on_progress: Progress = lambda phase, done, total: None) -> Tuned:
        """Weights fitted to one person's history, with what they gain; changes nothing."""
        from recommenderr.evaluation.tuning import tune

        backtest, default = self.backtest([account_id], on_progress), settings_weights(self.settings)
        return tune(backtest, self._weights_of(account_id), default, on_progress)

    def find_row(self, text: str, account_id: int | None = None) -> int:
        """The matrix row of the title that a text names, by the id of any copy or by its title.

        It is one that the person with this id may see; see `visible` for None.

        Raises:
            UnknownTitleError, UsageError: no title answers to it, or several do; the sentence lists them.
        """
        return self._row_in(self.generation(), text, self.visible(account_id))

    def _row_in(self, generation: Generation, text: str, visible: Visibility) -> int:
        with self._store() as conn:
            by_id = titles.title_of(conn, text)
            exact = None if by_id is None else generation.titles.row_of(by_id)
            if exact is not None and visible[exact]:
                return exact
            found = titles.resolve(conn, text, NAMED if visible.rows.all() else -1)
        known = ((generation.titles.row_of(hit.item_id), hit) for hit in found)
        rows = [(row, hit) for row, hit in known if row is not None and visible[row]][:NAMED]
        if not rows:
            from recommenderr.recommender.title_search import meant

            near = f" Did you mean {' or '.join(names)}?" if (names := meant(generation, text, visible)) else ""
            raise UnknownTitleError(f"No title answers to {text!r}. Write its name as Plex does, or its id.{near}")
        wanted = normalize_name(text)
        labels = {row: (hit.title, title_label(hit.title, hit.year)) for row, hit in rows}
        spelled = [row for row, names in labels.items() if any(same_spelling(name, text) for name in names)]
        dated = [row for row, (_, label) in labels.items() if normalize_name(label) == wanted]
        same = [row for row, (title, _) in labels.items() if normalize_name(title) == wanted]
        choice = spelled if len(spelled) == 1 else dated or same or list(labels)
        if len(choice) == 1:
            return choice[0]
        listed = "; ".join(
            f"{hit.title} ({hit.year or 'no year'}, {hit.type}), id {hit.item_id}" for _, hit in rows[:5]
        )
        raise UsageError(f"Several titles answer to {text!r}: {listed}. Name one by its id.")

    def _weights_of(self, account_id: int) -> Weights:
        with self._store() as conn:
            return user_weights(self.settings, conn, account_id)

    def _recommended(
        self, person: User, weights: Weights, ranked: RankedList, position: int, explain: bool
    ) -> Recommended:
        row, contributions = int(ranked.rows[position]), ranked.contributions[position]
        relevancy = int(ranked.relevancy[position])
        if explain:
            return self._explained(person, weights, row, contributions, relevancy)
        why = self._reasons(person, row, contributions)
        return Recommended(person.generation.titles.details(row), float(contributions.sum()), relevancy, why, None)

    def _explained(self, person: User, weights: Weights, row: int, contributions: Any, relevancy: int) -> Recommended:
        explanation = explain_row(person, person.model.scorer(weights), weights, row, contributions)
        why = self._reasons(person, row, contributions)
        return Recommended(person.generation.titles.details(row), explanation.score, relevancy, why, explanation)

    def _reasons(self, user: User, row: int, contributions: NDArray[np.float64]) -> tuple[ReasonText, ...]:
        with self._open.lock:
            cache = self._open.reasons.setdefault(user, {})
        return reasons(user, row, contributions, cache)

    def _note(self, person: User, ranked: RankedList, filters: Filters) -> str | None:
        sentences = (self._list_note(person, ranked, filters), withheld_note(person.visibility))
        return " ".join(filter(None, sentences)) or None

    def _list_note(self, person: User, ranked: RankedList, filters: Filters) -> str | None:
        if len(ranked.rows) and len(person.model.profile):
            return None
        with self._store() as conn:
            names = {account.account_id: account.name for account in people.accounts(conn)}
        nothing_left = ALL_THAT_PASS_SEEN if filters != Filters() else ALL_SEEN
        sentence = NO_HISTORY if len(ranked.rows) else nothing_left
        return sentence.format(name=names.get(person.account_id, "This person"))
