"""What is made once and kept while a generation serves: what the filters offer, the search's index, default lists."""

from __future__ import annotations

from functools import lru_cache

from recommenderr.artifacts import Generation
from recommenderr.model.weights import Weights
from recommenderr.recommender import Recommender
from recommenderr.serving.choices import Choices, choices
from recommenderr.serving.filters import Filters
from recommenderr.serving.person import PersonModel
from recommenderr.serving.search import TitleIndex, title_index


@lru_cache(maxsize=2)
def offered(generation: Generation) -> Choices:
    """What there is to filter by."""
    return choices(generation)


@lru_cache(maxsize=2)
def index(generation: Generation) -> TitleIndex:
    """What the search looks through."""
    return title_index(generation)


@lru_cache(maxsize=32)
def default_rows(
    recommender: Recommender, person: PersonModel, default: Weights, shown: int, filters: Filters
) -> tuple[int, ...]:
    """The rows that a person's default weights would show; every other list is compared with them."""
    return tuple(recommender.ranked(person, default, shown, filters).rows.tolist())
