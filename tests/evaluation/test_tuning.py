"""A fit to one person: proposed where it helps, judged on what it has not seen, never forced on anybody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommenderr.evaluation import tuning as module
from recommenderr.evaluation.backtest import Backtest
from recommenderr.evaluation.splits import popularity_over_time
from recommenderr.evaluation.tuning import PRESET, Tuned, tune
from recommenderr.evaluation.weight_search import fit_weights, training_case
from recommenderr.household.service import Household
from recommenderr.model.weights import Weights, default_weights
from recommenderr.recommender.service import Recommender
from recommenderr.recommender.user_weights import settings_weights
from recommenderr.settings import Settings
from tests.factories.director_household import settle

NOTHING = popularity_over_time([], 1)


@pytest.fixture(scope="module")
def misjudged(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Somebody follows directors, in a household whose settings say that people count less."""
    return settle(tmp_path_factory.mktemp("misjudged"), feat_w_people=0.2, diversity=0.0)


@pytest.fixture(scope="module")
def tuned(misjudged: Settings) -> Tuned:
    return Recommender(misjudged).tune(1)


def test_it_finds_what_somebody_goes_by_and_says_that_it_helps(tuned: Tuned, misjudged: Settings) -> None:
    before = settings_weights(misjudged)
    assert tuned.current == before
    assert tuned.weights.people > 2 * before.people
    assert tuned.clearly_better
    assert tuned.gain.low > 0
    assert tuned.n_fitted + tuned.n_evaluated == len(Recommender(misjudged).backtest([1]).cases)


def test_it_is_evaluated_on_moments_that_the_fit_has_not_seen(
    misjudged: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    backtest = Recommender(misjudged).backtest([1])
    fitted, judged = [], []
    real_evaluate = Backtest.evaluate

    def noted(case, weights, seed):  # type: ignore[no-untyped-def]
        fitted.append(set(case.held_out.tolist()))
        return training_case(case, weights, seed)

    def evaluate(self, weights):  # type: ignore[no-untyped-def]
        judged.append([set(case.held_out.tolist()) for case in self.cases])
        return real_evaluate(self, weights)

    monkeypatch.setattr(module, "training_case", noted)
    monkeypatch.setattr(Backtest, "evaluate", evaluate)
    weights = settings_weights(misjudged)
    found = tune(backtest, weights, weights)
    early = set().union(*fitted[: found.n_fitted])
    assert all(len(part) == found.n_evaluated for part in judged)
    assert not early & set().union(*(held for part in judged for held in part))


def test_what_comes_later_does_not_change_what_is_judged(misjudged: Settings) -> None:
    """The planted leak: other titles held out at the judging moments must not change the early fit."""
    backtest, weights = Recommender(misjudged).backtest([1]), settings_weights(misjudged)
    cut = tune(backtest, weights, weights).n_fitted
    swapped = tuple(
        replace(case, held_out=np.flatnonzero(case.model.candidates)[:3].astype(np.int32))
        for case in backtest.cases[cut:]
    )
    fits = []
    for cases in (backtest.cases, (*backtest.cases[:cut], *swapped)):
        training_cases = [training_case(case, weights, seed=place) for place, case in enumerate(cases)]
        fits.append(fit_weights(training_cases[:cut], weights))
    assert fits[0] == fits[1]
    other = tune(Backtest((*backtest.cases[:cut], *swapped), backtest.popularity), weights, weights)
    assert other.gain != tune(backtest, weights, weights).gain


def test_the_same_history_gives_the_same_weights(tuned: Tuned, misjudged: Settings) -> None:
    assert Recommender(misjudged).tune(1) == tuned


def test_kept_weights_count_from_then_on_and_a_second_fit_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = settle(tmp_path_factory.mktemp("kept"), feat_w_people=0.2, diversity=0.0)
    recommender, household = Recommender(settings), Household(settings)
    first = recommender.tune(1)
    household.save_default_preset(1, PRESET, first.weights)
    assert household.weights_of(1) == first.weights
    assert household.weights_of(2) == settings_weights(settings)
    again = recommender.tune(1)
    assert again.weights == first.weights  # drawn towards the household's defaults, not towards the last fit
    assert again.current == first.weights
    assert not again.clearly_better


def test_keeping_replaces_the_preset_of_that_name(misjudged: Settings) -> None:
    household = Household(misjudged)
    household.save_default_preset(2, PRESET, Weights(people=2))
    household.save_default_preset(2, PRESET, Weights(people=3))
    [preset] = household.snapshot().presets[2]
    assert (preset.name, preset.is_default, preset.values["people"]) == (PRESET, True, 3)


def test_without_history_nothing_is_learnt(misjudged: Settings) -> None:
    found = Recommender(misjudged).tune(3)
    assert not found.learnt
    assert not found.clearly_better
    assert found.weights == settings_weights(misjudged)


def test_a_short_history_changes_nothing(misjudged: Settings) -> None:
    backtest, weights = Recommender(misjudged).backtest([1]), settings_weights(misjudged)
    found = tune(Backtest(backtest.cases[:3], backtest.popularity), weights, weights)
    assert (found.weights, found.learnt, found.clearly_better) == (weights, False, False)


def test_where_classic_is_in_use_evidence_has_to_beat_it(misjudged: Settings) -> None:
    backtest, classic = Recommender(misjudged).backtest([1]), default_weights("classic")
    found = tune(backtest, classic, classic)
    assert found.current == classic
    assert found.weights.scoring == "evidence"
    assert (found.weights.breadth, found.weights.diversity) == (default_weights().breadth, default_weights().diversity)


def test_breadth_and_diversity_stay_those_in_use() -> None:
    current = default_weights().changed({"breadth": 0.1, "diversity": 0.6})
    found = tune(Backtest((), NOTHING), current, default_weights())
    assert (found.weights.breadth, found.weights.diversity) == (0.1, 0.6)


def test_progress_is_reported(misjudged: Settings) -> None:
    told: list[tuple[str, int, int]] = []
    found = Recommender(misjudged).tune(1, lambda *what: told.append(what))
    n = found.n_fitted + found.n_evaluated
    assert [what for what in told if what[0] == "fitting"] == [("fitting", done, n) for done in range(n + 1)]


def test_the_document(tuned: Tuned) -> None:
    document = tuned.as_json()
    assert document["clearly_better"] is True
    assert document["gain"]["measure"] == "ndcg@10"
    assert set(document["weights"]) == set(document["current"])
