"""Runs the examples of the documents against the demo household, and compares what they print.

An example is a block marked `console`: a line `$ recommenderr …`, then what it prints. A line `…` stands for any number
of lines. What a command prints as JSON is compared by its keys and the kinds of its values, for the values are figures.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommenderr.settings import specs
from scripts.documents.pages import Mistake, Page

Run = Callable[..., subprocess.CompletedProcess[str]]

LONGEST_S = 300
PROMPT = "$ "


@dataclass(frozen=True, slots=True)
class Example:
    """One command of a document, and what it is said to print."""

    path: Path
    line: int
    words: tuple[str, ...]
    printed: str


@dataclass(frozen=True, slots=True)
class Household:
    """A folder in which the demo household has been read and built, on the day of the examples."""

    folder: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs one command there."""
        own = {name for spec in specs() for name in (spec.name.upper(), f"{spec.name.upper()}_FILE")}
        environ = {name: value for name, value in os.environ.items() if name not in own}
        environ |= {
            "DB_PATH": str(self.folder / "store.db"),
            "ART_DIR": str(self.folder),
            "LOG_FILE": str(self.folder / "log"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        command = [sys.executable, "-m", "scripts.documents.clock", *words]
        return subprocess.run(
            command, cwd=self.folder, env=environ, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )


def household(folder: Path) -> Household:
    """Reads and builds the demo household in an empty folder."""
    home = Household(folder)
    done = home.run("refresh")
    if done.returncode:
        raise RuntimeError(f"The demo household could not be made: {done.stderr.strip()}")
    return home


def examples(page: Page) -> Iterator[Example]:
    """The examples of a page, in their order."""
    for block in page.blocks:
        if block.language != "console":
            continue
        rows = block.text.splitlines()
        starts = [number for number, row in enumerate(rows) if row.startswith(PROMPT)]
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            words = tuple(shlex.split(rows[start].removeprefix(PROMPT)))
            yield Example(page.path, block.line + start, words, "\n".join(rows[start + 1 : end]).strip("\n"))


def example_mistakes(page: Page, run: Run) -> Iterator[Mistake]:
    """Examples that fail, or that print something else than the page says; `run` is that of a household."""
    for example in examples(page):
        if example.words[0] != "recommenderr":
            yield Mistake(example.path, example.line, f"An example runs recommenderr, not {example.words[0]}.")
            continue
        done = run(*example.words[1:])
        if done.returncode:
            yield Mistake(example.path, example.line, f"It ends with {done.returncode}: {done.stderr.strip()}")
        elif difference := _difference(example.printed, done.stdout):
            yield Mistake(example.path, example.line, difference)


def _difference(written: str, printed: str) -> str:
    try:
        real = json.loads(printed)
    except ValueError:
        real = None
    if real is None:
        same = _same_lines(_lines(written), _lines(printed))
        return "" if same else f"It prints something else:\n{printed.rstrip()}"
    try:
        return _other_keys(json.loads(written), real, "the document")
    except ValueError as err:
        return f"It prints JSON, and the page does not ({err})."


def _lines(text: str) -> list[str]:
    return [row.rstrip() for row in text.strip("\n").split("\n")]


def _same_lines(written: list[str], printed: list[str]) -> bool:
    if not written:
        return not printed
    if written[0].strip() == "…":
        return any(_same_lines(written[1:], printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and written[0] == printed[0] and _same_lines(written[1:], printed[1:])


def _other_keys(written: Any, real: Any, where: str) -> str:
    """How two documents differ in keys and kinds of values; null goes with everything, a list by its first entry."""
    if written is None or real is None:
        return ""
    if isinstance(written, dict) and isinstance(real, dict):
        if set(written) != set(real):
            only = ", ".join(sorted(set(written) ^ set(real)))
            return f"The keys of {where} differ: {only}."
        found = (_other_keys(written[key], real[key], f"{where}.{key}") for key in written)
        return next(filter(None, found), "")
    if isinstance(written, list) and isinstance(real, list):
        return _other_keys(written[0], real[0], f"{where}[0]") if written and real else ""
    return "" if _kind(written) == _kind(real) else f"{where} is {_kind(real)} and not {_kind(written)}."


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return kinds[type(value)]
