"""The parts of the Status page as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from recommenderr.dashboard.components.table import Cell, table
from recommenderr.dashboard.escape import html, sentence
from recommenderr.household.health import Finding
from recommenderr.household.service import LibrarySize
from recommenderr.household.status import ListedGeneration, ShownSetting
from recommenderr.records import Account

KINDS = {
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


def findings(found: Iterable[Finding]) -> str:
    """What is well and what is not, in words and with a sign."""
    rows = "".join(
        f'<li class="{"rr-well" if one.ok else "rr-wrong"}"><span class="rr-mark" aria-hidden="true">'
        f'{"✓" if one.ok else "✗"}</span><span class="rr-subject">{html(one.subject)}'
        f'<span class="rr-hidden">{" is well: " if one.ok else " needs attention: "}</span></span>'
        f'<span class="rr-sentence">{sentence(one.sentence)}</span></li>'
        for one in found
    )
    return f'<ul class="rr-findings">{rows}</ul>'


def notice(told: str) -> str:
    """A sentence that wants to be read."""
    return f'<p class="rr-notice" role="note">{sentence(told)}</p>'


def tiles(numbers: Mapping[str, str]) -> str:
    """Large numbers, each with what it counts."""
    found = "".join(f"<div><dt>{html(name)}</dt><dd>{html(value)}</dd></div>" for name, value in numbers.items())
    return f'<dl class="rr-tiles">{found}</dl>'


def people(accounts: Sequence[Account], complete: frozenset[int] | None, has_history: frozenset[int]) -> str:
    """Who there is, and what is known of what they watched."""
    rows = [
        (
            one.name,
            KINDS[one.kind],
            "something" if one.account_id in has_history else "nothing yet",
            "told after the next refresh" if complete is None else COMPLETE if one.account_id in complete else PARTIAL,
        )
        for one in accounts
    ]
    return table("People", ("Name", "Is", "Has watched", "Known from"), rows)


def libraries(found: Sequence[LibrarySize]) -> str:
    """What was read."""
    kinds = {"movie": "films", "show": "series"}
    rows = [(one.title, kinds[one.type], f"{one.items:,}", "" if one.read else "not read any more") for one in found]
    return table("Libraries", ("Library", "Holds", "Titles", "Note"), rows, ("Titles",))


def generations(found: Sequence[ListedGeneration]) -> str:
    """What was built."""
    rows = [
        (
            one.name,
            "cannot serve" if one.error else "serves" if one.serves else "kept in reserve",
            f"{one.titles:,}",
            f"{one.people:,}",
            f"{one.size_bytes / 1e6:,.1f} MB",
            Cell(sentence(one.error or "")),
        )
        for one in found
    ]
    return table(
        "Generations", ("Generation", "State", "Titles", "People", "Size", "Note"), rows, ("Titles", "People", "Size")
    )


def settings(found: Sequence[ShownSetting]) -> str:
    """Every setting with its source."""
    rows = [(Cell(f"<code>{html(one.name)}</code>"), one.value, one.source, one.help) for one in found]
    return table("Settings", ("Setting", "Value", "From", "What it does"), rows)


def log_lines(lines: Sequence[str]) -> str:
    """The end of the log; it can be reached and scrolled by keyboard."""
    body = "\n".join(map(html, lines))
    return (
        f'<pre class="rr-log" tabindex="0" role="log" aria-label="The last lines of the log"><code>{body}</code></pre>'
    )
