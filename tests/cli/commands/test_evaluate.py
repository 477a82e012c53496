from __future__ import annotations

from pathlib import Path

import pytest

from recommenderr.evaluation.backtest import SHOWN, UNDECIDED
from recommenderr.household.service import Household
from recommenderr.settings import Settings
from recommenderr.store import presets
from recommenderr.store.connection import open_store
from tests.cli.conftest import Run
from tests.factories.director_household import settle


@pytest.fixture
def viewers(place: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A household of the test's own, in which Ana follows directors and the settings make too little of them."""
    monkeypatch.setenv("PLEX_TOKEN", "a-token-that-nobody-asks")
    monkeypatch.setenv("FEAT_W_PEOPLE", "0.2")
    monkeypatch.setenv("DIVERSITY", "0")
    settings = settle(place)
    monkeypatch.setenv("DB_PATH", str(settings.db_path))
    monkeypatch.setenv("ART_DIR", str(settings.art_dir))
    return settings


def kept(settings: Settings, account_id: int = 1) -> list[tuple[str, bool]]:
    with open_store(settings.db_path, read_only=True) as conn:
        return [(preset.name, preset.is_default) for preset in presets.list(conn, account_id)]


def test_backtest_of_one_person(demo: Path, run: Run) -> None:
    ran = run("backtest", "ana")
    lines = ran.out.splitlines()
    assert ran.status == 0
    assert lines[0].startswith("For Ana, at ")
    assert len([line for line in lines if "[" in line and "mean" not in line]) == len(SHOWN)


def test_backtest_of_the_household_as_json(demo: Path, run: Run) -> None:
    document = run("backtest", "--output", "json").document
    assert (document["account_id"], document["given"], document["difference"]) == (None, None, None)
    assert document["default"]["people"] == 5
    assert set(document["default"]["measures"]) == set(SHOWN)


def test_the_same_question_has_the_same_answer(demo: Path, run: Run) -> None:
    words = ("backtest", "ana", "--weights", "people=3,year=0", "--output", "json")
    assert run(*words).out == run(*words).out


def test_given_weights_are_compared_with_the_default(demo: Path, run: Run) -> None:
    ran = run("backtest", "ana", "--weights", "people=1")
    assert "the default" in ran.out
    assert "these weights" in ran.out
    assert ran.out.rstrip().endswith(f"{UNDECIDED}: the difference lies between +0.000 and +0.000.")
    document = run("backtest", "ana", "--weights", "people=3, year=0", "--output", "json").document
    assert document["given"]["weights"]["people"] == 3.0
    assert document["given"]["weights"]["genres"] == document["default"]["weights"]["genres"]
    assert document["difference"]["measure"] == "ndcg@10"
    assert document["difference"]["low"] <= document["difference"]["mean"] <= document["difference"]["high"]


def test_another_scoring_brings_its_own_weights(demo: Path, run: Run) -> None:
    given = run("backtest", "ana", "--weights", "scoring=classic,text=2", "--output", "json").document["given"][
        "weights"
    ]
    assert (given["scoring"], given["collections"], given["text"]) == ("classic", 1.4, 2.0)


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ("peple=2", "'peple' is not a weight"),
        ("people", "'people' is not a weight; write them as people=2,year=0."),
        ("people=", "'people=' is not a weight"),
        ("people=much", "'much'; it must be a number."),
        ("people=-1", "must be a number from 0 to 100"),
        ("scoring=best", "Scoring 'best' is not known"),
    ],
)
def test_weights_that_cannot_be_read_are_wrong_use(demo: Path, run: Run, weights: str, sentence: str) -> None:
    ran = run("backtest", "ana", "--weights", weights)
    assert (ran.status, ran.out) == (2, "")
    assert sentence in ran.err


@pytest.mark.parametrize("command", ["backtest", "tune"])
def test_nobody_of_that_name(demo: Path, run: Run, command: str) -> None:
    assert run(command, "Zoe").status == 2


def test_a_history_that_is_too_short_is_reported(viewers: Settings, run: Run) -> None:
    assert "Nothing can be judged yet" in run("backtest", "Ben").out
    told = run("tune", "Ben", "--apply")
    assert told.status == 0
    assert "The weights stay as they are." in told.out
    assert kept(viewers, 2) == []


def test_what_is_clearly_better_is_put_to_use(viewers: Settings, run: Run) -> None:
    ran = run("tune", "Ana")
    assert ran.status == 0
    assert "The tuned setting is better than what counts now on this history" in ran.out
    assert ran.out.rstrip().endswith('Kept as the preset "Tuned" and made the default of Ana.')
    assert kept(viewers) == [("Tuned", True)]


@pytest.mark.slow
def test_what_is_not_clearly_better_changes_nothing_unless_it_must(viewers: Settings, run: Run) -> None:
    assert run("tune", "Ana", "--output", "json").document["applied"] is True
    before = Household(viewers).weights_of(1)
    again = run("tune", "Ana")
    assert UNDECIDED in again.out
    assert "Nothing was changed." in again.out
    with open_store(viewers.db_path) as conn:
        presets.set_default(conn, 1, None)
        presets.save(conn, 1, "Mine", before.changed({"genres": 0.9}).as_values())
        presets.set_default(conn, 1, "Mine")
    refused = run("tune", "Ana", "--output", "json").document
    assert (refused["clearly_better"], refused["applied"]) == (False, False)
    assert kept(viewers) == [("Mine", True), ("Tuned", False)]
    insisted = run("tune", "Ana", "--apply", "--output", "json").document
    assert (insisted["clearly_better"], insisted["applied"]) == (False, True)
    assert kept(viewers) == [("Mine", False), ("Tuned", True)]
    assert Household(viewers).weights_of(1).as_values() == insisted["weights"]
