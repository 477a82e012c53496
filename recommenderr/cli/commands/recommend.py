"""`users` and `recommend`: who there is, and what they may like."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, _ActionsContainer
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from recommenderr.cli.commands import batch
from recommenderr.cli.format import recommendations
from recommenderr.cli.format.tables import print_json
from recommenderr.cli.parser import Command, add_length, add_output
from recommenderr.errors import NoGenerationError
from recommenderr.settings import Settings

if TYPE_CHECKING:
    from recommenderr.recommender.service import Recommender


@contextmanager
def asked(settings: Settings) -> Iterator[Recommender]:
    """The recommender of these settings. A demo that has not been built yet is built first.

    A household's own server is only read on request, because that can take long: the error says what to run.
    """
    from recommenderr.household.demo_notice import server_without_token
    from recommenderr.recommender.service import Recommender

    recommender = Recommender(settings)
    if settings.demo and server_without_token(settings) is None:
        _build_demo_once(settings, recommender)
    yield recommender


def _build_demo_once(settings: Settings, recommender: Recommender) -> None:
    try:
        recommender.generation()
    except NoGenerationError:
        from recommenderr.cli.commands.refresh import refresh

        print("Nothing has been built yet. Building the demo first, which takes seconds.", file=sys.stderr)
        print(refresh(settings), file=sys.stderr)


def _users(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household.service import Household

    with asked(settings):
        people = Household(settings).people()
    if arguments.output == "json":
        print_json(recommendations.people_json(people))
    else:
        print(recommendations.people_text(people))
    return 0


def _recommend(settings: Settings, arguments: Namespace) -> int:
    batch.check(arguments)
    with asked(settings) as recommender:
        from recommenderr.household.service import Household
        from recommenderr.recommender.filters import Filters
        from recommenderr.recommender.service import Query

        query = Query(k=arguments.k, filters=Filters(type=arguments.type), explain=arguments.explain)
        if arguments.all:
            return batch.recommend(recommender, query, arguments)
        person = Household(settings).find_person(arguments.user)
        ranked = recommender.recommend(person.account_id, query)
    if arguments.output == "jsonl":
        print(batch.line(person, ranked))
    elif arguments.output == "json":
        if ranked.note:
            print(ranked.note, file=sys.stderr)
        print_json([item.as_json() for item in ranked.items])
    else:
        print(recommendations.recommendations_text(person, ranked, explain=arguments.explain))
    return 0


def _recommend_arguments(parser: ArgumentParser) -> None:
    who = parser.add_mutually_exclusive_group(required=True)
    add_user(who, nargs="?")
    who.add_argument("--all", action="store_true", help="everybody instead, one list after the other")
    add_length(parser)
    parser.add_argument("--type", choices=("movie", "show"), help="films alone, or series alone")
    parser.add_argument("--explain", action="store_true", help="what each score is made of")
    add_output(parser, jsonl="one line of JSON a person")
    batch.add_arguments(parser)


def add_user(parser: _ActionsContainer, nargs: str | None = None) -> None:
    """Adds USER."""
    text = "a username, a display name or an account id (see: users)"
    parser.add_argument("user", metavar="USER", nargs=nargs, help=text)


COMMANDS = (
    Command("users", "who is in the household, and who has watched anything", _users, add_output, quiet=True),
    Command("recommend", "what this person may like, best first", _recommend, _recommend_arguments, quiet=True),
)
