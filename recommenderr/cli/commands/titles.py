"""`explain` and `similar`: what may be asked of a single title."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from recommenderr.cli.commands.recommend import add_user, asked
from recommenderr.cli.format import explanation, recommendations
from recommenderr.cli.format.tables import print_json
from recommenderr.cli.parser import Command, add_length, add_output
from recommenderr.settings import Settings


def _explain(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household.service import Household

    with asked(settings) as recommender:
        person = Household(settings).find_person(arguments.user)
        item = recommender.explain(person.account_id, arguments.title)
        why = recommender.why_not(person.account_id, item.details.item_id)
        tenth = None if why.tenth_row is None else recommender.generation().titles.details(why.tenth_row)
    if arguments.output == "json":
        print_json(explanation.explanation_json(item, why, tenth))
    else:
        print(explanation.explanation_text(person, item, why, tenth))
    return 0


def _similar(settings: Settings, arguments: Namespace) -> int:
    with asked(settings) as recommender:
        title = recommender.generation().titles.details(recommender.find_row(arguments.title))
        ranked = recommender.similar(title.item_id, arguments.k, explain=arguments.explain)
    if arguments.output == "json":
        print_json([item.as_json() for item in ranked.items])
    else:
        print(recommendations.similar_text(title, ranked, explain=arguments.explain))
    return 0


def _explain_arguments(parser: ArgumentParser) -> None:
    add_user(parser)
    _title(parser)
    add_output(parser)


def _similar_arguments(parser: ArgumentParser) -> None:
    _title(parser)
    add_length(parser)
    parser.add_argument("--explain", action="store_true", help="what each score is made of")
    add_output(parser)


def _title(parser: ArgumentParser) -> None:
    parser.add_argument("title", metavar="TITLE_OR_ID", help="a title of the library, or its Plex id (ratingKey)")


COMMANDS = (
    Command("explain", "why a title stands where it does for this person", _explain, _explain_arguments, quiet=True),
    Command("similar", "the titles most like this one", _similar, _similar_arguments, quiet=True),
)
