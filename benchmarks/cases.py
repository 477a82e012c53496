"""The moments of a data set at which lists are evaluated, and the product's own model of each person at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.candidates import NEW_TITLES, Neighbourhood, Rows, neighbourhood
from benchmarks.dataset import Dataset
from recommenderr.evaluation.splits import (
    Interactions,
    TemporalSplit,
    known_profile,
    leave_last_out,
    rolling_splits,
    split_time,
)
from recommenderr.model.evidence import build_evidence
from recommenderr.model.titles.renown import id_rank, renown
from recommenderr.model.titles.title_facts import TitleFacts
from recommenderr.model.user_lifts import UserLifts
from recommenderr.model.user_model import UserModel
from recommenderr.model.user_profile import Memory

HELD_OUT, SPLITS = 5, 4
PROTOCOLS = ("household", "household-new", "last", "rolling")


@dataclass(frozen=True, slots=True)
class Protocol:
    """How moments and candidates are chosen.

    Attributes:
        name: one of `PROTOCOLS`.
        whole_catalogue: every title of the catalogue is a candidate, whatever the protocol says.
        known_at_most: so many titles watched last are known, older ones are not; None for all.
        seed: of every draw.
    """

    name: str = "household"
    whole_catalogue: bool = False
    known_at_most: int | None = None
    seed: int = 0

    def splits(self, log: Interactions) -> list[TemporalSplit]:
        """The moments of one person."""
        return rolling_splits(log, HELD_OUT, SPLITS) if self.name == "rolling" else leave_last_out(log, HELD_OUT)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One person at one moment; every row is one of the whole catalogue.

    Attributes:
        person: whose case it is.
        turn: 0 for the first moment of the person, 1 for the second and so on.
        moment: when the list would have been asked for, epoch seconds.
        log: the person's events; with `known_at_most`, without the older ones.
        known_events: so many of them are known.
        candidates: int32, ascending: the titles of the library that the person had not watched.
        held_out: int32: the candidates that they watched next, in order.
    """

    person: int
    turn: int
    moment: int
    log: Interactions
    known_events: int
    candidates: Rows
    held_out: Rows

    @property
    def known(self) -> Rows:
        """The titles that the person is known to have watched, ascending."""
        return np.unique(self.log.rows[: self.known_events]).astype(np.int32)


def all_cases(dataset: Dataset, protocol: Protocol, users: int | None = None) -> Iterator[Case]:
    """Every case of the first `users` people (of all by default), in their order; the others remain neighbours."""
    candidates_of = _candidates(dataset, protocol)
    for person in list(dataset.logs)[:users]:
        log = dataset.logs[person]
        for turn, split in enumerate(protocol.splits(log)):
            watched = np.unique(log.rows[: split.known]).astype(np.int32)
            moment = split_time(log, split.known)
            candidates = candidates_of(person, watched, moment)
            held_out = split.held_out[np.isin(split.held_out, candidates)].astype(np.int32)
            if len(held_out):
                start = _start(log, split.known, protocol.known_at_most)
                yield Case(person, turn, moment, _from(log, start), split.known - start, candidates, held_out)


def known_by_turn(dataset: Dataset, protocol: Protocol, turn: int) -> Mapping[int, Rows]:
    """What everyone had watched by their own moment of this turn; people with fewer moments count with their last.

    People who have no moment at all count with everything they watched.
    """
    known = {}
    for person, log in dataset.logs.items():
        splits = protocol.splits(log)
        events = splits[min(turn, len(splits) - 1)].known if splits else len(log.rows)
        known[person] = np.unique(log.rows[:events]).astype(np.int32)
    return known


def user_model(dataset: Dataset, case: Case, memory: Memory) -> tuple[UserModel, Rows]:
    """The product's model of this person with this library, and the titles that its rows stand for."""
    titles = np.union1d(case.known, case.candidates).astype(np.int32)
    end = case.known_events + 1  # the first event that is not known is the moment
    rows = np.searchsorted(titles, case.log.rows[:end]).astype(np.int32)
    log = Interactions(rows, case.log.at[:end], case.log.runtime_min[:end], case.log.rating[:end])
    profile = known_profile(log, case.known_events, memory)
    blocks = {group: block.take(titles) for group, block in dataset.blocks.items()}
    candidates = np.isin(titles, case.candidates)
    facts = library_facts(dataset, titles)
    evidence = build_evidence(blocks, UserLifts(facts, profile, candidates))
    return UserModel(blocks, profile, evidence, candidates, facts), titles


def library_facts(dataset: Dataset, titles: Rows) -> TitleFacts:
    """The facts that a build of this library makes: what compares titles with each other compares these alone."""
    facts = dataset.facts.take(titles)
    tmdb, imdb = (id_rank(numbers[titles], facts.year, facts.show) for numbers in dataset.external_numbers)
    return replace(facts, renown=renown(tmdb, imdb).astype(np.float32), renown_rank=tmdb.astype(np.float32))


def _candidates(dataset: Dataset, protocol: Protocol) -> Callable[[int, Rows, int], Rows]:
    neighbours: Neighbourhood = neighbourhood(dataset, protocol.seed)
    if protocol.name == "last" or protocol.whole_catalogue:
        offered = np.ones(len(dataset.items), np.bool_) if protocol.whole_catalogue else dataset.watched

        def whole(person: int, watched: Rows, moment: int) -> Rows:
            free = offered & neighbours.released(moment)
            free[watched] = False
            return np.flatnonzero(free).astype(np.int32)

        return whole
    new_titles = NEW_TITLES if protocol.name == "household-new" else 0
    return lambda person, watched, moment: neighbours.household(person, watched, moment, new_titles=new_titles)


def _start(log: Interactions, known: int, n_titles: int | None) -> int:
    """The first event that still counts if only the `n_titles` titles watched last are known."""
    if n_titles is None:
        return 0
    _, from_end = np.unique(log.rows[:known][::-1], return_index=True)
    latest = np.sort(known - 1 - from_end)[::-1][:n_titles]
    return int(latest.min()) if len(latest) else known


def _from(log: Interactions, start: int) -> Interactions:
    return Interactions(log.rows[start:], log.at[start:], log.runtime_min[start:], log.rating[start:])
