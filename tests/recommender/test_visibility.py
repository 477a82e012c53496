"""Who may see what: the rule against its definition, and every function that could show a title."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import recommenderr.insights
import recommenderr.recommender
from recommenderr.artifacts import UserArrays
from recommenderr.artifacts.titles import title_table
from recommenderr.content_ratings import age_of
from recommenderr.insights.feature_preferences import feature_preferences
from recommenderr.insights.library_map import map_points
from recommenderr.model.user_model import recommend
from recommenderr.model.weights import GROUPS, default_weights
from recommenderr.recommender.explanations import explain_row, reasons
from recommenderr.recommender.poster_service import PosterService
from recommenderr.recommender.service import Recommender
from recommenderr.recommender.similar import similar_user
from recommenderr.recommender.title_search import TitleIndex, meant, title_index
from recommenderr.recommender.user import User, user_of
from recommenderr.recommender.visibility import age_cap, is_limited, visibility
from recommenderr.recommender.why_not import why_not
from recommenderr.records import EVERYTHING, Access, Placement, RatingFilter, Restriction
from tests.factories.libraries import LAW, Case, cases
from tests.factories.records import film
from tests.factories.users import generation_of

RATINGS = ("", "G", "PG-13", "R", "Odd", "FSK 12")
AGES = st.sampled_from((None, 0, 6, 7, 12, 13, 17, 18))
FILTERS = st.sampled_from((None, frozenset({"g", "pg-13"}), frozenset({"odd", ""}), frozenset[str]())).flatmap(
    lambda allowed: st.sampled_from((frozenset[str](), frozenset({"r"}))).map(lambda no: RatingFilter(allowed, no))
)
ACCESSES = st.builds(
    Access,
    st.sampled_from((None, frozenset({"1"}), frozenset({"2", "3"}), frozenset[str]())),
    st.builds(Restriction, st.sampled_from(("", "", "little_kid", "older_kid", "teen", "new_one")), FILTERS, FILTERS),
    AGES,
    st.sampled_from((frozenset[str](), frozenset({"odd"}), frozenset({""}))),
)
COPIES = st.lists(st.builds(Placement, st.sampled_from("123"), st.sampled_from(RATINGS), AGES), max_size=2)

Viewer = tuple[Case, list[tuple[Placement, ...]], Access, User]


@st.composite
def viewers(draw: st.DrawFn) -> Viewer:
    """A person with any limits, and a library whose titles have any copies, also none."""
    case, access = draw(cases(min_items=2)), draw(ACCESSES)
    placed = [tuple(dict.fromkeys(draw(COPIES))) for _ in case.items]
    generation = generation_of(case, gone=tuple(row for row, copies in enumerate(placed) if not copies))
    table = title_table(case.items, [not copies for copies in placed], case.facts, placed)
    places = np.linspace(0, 1, 2 * len(case.items), dtype=np.float32).reshape(-1, 2)
    vars(generation).update(titles=table, map=places)
    return case, placed, access, user_of(generation, 2, UserArrays("version", 0, case.profile, case.evidence), access)


def fits(access: Access, kind: str, copy: Placement) -> bool:
    """The definition, of a single copy, without its library."""
    of_plex = access.restriction.movies if kind == "movie" else access.restriction.shows
    rating = copy.content_rating.casefold()
    if rating in of_plex.blocked or (of_plex.allowed is not None and rating not in of_plex.allowed):
        return False
    limits = [limit for limit in (access.age_cap,) if limit is not None]
    if access.restriction.profile and of_plex.allowed is None:
        limits.append({"older_kid": 12, "teen": 16}.get(access.restriction.profile, 7))
    age = age_of(rating) if copy.content_rating_age is None else copy.content_rating_age
    return not limits or rating in access.allowed or (age is not None and age <= min(limits))


def allowed_rows(case: Case, placed: Sequence[Sequence[Placement]], access: Access) -> set[int]:
    """The definition, of a library."""
    found = set()
    for row, (item, copies) in enumerate(zip(case.items, placed, strict=True)):
        last = Placement(item.library_id, item.content_rating, item.content_rating_age)
        shared = [copy for copy in copies if access.libraries is None or copy.library_id in access.libraries]
        own = [*(copies or (last,))] if row in case.profile.rows.tolist() else []
        if any(fits(access, item.type, copy) for copy in (*shared, *own)):
            found.add(row)
    return found


@LAW
@given(viewers())
def test_what_may_be_seen_is_what_the_definition_says(viewer: Viewer) -> None:
    case, placed, access, person = viewer
    assert set(np.flatnonzero(person.visibility.rows).tolist()) == allowed_rows(case, placed, access)


@LAW
@given(viewers(), st.text(max_size=6))
def test_no_function_shows_anything_else(viewer: Viewer, text: str) -> None:
    case, placed, access, person = viewer
    allowed, named = allowed_rows(case, placed, access), person.generation.titles
    for name, show in SHOWN.items():
        assert set(show(person, text)) <= allowed, name
    names = {named.details(row).title for row in allowed}
    for word in (text, *(item.title for item in case.items)):
        assert set(meant(person.generation, word, person.visibility)) <= names
    for row in allowed:
        scorer = person.model.scorer(WEIGHTS)
        contributions = scorer.contributions(np.array([row]))[0]
        parts = explain_row(person, scorer, WEIGHTS, row, contributions)
        assert {part.item_id for part in parts.watched} - {None} <= {named.item_ids[one] for one in allowed}
        assert sum(part.contribution for part in parts.watched) == pytest.approx(parts.score, abs=1e-6)
        assert {one.title for one in reasons(person, row, contributions, {}) if one.title} <= names


WEIGHTS = default_weights("evidence")


def _similar(person: User, text: str) -> Iterator[int]:
    for row in np.flatnonzero(person.visibility.rows).tolist():
        yield from recommend(similar_user(person.generation, row, person.visibility).model, WEIGHTS, 99).rows.tolist()


def _searched(person: User, text: str) -> Iterator[int]:
    index = title_index(person.generation)
    for wanted in (text, *index.names):
        yield from index.search(wanted, person.visibility, 99)


def _beside(person: User, text: str) -> Iterator[int]:
    for row in np.flatnonzero(person.visibility.rows).tolist():
        beside = why_not(person, WEIGHTS, row).tenth_row
        yield from () if beside is None else (beside,)


def _preferred(person: User, text: str) -> Iterator[int]:
    for group in GROUPS:
        preferences = feature_preferences(person, group, 99)
        yield from (one.because for one in (*preferences.liked, *preferences.disliked))


SHOWN: dict[str, Callable[[User, str], Iterator[int]]] = {
    "recommend": lambda person, text: iter(recommend(person.model, WEIGHTS, 99).rows.tolist()),
    "similar": _similar,
    "search": _searched,
    "why_not": _beside,
    "feature_preferences": _preferred,
    "map_points": lambda person, text: (point.row for point in map_points(person, [])),
}

CHECKED = {
    "feature_preferences.feature_preferences", "library_map.map_points", "why_not.why_not",
    "explanations.explain_row", "explanations.reasons", "similar.similar_user", "title_search.meant",
    "TitleIndex.search", "Recommender.recommend", "Recommender.ranked", "Recommender.similar", "Recommender.explain",
    "Recommender.why_not", "Recommender.find_row", "Recommender.count_candidates", "Recommender.visible",
    "PosterService.poster", "PosterService.kept",
}  # fmt: skip
"""What shows titles; each of them is asked for in this module, in `test_surfaces` or in `test_posters`."""

SHOWS_NONE = {
    "distributions.genre_distribution", "distributions.decade_distribution", "distributions.certificate_distribution",
    "distributions.people_shares", "feature_preferences.feature_weights", "library_map.landmarks",
    "preference_history.preference_history", "watched_titles.title_weights",
    "explanations.feature_name", "fact_names.fact_name", "filters.mask", "filters.with_any_genre",
    "filters.filter_options",
    "filters.content_rating_ages", "title_search.title_index", "user.open_user", "user.user_of", "user.hidden_watched",
    "Recommender.as_of", "Recommender.generation", "Recommender.user", "Recommender.backtest", "Recommender.tune",
    "PosterService.close",
}  # fmt: skip
"""Counts, masks and numbers, functions of rows that they are given, and what the functions above are made of."""


def _public() -> Iterator[str]:
    for package in (recommenderr.recommender, recommenderr.insights):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                said = " ".join(map(str, inspect.get_annotations(function).values()))
                reads_titles = re.search(r"\bUser\b|\bGeneration\b|\bTitleTable\b", said)
                if reads_titles and function.__module__ == module.__name__ and not name.startswith("_"):
                    yield f"{found.name.rpartition('.')[2]}.{name}"
    for kind in (Recommender, PosterService, TitleIndex):
        methods = inspect.getmembers(kind, inspect.isfunction)
        yield from (f"{kind.__name__}.{name}" for name, _ in methods if not name.startswith("_"))


def test_a_new_function_that_could_show_titles_is_checked_here() -> None:
    """A public function of a user, a generation or titles: test that it hides what it must, or list it as harmless."""
    assert set(_public()) - {"visibility.visibility"} == CHECKED | SHOWS_NONE


def test_a_page_asks_for_the_person_whom_it_shows() -> None:
    """Without a person, `find_row` and `similar` answer whoever runs the program."""
    calls = [
        (path.name, ast.unparse(node))
        for path in Path(recommenderr.__path__[0], "dashboard").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("find_row", "similar") and "account_id" not in ast.unparse(node)
    ]
    assert calls == []


def test_the_limits_of_age() -> None:
    listed = RatingFilter(frozenset({"g"}))
    assert [age_cap(EVERYTHING, "movie"), age_cap(Access(age_cap=12), "show")] == [None, 12]
    profiles = ("little_kid", "older_kid", "teen", "of another day")
    assert [age_cap(Access(restriction=Restriction(name)), "movie") for name in profiles] == [7, 12, 16, 7]
    assert age_cap(Access(restriction=Restriction("teen"), age_cap=18), "movie") == 16
    assert age_cap(Access(restriction=Restriction("teen", movies=listed)), "movie") is None
    assert age_cap(Access(restriction=Restriction("teen", movies=listed)), "show") == 16
    assert not is_limited(Access(frozenset({"1"})))
    assert is_limited(Access(restriction=Restriction(shows=listed)))


@LAW
@given(cases(min_items=2))
def test_unknown_content_ratings_are_counted(case: Case) -> None:
    items = [replace(item, content_rating="Odd" if place % 2 else "G") for place, item in enumerate(case.items)]
    table = title_table(items, [False] * len(items), case.facts)
    seen = visibility(table, Access(age_cap=12))
    assert (int(seen.rows.sum()), dict(seen.withheld)) == (len(items) - len(items) // 2, {"odd": len(items) // 2})
    allowed = visibility(table, Access(age_cap=12, allowed=frozenset({"odd"})))
    assert allowed.rows.all() and not allowed.withheld


def test_a_title_of_two_libraries_is_seen_in_the_shared_one_alone() -> None:
    """The copy that is shared must pass the limits itself."""
    copies = (Placement("1", "G", None), Placement("2", "R", None))
    item = replace(film("1", "Heat"), content_rating="G")
    table = title_table([item], [False], Case((item,), ()).facts, [copies])
    assert [
        visibility(table, Access(frozenset(libraries), age_cap=12)).rows.tolist() for libraries in ("1", "2", "12", "3")
    ] == [[True], [False], [True], [False]]


def test_the_age_that_the_server_sends_comes_first() -> None:
    ages = [(Placement("1", "R", 12),), (Placement("1", "G", 16),), (Placement("1", "G", None),)]
    items = [replace(film("1", "Heat"), item_id=str(number)) for number in range(3)]
    table = title_table(items, [False] * 3, Case(tuple(items), ()).facts, ages)
    assert visibility(table, Access(age_cap=12)).rows.tolist() == [True, False, True]
