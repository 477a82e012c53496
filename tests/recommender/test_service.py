"""The façade for lists: it finds people and titles, applies weights, and notices a new generation by itself."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recommenderr.artifacts import open_current
from recommenderr.artifacts.generation import FOLDER
from recommenderr.build import build
from recommenderr.errors import NoGenerationError, UnknownTitleError, UnknownUserError, UsageError, WeightsError
from recommenderr.household.service import Household
from recommenderr.model.evidence import COLUMNS
from recommenderr.model.user_model import title_rank
from recommenderr.model.weights import ACCLAIM, DEFAULTS_OF, GROUPS, Weights, default_weights
from recommenderr.recommender import service as module
from recommenderr.recommender.filters import Filters
from recommenderr.recommender.service import Query, Recommended, Recommender
from recommenderr.recommender.user_weights import settings_weights
from recommenderr.records import Account, HistoryRow, Item, Rating
from recommenderr.settings import Settings
from recommenderr.store import presets
from recommenderr.store.connection import open_store
from tests.factories.libraries import only
from tests.factories.records import ANA, NOW, at, film, refill, seen, series

BEN, CLEO = Account(2, "Ben", "ben.k", "home"), Account(3, "Cleo", "", "managed")
PEOPLE = (ANA, BEN, CLEO)


def rated(value: float) -> tuple[Rating, ...]:
    return (Rating("imdb", "audience", value),)


LIBRARY: tuple[Item, ...] = (
    film("50", "Arrival", year=2016, genres=("Science Fiction",), cast=("Ada Berg",), ratings=rated(8.0)),
    film("12", "Arrival", year=2016, guid="plex://movie/50", library_id="3", genres=("Science Fiction",)),  # in 4K
    film("60", "12 Monkeys", year=1995, genres=("Science Fiction",), cast=("Ben Cole",), ratings=rated(8.1)),
    film("61", "Dune", year=1984, genres=("Science Fiction",), ratings=rated(6.2)),
    film("62", "Dune", year=2021, genres=("Science Fiction", "Drama"), cast=("Ada Berg",), ratings=rated(7.9)),
    series("63", "Dune", year=2000, genres=("Science Fiction",), ratings=rated(6.9)),
    film("64", "Heat", year=1995, guid="plex://movie/64", genres=("Crime",), ratings=rated(8.3)),
    film("65", "Heat", year=1995, guid="plex://movie/65", genres=("Crime",), ratings=rated(8.3)),
    film("66", "Ronin", year=1998, genres=("Crime",), cast=("Ben Cole",), ratings=rated(7.2), content_rating="R"),
    film("67", "Amélie", year=2001, genres=("Comedy",), ratings=rated(8.4)),
    film("68", "Alien", year=1979, genres=("Horror", "Science Fiction"), cast=("Cleo Dahl",), ratings=rated(8.5)),
    film("69", "Aliens", year=1986, genres=("Horror", "Science Fiction"), cast=("Cleo Dahl",), ratings=rated(8.4)),
)
NEWEST = ["Dune", "Arrival", "Amélie", "Ronin"]  # without history
HISTORY = (
    seen("1", "Arrival", at(0), item_id="12"),
    seen("2", "Alien", at(9000), item_id="68"),
    seen("3", "Ronin", at(100), item_id="66", account_id=2),
)


def made(folder: Path) -> Settings:
    """A household that was read and built this noon."""
    settings = Settings(db_path=folder / "store.db", art_dir=folder / "art", log_file=folder / "log")
    ingest(settings, LIBRARY)
    built(settings)
    return settings


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A household that nobody changes."""
    return made(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def recommender(shared: Settings) -> Recommender:
    """The recommender of the household that no test changes."""
    return Recommender(shared)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A household of the test's own."""
    return made(tmp_path)


@pytest.fixture
def own(settings: Settings) -> Recommender:
    """The recommender of the test's own household."""
    return Recommender(settings)


def ingest(settings: Settings, items: tuple[Item, ...] = (), *more: HistoryRow, **facts: Any) -> None:
    known = [item.item_id for item in LIBRARY]
    with open_store(settings.db_path) as conn:
        refill(conn, items, known=known, history=(*HISTORY, *more), people=PEOPLE, **facts)


def built(settings: Settings, hours: int = 0) -> str:
    with open_store(settings.db_path) as conn:
        return build(conn, settings, NOW + timedelta(hours=hours), lambda phase, done, total: None).generation


def title(recommender: Recommender, text: str) -> str:
    """The id of the copy that stands for the title a text names."""
    return recommender.generation().titles.item_ids[recommender.find_row(text)]


def titles(found: tuple[Recommended, ...]) -> list[str]:
    return [item.details.title for item in found]


# ---------------------------------------------------------------- which title


@pytest.mark.parametrize(
    ("text", "item_id"),
    [
        ("50", "50"),
        (" 50 ", "50"),
        ("12", "50"),  # the other copy's id, and not the title that begins with it
        ("62", "62"),
        ("Arrival", "50"),
        ("  arrival ", "50"),
        ("12 monkeys", "60"),
        ("Dune (1984)", "61"),
        ("dune (2021)", "62"),
        ("Dune (2000)", "63"),
        ("Alien", "68"),  # though another title contains it
        ("AMÉLIE", "67"),
        ("Ame\u0301lie", "67"),  # written with a combining accent
        ("monk", "60"),
        ("Ron", "66"),
    ],
)
def test_a_title_is_found(recommender: Recommender, text: str, item_id: str) -> None:
    assert title(recommender, text) == item_id


@pytest.mark.parametrize(
    ("text", "ids"),
    [("Dune", {"61", "62", "63"}), ("Heat (1995)", {"64", "65"}), ("heat", {"64", "65"}), ("alie", {"68", "69"})],
)
def test_of_several_titles_none_is_taken_and_all_are_listed(recommender: Recommender, text: str, ids: set[str]) -> None:
    with pytest.raises(UsageError, match=r"^Several titles answer to .*\. Name one by its id\.$") as caught:
        recommender.find_row(text)
    assert {word.rstrip(";.") for word in str(caught.value).split("id ")[1:] for word in word.split()[:1]} == ids


@pytest.mark.parametrize("text", ["Solaris", "", "   ", "9999", "Dune (1999)", "%", "_"])
def test_an_unknown_title_is_reported(recommender: Recommender, text: str) -> None:
    with pytest.raises(UnknownTitleError, match=r"^No title answers to .*\. Write its name as Plex does, or its id\.$"):
        recommender.find_row(text)


def test_a_title_that_came_after_the_build_is_not_there_yet(settings: Settings, own: Recommender) -> None:
    ingest(settings, (film("80", "Solaris"),))
    with pytest.raises(UnknownTitleError):
        own.find_row("Solaris")
    built(settings, 1)
    assert title(own, "Solaris") == "80"


# ---------------------------------------------------------------- which person, which weights


def test_a_person_is_found_by_name_username_or_id(shared: Settings) -> None:
    assert {Household(shared).find_person(text) for text in ("Ben", "BEN.K", "2")} == {BEN}
    with pytest.raises(UnknownUserError, match="Ana, Ben, Cleo"):
        Household(shared).find_person("Dora")


def test_people_say_whether_they_have_watched_anything(shared: Settings) -> None:
    assert [(person.account, person.has_history) for person in Household(shared).people()] == [
        (ANA, True),
        (BEN, True),
        (CLEO, False),
    ]


@pytest.mark.parametrize("scoring", ["evidence", "classic"])
def test_without_anything_said_the_defaults_of_the_scoring_count(shared: Settings, scoring: str) -> None:
    assert Household(replace(shared, scoring=scoring)).weights_of(1) == default_weights(scoring)


def test_settings_replace_single_weights(shared: Settings) -> None:
    changed = replace(shared, feat_w_people=3.0, feat_w_acclaim=0.0, taste_breadth=1.0, diversity=0.0)
    weights = settings_weights(changed)
    assert (weights.people, weights.acclaim, weights.breadth, weights.diversity) == (3, 0, 1, 0)
    assert weights.genres == DEFAULTS_OF["evidence"]["genres"]


def test_a_default_preset_counts_before_the_settings_and_only_for_its_person(settings: Settings) -> None:
    """Values that an older preset does not have come from the settings, and what is not known any more is left out."""
    with open_store(settings.db_path) as conn:
        presets.save(conn, 1, "Evening", {"genres": 2.5, "scoring": "classic", "colour": 1.0})
    changed = replace(settings, feat_w_people=3.0)
    household = Household(changed)
    assert household.weights_of(1).people == 3
    assert household.weights_of(1).scoring == "evidence"
    with open_store(settings.db_path) as conn:
        presets.set_default(conn, 1, "Evening")
    weights = household.weights_of(1)
    assert (weights.genres, weights.people, weights.scoring) == (2.5, 3.0, "classic")
    assert household.weights_of(2) == settings_weights(changed)
    assert Recommender(changed).recommend(1, Query(k=3)).weights == weights


def test_a_preset_out_of_range_is_refused(settings: Settings) -> None:
    with open_store(settings.db_path) as conn:
        presets.save(conn, 1, "Evening", {"genres": 1000.0})
        presets.set_default(conn, 1, "Evening")
    with pytest.raises(WeightsError, match="genres"):
        Household(settings).weights_of(1)


# ---------------------------------------------------------------- lists


def test_every_copy_of_a_watched_title_is_left_out(recommender: Recommender) -> None:
    found = recommender.recommend(1, Query(k=50)).items
    assert not {"Arrival", "Alien"} & set(titles(found))
    assert len(found) == 9


def test_a_list_has_the_fields_of_the_command_line(recommender: Recommender) -> None:
    plain = recommender.recommend(1, Query(k=3)).items[0]
    explained = recommender.recommend(1, Query(k=3, explain=True)).items[0]
    assert set(plain.as_json()) == {
        "item_id", "guid", "type", "title", "year", "genres", "collections", "score", "relevancy",
    }  # fmt: skip
    assert set(explained.as_json()) == {*plain.as_json(), "explain"}
    assert plain.relevancy == explained.relevancy == 100
    assert plain.score == pytest.approx(explained.score, rel=1e-12)
    assert explained.explanation is not None
    assert math.fsum(explained.explanation.groups.values()) == pytest.approx(explained.score, rel=1e-9)


def test_who_watched_nothing_gets_what_is_new_and_is_told_so(recommender: Recommender) -> None:
    found = recommender.recommend(3, Query(k=4, weights=default_weights().changed({"diversity": 0.0})))
    assert titles(found.items) == NEWEST[:4]
    assert found.note == (
        "Cleo has not watched anything yet, so this list is a general one: new and widely known titles of all kinds."
    )


def test_who_has_seen_everything_that_passes_is_told_so(recommender: Recommender) -> None:
    found = recommender.recommend(2, Query(k=4, filters=Filters(age_max=17)))
    assert (found.items, found.candidates) == ((), 0)
    assert found.note == "Ben has seen everything that passes; nothing is left to recommend."


def test_somebody_nobody_knows_gets_what_is_new_too(recommender: Recommender) -> None:
    found = recommender.recommend(404, Query(k=1))
    assert titles(found.items) == NEWEST[:1]
    assert found.note is not None and found.note.startswith("This person has not watched anything yet")


def test_a_title_that_is_gone_is_not_recommended_but_still_counts(settings: Settings, own: Recommender) -> None:
    before = own.recommend(1, Query(k=50))
    with open_store(settings.db_path) as conn:  # a sweep without 68, which Ana watched, and without 64
        known = [item.item_id for item in LIBRARY if item.item_id not in {"64", "68"}]
        refill(conn, (), known=known, history=HISTORY, people=PEOPLE)
    built(settings, 1)
    after = own.recommend(1, Query(k=50))
    assert {item.details.item_id for item in before.items} - {item.details.item_id for item in after.items} == {"64"}
    assert [part.title for part in own.explain(1, "Aliens", only("people")).explanation.watched] == ["Alien"]  # type: ignore[union-attr]


# ---------------------------------------------------------------- one title


def test_a_titles_place_is_that_in_the_whole_list(recommender: Recommender) -> None:
    weights = default_weights().changed({"diversity": 0.0})
    person = recommender.user(1)
    found = recommender.recommend(1, Query(k=50, weights=weights)).items
    for position, item in enumerate(found):
        place = title_rank(person.model, weights, item.details.row)
        assert (place.rank, place.candidates) == (position + 1, len(found))
        one = recommender.explain(1, item.details.item_id, weights)
        assert (one.relevancy, one.details) == (item.relevancy, item.details)
        assert one.score == pytest.approx(item.score, rel=1e-12)


def test_a_watched_title_is_explained_as_if_it_were_not(recommender: Recommender) -> None:
    weights = only("genres", "people", ACCLAIM)
    one = recommender.explain(1, "Alien", weights)
    assert one.explanation is not None
    assert one.score > recommender.explain(1, "Amélie", weights).score
    assert "Alien" in [part.title for part in one.explanation.watched]
    assert math.fsum(part.contribution for part in one.explanation.watched) == pytest.approx(one.score, rel=1e-9)
    assert title_rank(recommender.user(1).model, weights, one.details.row).candidates == 10


def test_an_explanation_names_what_is_shared(recommender: Recommender) -> None:
    one = recommender.explain(1, "Aliens", only("people"))
    assert one.explanation is not None
    features = {(part.group, part.feature) for part in one.explanation.features}
    assert features == {("people", "Cleo Dahl"), ("people", "Cleo Dahl, lately")}
    assert [reason.text for reason in one.reasons] == ["shares Cleo Dahl with Alien"]


# ---------------------------------------------------------------- what changes meanwhile


def test_nothing_has_been_built_yet(tmp_path: Path) -> None:
    settings = Settings(db_path=tmp_path / "store.db", art_dir=tmp_path / "art", log_file=tmp_path / "log")
    recommender = Recommender(settings)
    assert Household(settings).status().generation is None
    assert "recommenderr refresh" in str(Household(settings).status().generation_error)
    ingest(settings, LIBRARY)
    with pytest.raises(NoGenerationError):
        recommender.recommend(1, Query())
    assert "recommenderr refresh" in str(Household(settings).status().generation_error)
    assert Household(settings).status().counts.titles == 11


def test_a_new_generation_is_noticed(settings: Settings, own: Recommender) -> None:
    first = own.generation().name
    own.recommend(1, Query())
    ingest(settings, (film("80", "Solaris", genres=("Science Fiction",), ratings=rated(9.9)),))
    second = built(settings, 1)
    assert second != first
    assert own.generation().name == second
    assert "Solaris" in titles(own.recommend(1, Query(k=50)).items)
    assert Household(settings).status().generation == second


def test_when_the_new_one_is_torn_the_one_before_serves(settings: Settings, own: Recommender) -> None:
    first = own.generation().name
    second = built(settings, 1)
    (settings.art_dir / FOLDER / second / "titles/year.npy").unlink()
    before = own.generation()
    assert before.name == first
    assert own.generation() is before  # it is not opened again and again
    assert own.user(1) is own.user(1)
    assert len(own.recommend(1, Query(k=3)).items) == 3


def test_one_page_sees_one_generation(settings: Settings, own: Recommender) -> None:
    before = own.generation()
    page = own.as_of(before)
    known = page.user(1)
    ingest(settings, (film("80", "Solaris", genres=("Science Fiction",), ratings=rated(9.9)),))
    second = built(settings, 1)
    now = own.user(1)
    assert page.generation() is before
    assert page.user(1).generation is before
    assert "Solaris" not in titles(page.recommend(1, Query(k=50)).items)
    with pytest.raises(UnknownTitleError):
        page.explain(1, "Solaris")
    assert own.generation().name == second
    assert own.user(1) is now is not known  # what serves stays open, whatever an older page asks for
    assert "Solaris" in titles(own.recommend(1, Query(k=50)).items)


def test_what_was_watched_since_the_build_counts_at_once(settings: Settings, own: Recommender) -> None:
    weights = only("genres")
    assert own.recommend(2, Query(k=1, weights=weights)).items[0].details.title == "Heat"
    ingest(settings, (), seen("9", "Amélie", at(90_000), item_id="67", account_id=2))
    person = own.user(2)
    assert [own.generation().titles.details(int(row)).title for row in person.model.profile.rows].count("Amélie") == 1
    assert "Amélie" not in titles(own.recommend(2, Query(k=50)).items)
    kept = open_current(settings.art_dir).user(2)
    assert len(kept.profile) == 1  # the build knew of one title alone
    assert person.version != kept.version


def test_made_on_the_fly_it_is_what_a_build_makes(settings: Settings, own: Recommender) -> None:
    """Both count from the latest title, so the hour of the making plays hardly any part."""
    ingest(settings, (), seen("9", "Amélie", at(90_000), item_id="67"))
    on_the_fly = own.user(1)
    built(settings, 1)
    kept = own.user(1)
    assert kept.version == on_the_fly.version
    assert kept.model.profile.rows.tolist() == on_the_fly.model.profile.rows.tolist()
    ageless = [name != "new" for name in COLUMNS]
    expected = on_the_fly.model.evidence.columns[ageless]
    assert kept.model.evidence.columns[ageless] == pytest.approx(expected, abs=0.2)
    assert np.array_equal(kept.model.evidence.closest, on_the_fly.model.evidence.closest)


def test_a_person_is_opened_once_and_few_are_kept(recommender: Recommender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_OPEN_USERS", 2)
    first = recommender.user(1)
    assert recommender.user(1) is first
    recommender.user(2)
    assert recommender.user(1) is first  # asked for again, so it is not the oldest
    recommender.user(3)
    assert recommender.user(1) is first
    second = recommender.user(2)
    assert recommender.user(2) is second
    assert recommender.user(1) is first


def test_a_damaged_persons_file_is_made_up_for(settings: Settings, own: Recommender) -> None:
    (settings.art_dir / FOLDER / own.generation().name / "people/1/columns.npy").write_bytes(b"")
    assert len(own.recommend(1, Query(k=3)).items) == 3


def test_the_door_never_writes(shared: Settings, recommender: Recommender) -> None:
    def state() -> dict[str, tuple[int, int]]:
        files = [path for path in shared.art_dir.rglob("*") if path.is_file()]
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in files}

    before = state()
    recommender.recommend(1, Query(k=5, explain=True))
    recommender.explain(2, "Aliens")
    Household(shared).people()
    Household(shared).status()
    assert state() == before


def test_after_any_moves_of_the_sliders_a_list_is_that_of_a_fresh_one(
    shared: Settings, recommender: Recommender
) -> None:
    moves = [only(group) for group in GROUPS] + [
        only(*GROUPS, ACCLAIM, breadth=0.3),
        Weights(),
        default_weights("classic"),
    ]
    for weights in (*moves, *reversed(moves)):
        moved = recommender.recommend(1, Query(k=50, weights=weights))
        fresh = Recommender(shared)
        rebuilt = fresh.recommend(1, Query(k=50, weights=weights))
        assert [item.details.item_id for item in moved.items] == [item.details.item_id for item in rebuilt.items]
        assert [item.score for item in moved.items] == [item.score for item in rebuilt.items]
