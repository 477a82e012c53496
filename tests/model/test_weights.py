from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given

from recommenderr.errors import UsageError, WeightsError
from recommenderr.model.weights import ACCLAIM, DEFAULTS_OF, GROUPS, Weights, default_weights
from tests.factories.libraries import LAW, weightings

UNUSABLE = [-0.1, -1, math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("group", [*GROUPS, ACCLAIM])
@pytest.mark.parametrize("value", [*UNUSABLE, 100.1, 1e9])
def test_a_weight_is_a_number_from_0_to_100(group: str, value: float) -> None:
    with pytest.raises(WeightsError, match=rf"^The value of {group} is .*; it must be a number from 0 to 100\.$"):
        Weights().changed({group: value})
    with pytest.raises(WeightsError):
        replace(Weights(), **{group: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["breadth", "diversity"])
@pytest.mark.parametrize("value", [*UNUSABLE, 1.01])
def test_breadth_and_diversity_are_numbers_from_0_to_1(name: str, value: float) -> None:
    with pytest.raises(WeightsError, match=rf"^The value of {name} is .*; it must be a number from 0 to 1\.$"):
        Weights().changed({name: value})


@pytest.mark.parametrize("value", ["much", None, [1], {}, "", "1,5"])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(WeightsError, match=r"^The value of genres is .*; it must be a number\.$"):
        Weights().changed({"genres": value})


@pytest.mark.parametrize("value", ["1", True, None])
def test_the_constructor_converts_nothing(value: Any) -> None:
    with pytest.raises(WeightsError, match="it must be a number from 0 to 100"):
        Weights(genres=value)


def test_an_unknown_name_is_refused_and_the_known_ones_are_listed() -> None:
    with pytest.raises(WeightsError, match=r"^'colour' is not a weight; use one of .*acclaim.*genres.*year\.$"):
        Weights().changed({"genres": 1.0, "colour": 1.0})


@pytest.mark.parametrize("scoring", ["", "Classic", "popularity", 3, None, ["evidence"]])
def test_an_unknown_scoring_is_refused(scoring: object) -> None:
    with pytest.raises(WeightsError, match=r"^Scoring .* is not known; use evidence or classic\.$"):
        Weights().changed({"scoring": scoring})


def test_an_unknown_scoring_has_no_defaults() -> None:
    with pytest.raises(WeightsError, match=r"^Scoring 'best' is not known; use evidence or classic\.$"):
        default_weights("best")


def test_refused_weights_are_wrong_use() -> None:
    """The command line ends with 2 for these."""
    assert issubclass(WeightsError, UsageError)


@pytest.mark.parametrize("value", [0, 0.0, 100, 100.0, "2.5", " 3 "])
def test_the_ends_of_the_range_and_written_numbers_are_taken(value: object) -> None:
    assert Weights().changed({"genres": value}).genres == float(str(value))


def test_a_change_leaves_the_others_and_the_original_alone() -> None:
    before = Weights(people=0.25)
    after = before.changed({"genres": 3})
    assert (after.genres, after.people) == (3.0, 0.25)
    assert before == Weights(people=0.25)


@LAW
@given(weightings())
def test_written_down_and_read_again_they_are_the_same(weights: Weights) -> None:
    assert Weights().changed(weights.as_values()) == weights


def test_the_classic_weights_are_those_of_the_first_description() -> None:
    weights = default_weights("classic")
    assert weights.scoring == "classic"
    assert (weights.genres, weights.people, weights.text, weights.collections, weights.year) == (1, 0.8, 0.6, 1.4, 0.5)
    assert weights.acclaim == weights.diversity == 0


@pytest.mark.parametrize("scoring", DEFAULTS_OF)
def test_every_control_has_a_default_in_every_scoring(scoring: str) -> None:
    assert set(DEFAULTS_OF[scoring]) == {f.name for f in fields(Weights)} - {"scoring"}
    assert default_weights(scoring).as_values() == {**DEFAULTS_OF[scoring], "scoring": scoring}


def test_every_group_is_a_control() -> None:
    assert {*GROUPS, ACCLAIM} <= {f.name for f in fields(Weights)}
    assert [Weights(people=0.5).of(group) for group in GROUPS] == [0.5 if g == "people" else 1.0 for g in GROUPS]
