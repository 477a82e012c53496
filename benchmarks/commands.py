"""How long the command line takes from the key to the prompt: a process of its own each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from benchmarks.environment import environment_of
from benchmarks.household import SyntheticHousehold, built_household
from benchmarks.report import Options, Report, run_as_script, timed
from benchmarks.timing import measure
from recommenderr.settings import Settings

TARGET_S = {1_000: 0.5, 10_000: 0.5, 100_000: 0.8}
COMMANDS = (("recommend", "person1"), ("recommend", "person1", "--explain"))


def run(report: Report, args: Options) -> None:
    """`recommend` as text, with whole explanations, and the bare interpreter for comparison."""
    bare = measure(lambda number: subprocess.run([sys.executable, "-c", ""], check=True), budget_s=args.budget_s)
    report.add(timed("python that does nothing", 0, bare, "s"))
    for n_items in args.sizes:
        settings = built_household(args.homes, SyntheticHousehold(n_items, data=args.data))
        for words in COMMANDS:
            taken = measure(_command(settings, *words), least=3, budget_s=3 * args.budget_s)
            target = TARGET_S.get(n_items) if words == COMMANDS[0] else None
            report.add(timed(" ".join(("recommenderr", *words)), n_items, taken, "s", target=target))


def _command(settings: Settings, *words: str) -> Callable[[int], object]:
    command = [sys.executable, "-m", "recommenderr", *words]
    whole = os.environ | environment_of(settings)
    return lambda number: subprocess.run(command, env=whole, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    run_as_script("Command line", run)
