"""`status` and `doctor`: the state of the household's data, and what is wrong."""

from __future__ import annotations

from argparse import Namespace

from recommenderr.cli.format.status import finding_line, status_text
from recommenderr.cli.format.tables import print_json
from recommenderr.cli.parser import Command, add_output
from recommenderr.errors import SettingsError
from recommenderr.settings import Settings


def _status(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household.service import Household

    status = Household(settings).status()
    if arguments.output == "json":
        print_json(status.as_json())
    else:
        print(status_text(status))
    return 0


def _doctor(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.household import health

    healthy = True
    for finding in health.examine(settings):
        print(finding_line(finding), flush=True)
        healthy = healthy and finding.ok
    return 0 if healthy else 1


def _settings_failed(err: SettingsError) -> int:
    from recommenderr.household import health

    print(finding_line(health.settings_finding(err)))
    return 1


COMMANDS = (
    Command("status", "what is known, what was built, and how the last refresh ended", _status, add_output, quiet=True),
    Command(
        "doctor",
        "check settings, server, token, people, database, artifacts and disk",
        _doctor,
        quiet=True,
        shows_library=False,
        settings_failed=_settings_failed,
    ),
)
