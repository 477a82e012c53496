"""Posters, arrows and bars as HTML: what they say, and that no title can say more than itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markupsafe import escape

from recommenderr.artifacts.titles import TitleDetails
from recommenderr.dashboard.charts import palette
from recommenderr.dashboard.components.poster_grid import EAGER, PosterTile, poster_grid, title_facts
from recommenderr.dashboard.templating import attribute
from recommenderr.model.weights import SHOWN_GROUPS
from recommenderr.recommender.explanations import ReasonText
from recommenderr.text import runtime
from tests.dashboard.html_reader import read
from tests.factories.hostile_household import HOSTILE

ALIEN = TitleDetails(
    row=0,
    item_id="7",
    guid="plex://movie/7",
    type="movie",
    title="Alien",
    year=1979,
    runtime_min=117.0,
    content_rating="R",
    genres=("Horror",),
    collections=(),
    directors=("Ridley Scott",),
    cast=("Sigourney Weaver",),
    countries=(),
    studio="",
    summary="",
    ratings=(),
    thumb="/library/metadata/7/thumb/1",
    library_id="1",
    episode_count=None,
    gone=False,
)


def test_a_card_says_everything_in_words() -> None:
    why = ReasonText("people", ("Ridley Scott", "Tom Skerritt"), "Blade Runner")
    reader = read(poster_grid([PosterTile(ALIEN, "title?item=7", match=97, move=2, reasons=(why,))]))
    for words in ("Alien", "97% match", "1979 · Film · 1 h 57 min", "▲ 2", "shares Ridley Scott, Tom Skerritt with"):
        assert words in reader.words


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_nothing_but_text(title: str) -> None:
    why = ReasonText("genres", (title,), title)
    page = poster_grid([PosterTile(replace(ALIEN, title=title, item_id=title), title, reasons=(why,), note=title)])
    reader = read(page)
    assert set(reader.tags) == {"ul", "li", "a", "span", "img"}
    assert reader.words.count(title) == 4
    assert f'alt="Poster of {escape(attribute(title))} (1979)"' in page


@pytest.mark.parametrize(
    ("move", "is_new", "words"),
    [(3, False, "▲ 3"), (-1, False, "▼ 1"), (0, False, ""), (None, True, "new"), (None, False, "")],
)
def test_an_arrow_says_how_far_a_title_moved(move: int | None, is_new: bool, words: str) -> None:
    reader = read(poster_grid([PosterTile(ALIEN, "title", move=move, is_new=is_new)]))
    assert reader.words == f"{words}Alien1979 · Film · 1 h 57 min"


def test_an_arrow_is_heard_in_words() -> None:
    assert 'aria-label="1 place down"' in poster_grid([PosterTile(ALIEN, "title", move=-1)])


def test_posters_out_of_sight_wait() -> None:
    page = poster_grid([PosterTile(ALIEN, "title")] * (EAGER + 3))
    assert (page.count('loading="eager"'), page.count('loading="lazy"')) == (EAGER, 3)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"year": None, "runtime_min": None}, "Film"),
        ({"type": "show", "episode_count": 9}, "1979 · Series · 9 episodes"),
        ({"type": "show", "episode_count": None, "runtime_min": 45.0}, "1979 · Series · 45 min"),
    ],
)
def test_facts_that_are_not_known_are_left_out(facts: dict[str, object], words: str) -> None:
    assert title_facts(replace(ALIEN, **facts)) == words  # type: ignore[arg-type]


@pytest.mark.parametrize("group", SHOWN_GROUPS)
def test_the_colour_of_a_group_stands_out_in_both_themes(group: str) -> None:
    colour = palette.GROUP_COLOURS[group]
    for ground in (palette.LIGHT_BACKGROUND, palette.LIGHT_CARD, palette.DARK_BACKGROUND, palette.DARK_CARD):
        assert palette.contrast(colour, ground) >= 3


def test_every_group_has_a_colour_and_a_name_of_its_own() -> None:
    for words in (palette.GROUP_COLOURS, palette.GROUP_NAMES):
        assert set(words) == set(SHOWN_GROUPS)
        assert len(set(words.values())) == len(SHOWN_GROUPS)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("minutes", "words"), [(None, ""), (47, "47 min"), (60, "1 h"), (107.4, "1 h 47 min"), (119.6, "2 h")]
)
def test_a_runtime_in_words(minutes: float | None, words: str) -> None:
    assert runtime(minutes) == words
