"""`python -m scripts.documents.clock COMMAND …`: one command of the program, on the day of the examples.

The people of the demo household watch something every few days, so what is recommended to them changes with the date.
This lets the clock of a process of its own stand still before the program is loaded; nothing else is replaced.
"""

from __future__ import annotations

import datetime
import sys
from importlib import import_module
from typing import Any

DAY = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


class _Standing(datetime.datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        """The day of the examples, at noon."""
        return DAY.astimezone(tz)


def main() -> int:
    """Runs the command; its exit status."""
    if "refresh" in sys.argv[1:2]:
        import_module("pandas")  # a build loads it, and its compiled parts must meet the real class
    setattr(datetime, "datetime", _Standing)  # noqa: B010 - a type may not be assigned to
    from recommenderr.cli import main as command

    return command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
