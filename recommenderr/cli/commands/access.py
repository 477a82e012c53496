"""`cap`: who may see what, and up to which age."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from recommenderr.cli.format.tables import print_json, table
from recommenderr.cli.parser import Command, add_output
from recommenderr.errors import UsageError
from recommenderr.settings import Settings

USAGE = "Write `cap USER AGE`, `cap USER` with --clear, --allow or --refuse, or `cap --list`."


def _cap(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household import access

    changes = [arguments.age is not None, arguments.clear, arguments.allow is not None, arguments.refuse is not None]
    if arguments.list:
        if arguments.user or any(changes):
            raise UsageError(USAGE)
        return _list(settings, arguments)
    if arguments.user is None or sum(changes) != 1:
        raise UsageError(USAGE)
    if arguments.allow is not None or arguments.refuse is not None:
        allowed = arguments.allow is not None
        rating = arguments.allow if allowed else arguments.refuse
        person = access.allow(settings, arguments.user, rating, allowed=allowed)
        passes = "passes the age limit" if allowed else "passes the age limit no longer"
        print(f"The content rating {rating!r} {passes} of {person.name}.")
        return 0
    person = access.set_age_cap(settings, arguments.user, arguments.age)
    limit = "has no age limit of yours" if arguments.clear else f"sees titles for at most {arguments.age} years"
    print(f"{person.name} {limit}. What Plex limits applies as well.")
    return 0


def _list(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household.access import people_access
    from recommenderr.recommender.service import Recommender

    everyone = people_access(Recommender(settings))
    if arguments.output == "json":
        print_json([one.as_json() for one in everyone])
        return 0
    rows = [
        (
            one.account.name,
            "not known: all" if one.access.libraries is None else f"{len(one.access.libraries)}",
            "none" if one.access.age_cap is None else f"{one.access.age_cap} years",
            one.access.restriction.profile or ("content ratings" if one.listed else "none"),
            ", ".join(f"{rating or 'none'} ({count})" for rating, count in one.withheld.items()) or "none",
            ", ".join(rating or "none" for rating in sorted(one.access.allowed)) or "none",
        )
        for one in everyone
    ]
    print(table(("name", "libraries", "age limit", "limit in Plex", "ratings of unknown age", "let through"), rows))
    return 0


def _arguments(parser: ArgumentParser) -> None:
    text = "a username, a display name or an account id (see: users)"
    parser.add_argument("user", metavar="USER", nargs="?", help=text)
    parser.add_argument("age", metavar="AGE", nargs="?", type=int, help="titles for at most this age, in years")
    parser.add_argument("--clear", action="store_true", help="take the age limit away")
    parser.add_argument("--allow", metavar="CERT", help="let this content rating through the age limit")
    parser.add_argument("--refuse", metavar="CERT", help="undo --allow")
    parser.add_argument("--list", action="store_true", help="what each person may see")
    add_output(parser)


COMMANDS = (Command("cap", "limit what a person sees by age, and list who may see what", _cap, _arguments, quiet=True),)
