"""Random small libraries with somebody's watched titles, and the model's formulas written out on dense matrices."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommenderr.model.evidence import Evidence, build_evidence
from recommenderr.model.titles.feature_block import Block
from recommenderr.model.titles.features import FeatureConfig, build_blocks, country_block
from recommenderr.model.titles.rating_prior import acclaim
from recommenderr.model.titles.title_facts import TitleFacts, title_facts
from recommenderr.model.user_lifts import UserLifts
from recommenderr.model.user_profile import UserProfile, build_profile
from recommenderr.model.weights import ACCLAIM, GROUPS, Scoring, Weights
from recommenderr.records import Item, ItemType, Rating

Matrix = NDArray[np.float64]

WORDS = ("moon", "river", "ghost", "train", "winter", "garden", "letter", "captain", "storm", "crown")
GENRES = ("Crime", "Drama", "Horror", "Comedy", "Western")
PEOPLE = ("Ada Berg", "Ben Cole", "Cleo Dahl", "Dan Eads", "Eve Fox", "Gus Hill", "Ida Jung")
COLLECTIONS = ("The Moon Collection", "The Storm Collection")
NOW_S = 1_300_000_000.0
COUNTRIES = ("France", "Japan", "Peru")


def _some(rng: random.Random, names: Sequence[str], most: int) -> tuple[str, ...]:
    """Some of these names; a name may come twice, and often there is none."""
    return tuple(rng.choices(names, k=rng.randint(0, most)))


def random_item(rng: random.Random, item_id: str) -> Item:
    """A title of any quality: with all its metadata, with some, with none."""
    kind: ItemType = rng.choice(("movie", "show"))
    ratings = [Rating("imdb", "audience", rng.randint(0, 100) / 10) for _ in range(rng.randint(0, 3))]
    return Item(
        item_id=item_id,
        guid=f"plex://{kind}/{item_id}",
        type=kind,
        title=" ".join(_some(rng, WORDS, 2)),
        library_id=rng.choice("12"),
        year=rng.choice((None, rng.randint(1880, 2040), rng.randint(1995, 2010))),
        runtime_min=rng.choice((None, float(rng.randint(5, 200)))),
        summary=" ".join(_some(rng, WORDS, 8)),
        content_rating=rng.choice(("", "G", "PG-13", "R")),
        studio=rng.choice(("", "Attic Films")),
        genres=_some(rng, GENRES, 3),
        collections=_some(rng, COLLECTIONS, 2),
        directors=_some(rng, PEOPLE, 1),
        writers=_some(rng, PEOPLE, 1),
        cast=_some(rng, PEOPLE, 4),
        countries=_some(rng, COUNTRIES, 2),
        ratings=tuple(ratings),
        external_ids=tuple(_some(rng, tuple(f"tmdb://{number}" for number in range(1, 9)), 1)),
        released=rng.choice((None, date(2011, 2, 1), date(rng.randint(1990, 2012), rng.randint(1, 12), 3))),
    )


def plain_facts(blocks: Mapping[str, Block], acclaim: NDArray[np.float32] | None = None) -> TitleFacts:
    """The facts of films about which nothing is known but their genres and, if given, their acclaim."""
    n_items = blocks["genres"].n_items
    items = [Item(str(row), "", "movie", "", "1") for row in range(n_items)]
    facts = title_facts(items, blocks["genres"], country_block(items))
    return facts if acclaim is None else replace(facts, acclaim=acclaim)


def profile_with(
    rows: Sequence[int],
    preference: Sequence[float] | None = None,
    profile_weight: Sequence[float] | None = None,
    neighbour_weight: Sequence[float] | None = None,
    fresh_preference: Sequence[float] | None = None,
) -> UserProfile:
    """A profile with these weights, 1 where none are given."""
    ones = [1.0] * len(rows)
    given = (preference, profile_weight, neighbour_weight, fresh_preference)
    one, two, three, four = (np.array(ones if values is None else values, dtype=np.float64) for values in given)
    weights = np.ones(len(rows))
    watched_at = np.full(len(rows), NOW_S)
    return UserProfile(np.array(rows, dtype=np.int32), one, two, three, four, weights, weights, watched_at, time=NOW_S)


@dataclass(frozen=True)
class View:
    """What a person did with one title. `rating` is nan where they gave none."""

    row: int
    plays: float
    age_days: float
    rating: float


@dataclass(frozen=True)
class Case:
    """A library, and what one person watched of it."""

    items: tuple[Item, ...]
    views: tuple[View, ...]
    dtype: str = "float32"

    @cached_property
    def blocks(self) -> dict[str, Block]:
        return build_blocks(self.items, FeatureConfig(dtype=self.dtype))

    @cached_property
    def countries(self) -> Block:
        return country_block(self.items, FeatureConfig(dtype=self.dtype))

    @cached_property
    def facts(self) -> TitleFacts:
        return title_facts(self.items, self.blocks["genres"], self.countries)

    @cached_property
    def lifts(self) -> UserLifts:
        return UserLifts(self.facts, self.profile, self.candidates)

    @cached_property
    def acclaim(self) -> NDArray[np.float32]:
        return acclaim(self.items)

    @cached_property
    def profile(self) -> UserProfile:
        return build_profile(
            rows=np.array([view.row for view in self.views], dtype=np.int32),
            plays=np.array([view.plays for view in self.views], dtype=np.float64),
            age_days=np.array([view.age_days for view in self.views], dtype=np.float64),
            runtime_min=np.array([self.items[view.row].runtime_min or np.nan for view in self.views], dtype=np.float64),
            rating=np.array([view.rating for view in self.views], dtype=np.float64),
            time=NOW_S,
        )

    @cached_property
    def evidence(self) -> Evidence:
        return build_evidence(self.blocks, self.lifts)

    @cached_property
    def candidates(self) -> NDArray[np.bool_]:
        unseen = np.ones(len(self.items), dtype=np.bool_)
        unseen[self.profile.rows] = False
        return unseen

    def in_order(self, order: Sequence[int]) -> Case:
        """The same library and person with the titles in other rows: row `i` becomes the old `order[i]`."""
        new = {old: row for row, old in enumerate(order)}
        views = tuple(replace(view, row=new[view.row]) for view in self.views)
        return Case(tuple(self.items[old] for old in order), views, self.dtype)


LAW = settings(max_examples=30, deadline=None)
"""For laws over whole libraries, each of which takes some milliseconds to build."""

SEEDS = st.integers(0, 2**32)


@st.composite
def cases(draw: st.DrawFn, *, min_items: int = 1, max_items: int = 10, dtype: str = "float32") -> Case:
    """A library of a few titles that share a few features, and somebody who watched some of them, or none.

    Each title and each view comes from a generator of its own: a smaller example is the beginning of a larger one.
    """
    seed, n_items = draw(SEEDS), draw(st.integers(min_items, max_items))
    rngs = [random.Random(f"{seed} {place}") for place in range(n_items)]
    items = [random_item(rng, str(1000 + 37 * place % 101)) for place, rng in enumerate(rngs)]
    for place, rng in enumerate(rngs[1:], start=1):
        if rng.random() < 0.2:  # the same title once more, under another id
            items[place] = replace(items[place - 1], item_id=items[place].item_id)
    rows = random.Random(seed).sample(range(n_items), k=min(n_items, draw(st.integers(0, 6))))
    return Case(tuple(items), tuple(_view(random.Random(f"{seed} view {row}"), row) for row in rows), dtype)


def _view(rng: random.Random, row: int) -> View:
    rating = rng.choice((math.nan, float(rng.randint(0, 10))))
    return View(row, float(rng.randint(1, 12)), float(rng.randint(-2, 900)), rating)


@st.composite
def weightings(draw: st.DrawFn, scoring: Scoring = "evidence") -> Weights:
    """Any setting of the sliders but diversity, groups without any weight included."""
    rng = random.Random(draw(SEEDS))
    values: dict[str, object] = {
        name: rng.choice((0.0, 0.5, 1.0, rng.uniform(0.01, 2), rng.uniform(0.01, 100))) for name in (*GROUPS, ACCLAIM)
    }
    values["breadth"] = rng.choice((0.0, 1.0, rng.random()))
    return Weights(diversity=0.0, scoring=scoring).changed(values)


def only(*groups: str, **values: object) -> Weights:
    """Weights of 1 for these groups (or acclaim), 0 for all others, and no diversity."""
    none: dict[str, object] = dict.fromkeys((*GROUPS, ACCLAIM), 0.0)
    return Weights(diversity=0.0).changed(none | dict.fromkeys(groups, 1.0) | values)


def block_of(group: str, dense: Matrix | Sequence[Sequence[float]], dtype: str = "float64") -> Block:
    """A block from a dense matrix, entries as they are."""
    table = np.array(dense, dtype=np.float64)
    rows, columns = np.nonzero(table)
    indptr = np.concatenate([[0], np.cumsum((table != 0).sum(axis=1))]).astype(np.int64)
    names = [f"{group} {number}" for number in range(table.shape[1])]
    return Block(group, indptr, columns.astype(np.int32), table[rows, columns].astype(dtype), names)


def blocks_of(dtype: str = "float64", **dense: Sequence[Sequence[float]]) -> dict[str, Block]:
    """All blocks of a library from dense matrices; groups not given are empty."""
    n_items = len(next(iter(dense.values())))
    tables = {group: dense.get(group, [[0.0]] * n_items) for group in GROUPS}
    return {group: block_of(group, table, dtype) for group, table in tables.items()}


def dense_of(block: Block) -> Matrix:
    """The matrix of a block, entry by entry."""
    table = np.zeros((block.n_items, block.n_features))
    for row in range(block.n_items):
        for entry in range(int(block.indptr[row]), int(block.indptr[row + 1])):
            table[row, block.indices[entry]] += float(block.data[entry])
    return table


def dense_overall(table: Matrix, profile: UserProfile) -> Matrix:
    """`sum_h p_h <b_i, b_h> / sum_h |p_h|`."""
    total = sum(abs(profile_weight) for profile_weight in profile.profile_weight.tolist())
    values = np.zeros(len(table))
    for row, profile_weight in zip(profile.rows.tolist(), profile.profile_weight.tolist(), strict=True):
        values += profile_weight * (table @ table[row])
    return values / total if total > 0 else values


def dense_counted(table: Matrix, profile: UserProfile) -> Matrix:
    """`sum_f b_if s_f / (s_f + 2)` with `s_f = sum_h q_h b_hf`."""
    met = np.zeros(table.shape[1])
    for row, like in zip(profile.rows.tolist(), profile.neighbour_weight.tolist(), strict=True):
        met += like * table[row]
    return table @ (met / (met + 2.0))


def dense_closest(table: Matrix, rows: Sequence[int], neighbour_weight: Sequence[float]) -> tuple[Matrix, list[int]]:
    """`max_h q_h <b_i, b_h>` over the liked titles, and the first position that reaches it; 0 and -1 without any."""
    values, positions = np.zeros(len(table)), [-1] * len(table)
    for item in range(len(table)):
        for position, (row, like) in enumerate(zip(rows, neighbour_weight, strict=True)):
            value = like * float(table[item] @ table[row])
            if like > 0 and value > values[item]:
                values[item], positions[item] = value, position
    return values, positions


def dense_classic(case: Case, weights: Weights) -> Matrix:
    """Classic scores as first described: weight the blocks, put them side by side, normalise, average, normalise."""
    return dense_classic_of(case.blocks, case.profile, weights)


def dense_classic_of(blocks: Mapping[str, Block], profile: UserProfile, weights: Weights) -> Matrix:
    """The same from ready blocks."""
    table = np.hstack([weights.of(group) * dense_of(blocks[group]) for group in GROUPS])
    lengths = np.linalg.norm(table, axis=1)
    vectors = table / np.where(lengths > 0, lengths, 1.0)[:, None]
    user = np.zeros(table.shape[1])
    for row, preference in zip(profile.rows.tolist(), profile.fresh_preference.tolist(), strict=True):
        user += preference * vectors[row]
    length = float(np.linalg.norm(user))
    return np.asarray(vectors @ user / length) if length > 0 else np.zeros(len(table))
