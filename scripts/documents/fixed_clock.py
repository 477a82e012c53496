"""`python -m scripts.documents.fixed_clock COMMAND …`: runs one command on the day of the examples.

The people of the demo household watch something every few days, so their recommendations change with the date.
This stops the clock of its own process before the program is imported, and replaces nothing else.
"""

from __future__ import annotations

import datetime
import sys
from importlib import import_module
from typing import Any

DAY = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


class _FixedDatetime(datetime.datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        """The day of the examples, at noon."""
        return DAY.astimezone(tz)


def main() -> int:
    """Runs the command and returns its exit status."""
    if "refresh" in sys.argv[1:2]:
        import_module("pandas")  # a build imports it, and its compiled parts need the real class
    setattr(datetime, "datetime", _FixedDatetime)  # noqa: B010 - mypy forbids assigning to a type
    from recommenderr.cli import main as command

    return command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
