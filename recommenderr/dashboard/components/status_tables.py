"""The tables and lists of the Status page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from recommenderr.dashboard.components.blocks import table
from recommenderr.dashboard.templating import render, sentence
from recommenderr.household.health import Finding
from recommenderr.household.status import ListedGeneration, ShownSetting
from recommenderr.records import Account, LibrarySize
from recommenderr.text import TYPE_PLURALS

ACCOUNT_KINDS = {
    "owner": "owner",
    "home": "Plex Home",
    "managed": "managed",
    "friend": "friend",
    "unknown": "only in the history",
}
OPEN = (
    "No password is set: anybody on this network who knows the address sees everybody's history. "
    "Set `DASHBOARD_PASSWORD` (or `DASHBOARD_PASSWORD_FILE`) and start the program again to ask for one."
)
COMPLETE = "playbacks and watched state"
PARTIAL = "playbacks alone: the server did not give out their watched state"
NOT_READ = "told after the next refresh"


def findings(results: Iterable[Finding]) -> Markup:
    """What is well and what is not, in words and with a sign."""
    return render("findings.html", findings=list(results))


def number_tiles(numbers: Mapping[str, str]) -> Markup:
    """Large numbers, each with what it counts."""
    return render("number_tiles.html", numbers=numbers)


def people(accounts: Sequence[Account], complete: frozenset[int] | None, has_history: frozenset[int]) -> Markup:
    """Everyone in the household, and how much of what they watched is known.

    Args:
        accounts: the people to list.
        complete: the account ids whose watched state was read completely; None before the first refresh.
        has_history: the account ids with anything watched.
    """
    rows = [
        (
            account.name,
            ACCOUNT_KINDS[account.kind],
            "something" if account.account_id in has_history else "nothing yet",
            NOT_READ if complete is None else COMPLETE if account.account_id in complete else PARTIAL,
        )
        for account in accounts
    ]
    return table("People", ("Name", "Is", "Has watched", "Known from"), rows)


def libraries(sizes: Sequence[LibrarySize]) -> Markup:
    """Every library, and how many titles it holds."""
    rows = [
        (size.title, TYPE_PLURALS[size.type], f"{size.items:,}", "" if size.read else "not read any more")
        for size in sizes
    ]
    return table("Libraries", ("Library", "Holds", "Titles", "Note"), rows, ("Titles",))


def generations(listed: Sequence[ListedGeneration]) -> Markup:
    """Every generation on the disk."""
    rows = [
        (
            generation.name,
            "cannot serve" if generation.error else "serves" if generation.serves else "kept in reserve",
            f"{generation.titles:,}",
            f"{generation.people:,}",
            f"{generation.size_bytes / 1e6:,.1f} MB",
            sentence(generation.error or ""),
        )
        for generation in listed
    ]
    columns = ("Generation", "State", "Titles", "People", "Size", "Note")
    return table("Generations", columns, rows, ("Titles", "People", "Size"))


def settings(shown: Sequence[ShownSetting]) -> Markup:
    """Every setting with its source."""
    rows = [(render("code.html", text=setting.name), setting.value, setting.source, setting.help) for setting in shown]
    return table("Settings", ("Setting", "Value", "From", "What it does"), rows)


def log_lines(lines: Sequence[str]) -> Markup:
    """The end of the log; it can be reached and scrolled by keyboard."""
    return render("log.html", lines=lines)
