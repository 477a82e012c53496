"""`recommend --all`: everybody's list, one after the other, on several cores, or on a Dask cluster."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from recommenderr import progress
from recommenderr.cli.format import recommendations
from recommenderr.cli.format.tables import print_json
from recommenderr.errors import UsageError
from recommenderr.records import Account
from recommenderr.text import duration

if TYPE_CHECKING:
    from recommenderr.recommender.batch import PersonList
    from recommenderr.recommender.service import Query, Recommendations, Recommender

BACKENDS = ("loky", "threading", "dask")


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the words that say where everybody is ranked."""
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="with --all: processes at once, -1 one a core (1)")
    parser.add_argument("--joblib-backend", choices=BACKENDS, help="with --all: the kind of workers (loky)")
    parser.add_argument("--dask-address", metavar="URL", help="with --joblib-backend dask: the scheduler, tcp://…")


def check(arguments: Namespace) -> None:
    """Refuses words that do not fit together.

    Raises:
        UsageError: the sentence says which.
    """
    words = {"--jobs": arguments.jobs, "--joblib-backend": arguments.joblib_backend}
    given = [word for word, value in words.items() if value is not None]
    if given and not arguments.all:
        raise UsageError(f"{given[0]} says how everybody is ranked. Leave it out, or write --all instead of a person.")
    if (arguments.joblib_backend == "dask") != (arguments.dask_address is not None):
        raise UsageError("--joblib-backend dask and --dask-address belong together. Write both, or neither.")


def recommend(recommender: Recommender, query: Query, arguments: Namespace) -> int:
    """Prints everybody's list in the order of `users`; how far it is goes to stderr."""
    lists = _ranked(recommender, query, arguments)
    if arguments.output == "json":
        print_json([list_json(person_list.account, person_list.recommendations) for person_list in lists])
        return 0
    for person_list in lists:
        if arguments.output == "jsonl":
            print(line(person_list.account, person_list.recommendations), flush=True)
        else:
            text = recommendations.recommendations_text(
                person_list.account, person_list.recommendations, explain=arguments.explain
            )
            print(text, end="\n\n", flush=True)
    return 0


def _ranked(recommender: Recommender, query: Query, arguments: Namespace) -> Iterator[PersonList]:
    from recommenderr.household.service import Household
    from recommenderr.recommender.batch import Workers, rank_everybody

    recommender.generation()  # says what to do where there is none
    accounts = [person.account for person in Household(recommender.settings).people()]
    workers = Workers(arguments.jobs or 1, arguments.joblib_backend or "loky", arguments.dask_address or "")
    began = time.monotonic()
    seen_on_stdout = sys.stdout.isatty() and arguments.output != "json"
    with nullcontext() if seen_on_stdout else progress.shown(tell=_tell) as on_progress:
        for done, person_list in enumerate(rank_everybody(recommender.settings, accounts, query, workers), 1):
            if on_progress is not None:
                on_progress("ranking", done, len(accounts))
            yield person_list
    _tell(f"Ranked for {len(accounts):,} people in {duration(time.monotonic() - began)}.")


def list_json(account: Account, recommendations: Recommendations) -> dict[str, Any]:
    """One person's list as a JSON object."""
    items = [item.as_json() for item in recommendations.items]
    return {"account_id": account.account_id, "name": account.name, "note": recommendations.note, "items": items}


def line(account: Account, recommendations: Recommendations) -> str:
    """The same on one line."""
    return json.dumps(list_json(account, recommendations), ensure_ascii=False, allow_nan=False)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _jobs(text: str) -> int:
    if text == "-1" or (text.isascii() and text.isdigit() and int(text) > 0):
        return int(text)
    raise ArgumentTypeError(f"{text!r} is neither a number of processes nor -1, which is one for each core")
