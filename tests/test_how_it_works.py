"""The worked example of docs/how-it-works.md: every number of its tables is computed and compared."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from recommenderr.model.evidence import LIFT_COLUMNS, MAX_COLUMNS, Evidence, build_evidence
from recommenderr.model.preference import preference
from recommenderr.model.scoring import evidence_scorer, normaliser
from recommenderr.model.titles.features import build_blocks, country_block
from recommenderr.model.titles.title_facts import title_facts
from recommenderr.model.user_lifts import UserLifts
from recommenderr.model.user_profile import build_profile
from recommenderr.model.weights import GROUPS, SHOWN_GROUPS, default_weights
from recommenderr.records import Item, Rating

PAGE = Path("docs/how-it-works.md")
TIME = 1_772_323_200.0  # 1 March 2026
CANDIDATES = np.array([False, True, True, True])


def film(
    item_id: str, title: str, year: int, genres: str, people: str, collection: str, rating: float, story: str
) -> Item:
    director, *cast = people.split(", ")
    return Item(
        item_id,
        f"plex://movie/{item_id}",
        "movie",
        title,
        "1",
        year=year,
        runtime_min=117,
        genres=tuple(genres.split(", ")),
        directors=(director,),
        cast=tuple(cast),
        collections=(collection,) if collection else (),
        ratings=(Rating("imdb", "audience", rating),),
        summary=story,
    )


FILMS = [
    film("1", "Alien", 1979, "Horror, Science Fiction", "Ridley Scott, Sigourney Weaver, Tom Skerritt", "Alien", 8.5,
         "The crew of a space tug answers a distress call and brings a deadly creature aboard."),
    film("2", "Aliens", 1986, "Action, Science Fiction", "James Cameron, Sigourney Weaver, Michael Biehn", "Alien", 8.4,
         "Marines land on a colony where every settler has met the same deadly creature."),
    film("3", "Blade Runner", 1982, "Science Fiction, Thriller", "Ridley Scott, Harrison Ford, Rutger Hauer", "", 8.1,
         "A detective hunts artificial people who want to live longer than their makers allow."),
    film("4", "Notting Hill", 1999, "Romance, Comedy", "Roger Michell, Julia Roberts, Hugh Grant", "", 7.2,
         "A bookseller in London spills orange juice over a film star and asks her to tea."),
]  # fmt: skip


def table(heading: str) -> dict[str, list[float]]:
    """The numbers of the first table below a heading, by the text of the first cell."""
    text = PAGE.read_text(encoding="utf-8").split(f"### {heading}\n", 1)[1].split("\n### ", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("| \n").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return {row[0].strip("*"): [float(cell.strip("*")) for cell in row[1:]] for row in rows[2:]}


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    plays, age_days, runtime_min, rating = (np.array([value]) for value in (2.0, 10.0, 117.0, np.nan))
    profile = build_profile(np.array([0], dtype=np.int32), plays, age_days, runtime_min, rating, TIME)
    blocks = build_blocks(FILMS)
    facts = title_facts(FILMS, blocks["genres"], country_block(FILMS))
    return build_evidence(blocks, UserLifts(facts, profile, CANDIDATES))


def test_the_preference_is_as_printed() -> None:
    printed = re.search(r"preference = .* = \*\*([\d.]+)\*\*", PAGE.read_text(encoding="utf-8"))
    assert printed
    assert float(printed[1]) == pytest.approx(float(preference(2, 10, 117)), abs=5e-4)


def test_the_cosines_are_as_printed(evidence: Evidence) -> None:
    printed = table("Similarity to Alien")
    assert list(printed) == [item.title for item in FILMS[1:]]
    for row, item in enumerate(FILMS[1:], start=1):
        cosines = [float(evidence.columns[MAX_COLUMNS[group], row]) for group in GROUPS]
        assert printed[item.title] == pytest.approx(cosines, abs=5e-4)


def test_the_lifts_and_facts_are_as_printed(evidence: Evidence) -> None:
    printed = table("Lifts and facts")
    for row, item in enumerate(FILMS[1:], start=1):
        values = [float(evidence.columns[column, row]) for column in LIFT_COLUMNS.values()]
        assert printed[item.title] == pytest.approx(values, abs=5e-4)


def test_the_contributions_are_as_printed_and_add_up(evidence: Evidence) -> None:
    scorer = evidence_scorer(evidence, normaliser(evidence, CANDIDATES), default_weights())
    printed = table("The scores")
    for row, item in enumerate(FILMS[1:], start=1):
        contributions = scorer.contributions(np.array([row]))[0]
        assert printed[item.title] == pytest.approx([*contributions, contributions.sum()], abs=5e-4)
        assert len(contributions) == len(SHOWN_GROUPS)
