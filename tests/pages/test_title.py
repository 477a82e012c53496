"""Title: the search, the facts, why, why not, and what is like it."""

from __future__ import annotations

import re

import pytest

from recommenderr.recommender.service import Recommender
from recommenderr.settings import Settings
from tests.dashboard.html_reader import read
from tests.factories.hostile_household import HOSTILE, made
from tests.pages.page_objects import opened, page_html, well

PAGE = "pages/title.py"


def far_down(settings: Settings) -> str:
    """An unseen title that a single weight could bring into the first 20."""
    recommender = Recommender(settings)
    for item_id in recommender.generation().titles.item_ids:
        rank = recommender.why_not(1, item_id)
        if not rank.watched and rank.change is not None and rank.change.needed <= 2.9:
            return item_id
    raise AssertionError("every title is on top")


def test_a_title_shows_its_facts_and_where_it_stands(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = read(page_html(well(opened(monkeypatch, household, PAGE, item="131"))))
    for words in ("Film 31", "1991 · Film · 1 h 51 min · R", "Director 3", "A story of ships", "match Rank"):
        assert words in reader.words


def test_why_adds_up_to_the_score(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    page_text = page_html(well(opened(monkeypatch, household, PAGE, item="131")))
    named = float(re.findall(r"Film 31 \(1991\) <strong>([\d.]+) points", page_text)[0])
    score = Recommender(household).explain(1, "131").score
    assert named == pytest.approx(100 * score, abs=0.06)
    assert "At rank 10: " in page_text and "What counts most" in page_text and "Because Ana watched" in page_text


def test_why_not_names_the_weight_and_its_button_lifts_the_title(
    household: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = far_down(household)
    app = well(opened(monkeypatch, household, PAGE, item=item_id))
    assert "would bring it into the first 20" in page_html(app)
    well(app.button(key="c_lift").click().run())
    rank = int(re.findall(r"Rank (\d+) of", page_html(app))[0])
    assert rank <= 20
    assert "Why not?" not in page_html(app)


def test_a_weight_beyond_its_slider_has_no_button(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    recommender = Recommender(household)
    ranks = {item_id: recommender.why_not(1, item_id) for item_id in recommender.generation().titles.item_ids}
    far = [item_id for item_id, rank in ranks.items() if rank.change is not None and rank.change.needed > 3]
    app = well(opened(monkeypatch, household, PAGE, item=far[0]))
    assert "its slider ends at 3." in page_html(app)
    assert "c_lift" not in [button.key for button in app.button]


def test_a_watched_title_is_found_and_told_apart(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Ana has watched it; among the unwatched titles it would have rank" in page_html(
        well(opened(monkeypatch, household, PAGE, item="107"))
    )


def test_the_search_forgives_typing_errors(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE))
    assert "Search for any title" in page_html(app)
    well(app.text_input(key="t_search").set_value("flim 31").run())
    assert re.findall(r'class="rr-name">(.*?)</span>', page_html(app))[0] == "Film 31"


def test_what_no_title_sounds_like_is_explained(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE))
    well(app.text_input(key="t_search").set_value("<b>qqqqqq").run())
    assert "No title sounds like “&lt;b&gt;qqqqqq”. Try fewer letters." in page_html(app)


def test_an_unknown_id_is_explained(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    page_text = page_html(well(opened(monkeypatch, household, PAGE, item="<i>9")))
    assert "This library has no title with the id &lt;i&gt;9." in page_text


def test_plex_is_one_link_away_but_not_in_the_demo(
    household: Settings, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = well(opened(monkeypatch, household, PAGE, item="131"))
    links = [element.proto.url for element in app.get("link_button")]
    assert links == ["https://app.plex.tv/desktop/#!/server/machine-1/details?key=%2Flibrary%2Fmetadata%2F131"]
    demo = made(tmp_path_factory.mktemp("demo"), plex_token=None)
    assert not opened(monkeypatch, demo, PAGE, item="131").get("link_button")


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_titles_are_text(number: int, household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE, item=str(100 + number)))
    reader = read(page_html(app))
    assert HOSTILE[number] in reader.words
    assert not {"script", "i", "b"} & set(reader.tags)
    assert not [element for element in app.markdown if HOSTILE[number] in element.value]


def test_the_title_keeps_person_and_weights(household: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = well(opened(monkeypatch, household, PAGE, item="131", person="2", people="2"))
    assert app.selectbox(key="c_person").value == 2
    assert app.slider(key="c_people").value == 2.0
    assert "131" in app.query_params["item"]
