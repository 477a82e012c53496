"""A household's own past: what can be judged, how the sentence reads, and how quick it is."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from recommenderr.evaluation.backtest import (
    HELD_OUT,
    MOST_BYTES,
    MOST_MOMENTS,
    SHOWN,
    UNDECIDED,
    Backtest,
    difference,
    in_words,
    interactions_of,
    moments_each,
)
from recommenderr.evaluation.bootstrap import Interval
from recommenderr.model.weights import Weights, default_weights
from recommenderr.recommender.service import Recommender
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.factories.director_household import WATCHED, settle
from tests.factories.libraries import only
from tests.factories.records import NOW, film, refill, seen, seen_episode, series

BY_PEOPLE = only("people")
BY_YEAR = only("year")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settle(tmp_path_factory.mktemp("viewers"))


@pytest.fixture(scope="module")
def ana(shared: Settings) -> Backtest:
    return Recommender(shared).backtest([1])


def test_moments_follow_each_other_through_the_later_part(ana: Backtest) -> None:
    assert len(ana.cases) == (WATCHED - int(0.4 * WATCHED)) // HELD_OUT
    moments = [case.moment for case in ana.cases]
    assert moments == sorted(set(moments))
    held = np.concatenate([case.held_out for case in ana.cases])
    assert len(held) == len(set(held.tolist())) == HELD_OUT * len(ana.cases)


def test_who_goes_by_directors_is_found_out(ana: Backtest) -> None:
    right, wrong = ana.evaluate(BY_PEOPLE), ana.evaluate(BY_YEAR)
    assert right.interval("hit_rate@10").mean > wrong.interval("hit_rate@10").mean + 0.2
    gain = difference(wrong, right)
    assert gain.sign == 1
    assert in_words(gain).startswith("B is better than A on this history, by 0.")
    assert in_words(difference(right, wrong)).startswith("A is better than B on this history, by 0.")


def test_two_that_are_the_same_cannot_be_told_apart(ana: Backtest) -> None:
    twice = Weights(genres=2, people=2, text=2, year=2, collections=2, acclaim=2)
    once = Weights(acclaim=1)
    assert difference(ana.evaluate(once), ana.evaluate(twice)) == Interval(0.0, 0.0, 0.0, len(ana.cases))
    words = in_words(difference(ana.evaluate(once), ana.evaluate(twice)))
    assert words == f"{UNDECIDED}: the difference lies between +0.000 and +0.000."


@pytest.mark.parametrize(
    ("gain", "words"),
    [
        (Interval(0.1, 0.05, 0.15, 8), "New is better than Old on this history, by 0.100 (0.050 to 0.150)."),
        (Interval(-0.1, -0.15, -0.05, 8), "Old is better than New on this history, by 0.100 (0.050 to 0.150)."),
        (Interval(0.1, -0.05, 0.25, 8), f"{UNDECIDED}: the difference lies between -0.050 and +0.250."),
        (Interval(0.1, 0.1, 0.1, 1), f"{UNDECIDED}."),
    ],
)
def test_a_difference_in_words(gain: Interval, words: str) -> None:
    assert in_words(gain, "Old", "New") == words


def test_classic_is_judged_as_classic(ana: Backtest) -> None:
    classic = ana.evaluate(default_weights("classic"))
    evidence = ana.evaluate(default_weights("classic").changed({"scoring": "evidence"}))
    assert classic.measurements.values["ndcg@10"].tolist() != evidence.measurements.values["ndcg@10"].tolist()


def test_too_short_a_history_has_no_moments(shared: Settings) -> None:
    nobody = Recommender(shared).backtest([2, 3])
    assert nobody.cases == ()
    verdict = nobody.evaluate(default_weights())
    assert (verdict.n_moments, verdict.n_people) == (0, 0)
    assert verdict.interval("ndcg@10").units == 0


def test_a_household_is_judged_together(shared: Settings, ana: Backtest) -> None:
    together = Recommender(shared).backtest([1, 2])
    assert [case.person for case in together.cases] == [1] * len(ana.cases)


def test_progress_is_reported_moment_by_moment(shared: Settings, ana: Backtest) -> None:
    told: list[tuple[str, int, int]] = []
    Recommender(shared).backtest([1], lambda *what: told.append(what))
    n = len(ana.cases)
    assert told == [("moments", done, n) for done in range(n + 1)]


def test_the_document_is_json_and_repeats(shared: Settings, ana: Backtest) -> None:
    document = ana.evaluate(default_weights()).as_json()
    assert set(document["measures"]) == set(SHOWN)
    assert document["people"] == 1
    again = Recommender(shared).backtest([1]).evaluate(default_weights()).as_json()
    assert json.dumps(document, allow_nan=False) == json.dumps(again, allow_nan=False)


def test_other_weights_are_judged_while_one_waits(ana: Backtest) -> None:
    """Here 400 films; docs/quality.md has the figure for 10,000."""
    ana.evaluate(BY_PEOPLE)
    began = time.perf_counter()
    ana.evaluate(BY_YEAR)
    assert time.perf_counter() - began < 2.0


def test_a_large_household_gets_fewer_moments_each() -> None:
    assert moments_each(1, 10_000) == MOST_MOMENTS
    assert moments_each(1000, 100_000) == 1
    assert 1 < moments_each(30, 20_000) < MOST_MOMENTS
    assert moments_each(30, 20_000) * 30 * 20_000 * 44 <= MOST_BYTES
    assert moments_each(0, 0) == MOST_MOMENTS


def test_a_log_has_copies_as_one_and_episodes_as_their_series(tmp_path: Path) -> None:
    settings = settle(tmp_path)
    with open_store(settings.db_path) as conn:
        copies = film("1", "Heat", guid="plex://movie/x"), film("2", "Heat", guid="plex://movie/x", library_id="3")
        history = [
            seen("a", "Heat", NOW, item_id="2", account_id=3),
            seen_episode("b", "Dark", 1, NOW, series_id="7", account_id=3),
            seen_episode("c", "Dark", 2, NOW, series_id="7", account_id=3),
            seen("d", "Nobody knows", NOW, account_id=3),
            seen("e", "Heat", None, item_id="1", account_id=3),
        ]
        refill(conn, [*copies, series("7", "Dark")], history=history)
        from recommenderr.build import build

        build(conn, settings, NOW, lambda phase, done, total: None)
        generation = Recommender(settings).generation()
        log = interactions_of(generation, conn, 3)
    names = [generation.titles.details(int(row)).title for row in log.rows]
    assert sorted(names) == ["Dark", "Dark", "Heat"]
    assert np.isnan(log.rating).all()
