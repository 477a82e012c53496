"""What is made once and kept while a generation serves: what the filters offer, the search's index, default lists."""

from __future__ import annotations

from recommenderr.artifacts import Generation
from recommenderr.dashboard.session.weak_cache import Kept
from recommenderr.model.weights import Weights
from recommenderr.recommender.filter_options import Choices, choices
from recommenderr.recommender.filters import Filters
from recommenderr.recommender.service import Recommender
from recommenderr.recommender.title_search import TitleIndex, title_index
from recommenderr.recommender.user_model import PersonModel

_choices: Kept[Choices] = Kept()
_indexes: Kept[TitleIndex] = Kept()
_lists: Kept[tuple[int, ...]] = Kept(most=8)


def offered(generation: Generation) -> Choices:
    """What there is to filter by."""
    return _choices.get(generation, lambda: choices(generation))


def index(generation: Generation) -> TitleIndex:
    """What the search looks through."""
    return _indexes.get(generation, lambda: title_index(generation))


def default_rows(
    recommender: Recommender, person: PersonModel, default: Weights, shown: int, filters: Filters
) -> tuple[int, ...]:
    """The rows that a person's default weights would show; every other list is compared with them."""

    def rows() -> tuple[int, ...]:
        return tuple(recommender.ranked(person, default, shown, filters).rows.tolist())

    return _lists.get(person, rows, (default, shown, filters))
