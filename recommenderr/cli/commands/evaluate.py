"""`backtest` and `tune`: how good the lists would have been, and weights that fit a person better."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING

from recommenderr import progress
from recommenderr.cli.commands.recommend import asked
from recommenderr.cli.format.tables import print_json
from recommenderr.cli.parser import Command, add_output
from recommenderr.errors import WeightsError
from recommenderr.settings import Settings

if TYPE_CHECKING:
    from recommenderr.household.service import Household
    from recommenderr.model.weights import Weights
    from recommenderr.records import Account


def _backtest(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.cli.format import evaluation
    from recommenderr.household.service import Household

    with asked(settings) as recommender:
        household = Household(settings)
        person = household.find_person(arguments.user) if arguments.user else None
        base = _weights_of(household, person)
        given = None if arguments.weights is None else changed(base, named_values(arguments.weights))
        with progress.shown() as on_progress:
            backtest = recommender.backtest(_account_ids(household, person), on_progress)
        verdicts = [backtest.evaluate(weights) for weights in (base, given) if weights is not None]
    if arguments.output == "json":
        print_json(evaluation.backtest_json(person, verdicts))
    else:
        print(evaluation.backtest_text(person, verdicts))
    return 0


def _account_ids(household: Household, person: Account | None) -> list[int]:
    if person is not None:
        return [person.account_id]
    return [person.account.account_id for person in household.people() if person.has_history]


def _weights_of(household: Household, person: Account | None) -> Weights:
    """The weights that count when nothing else is said: the person's, or the household's."""
    from recommenderr.recommender.user_weights import settings_weights

    return household.weights_of(person.account_id) if person else settings_weights(household.settings)


def named_values(text: str) -> dict[str, str]:
    """Reads `--weights`: `people=2,year=0`.

    Raises:
        WeightsError: a part is not a name and a value.
    """
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, equals, value in parts:
        if not (name.strip() and equals and value.strip()):
            raise WeightsError(f"{(name + equals + value).strip()!r} is not a weight; write them as people=2,year=0.")
    return {name.strip(): value.strip() for name, _, value in parts}


def changed(base: Weights, values: Mapping[str, str]) -> Weights:
    """The weights with some values replaced; another scoring brings its own defaults with it."""
    from recommenderr.model.weights import default_weights

    scoring = values.get("scoring", base.scoring)
    return (base if scoring == base.scoring else default_weights(scoring)).changed(values)


def _tune(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.cli.format import evaluation
    from recommenderr.evaluation.tuning import PRESET
    from recommenderr.household.service import Household

    with asked(settings) as recommender:
        household = Household(settings)
        person = household.find_person(arguments.user)
        with progress.shown() as on_progress:
            tuned = recommender.tune(person.account_id, on_progress)
        applied = tuned.learnt and (tuned.clearly_better or arguments.apply)
        if applied:
            household.save_default_preset(person.account_id, PRESET, tuned.weights)
    if arguments.output == "json":
        print_json(evaluation.tuned_json(tuned, applied=applied))
    else:
        print(evaluation.tuned_text(person, tuned, applied=applied))
    return 0


def _backtest_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("user", nargs="?", metavar="USER", help="one person alone (everybody who has watched anything)")
    parser.add_argument(
        "--weights", metavar="NAME=VALUE,...", help="evaluate these in addition to the default, such as people=2"
    )
    add_output(parser)


def _tune_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("user", metavar="USER", help="a username, a display name or an account id (see: users)")
    parser.add_argument(
        "--apply", action="store_true", help="make them the default even if they are not clearly better"
    )
    add_output(parser)


COMMANDS = (
    Command(
        "backtest", "would the lists have shown what was then watched?", _backtest, _backtest_arguments, quiet=True
    ),
    Command("tune", "fit the weights to what a person watched, if that helps", _tune, _tune_arguments, quiet=True),
)
