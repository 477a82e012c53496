"""Runs the documents' examples against the demo household, and compares their output.

An example is a block marked `console`: a line `$ recommenderr …`, then its output. A line `…` stands for any number of
lines. JSON output is compared by its keys and the types of its values, because the values themselves are measurements.
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
from scripts.documents.markdown import Document, Mistake

Run = Callable[..., subprocess.CompletedProcess[str]]

TIMEOUT_S = 300
PROMPT = "$ "


@dataclass(frozen=True, slots=True)
class Example:
    """One command of a document, and the output that the document shows for it."""

    path: Path
    line: int
    words: tuple[str, ...]
    printed: str


@dataclass(frozen=True, slots=True)
class Household:
    """A folder with a store and a generation of the demo household, on the day of the examples."""

    folder: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs one command in that folder."""
        settings = {name for spec in specs() for name in (spec.name.upper(), f"{spec.name.upper()}_FILE")}
        environ = {name: value for name, value in os.environ.items() if name not in settings}
        environ |= {
            "DB_PATH": str(self.folder / "store.db"),
            "ART_DIR": str(self.folder),
            "LOG_FILE": str(self.folder / "log"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        command = [sys.executable, "-m", "scripts.documents.fixed_clock", *words]
        return subprocess.run(
            command, cwd=self.folder, env=environ, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )


def household(folder: Path) -> Household:
    """Reads and builds the demo household in an empty folder.

    Raises:
        RuntimeError: the refresh failed.
    """
    home = Household(folder)
    refresh = home.run("refresh")
    if refresh.returncode:
        raise RuntimeError(f"The demo household could not be built: {refresh.stderr.strip()}")
    return home


def examples(document: Document) -> Iterator[Example]:
    """The examples of a document, in order."""
    for block in document.blocks:
        if block.language != "console":
            continue
        rows = block.text.splitlines()
        starts = [number for number, row in enumerate(rows) if row.startswith(PROMPT)]
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            words = tuple(shlex.split(rows[start].removeprefix(PROMPT)))
            yield Example(document.path, block.line + start, words, "\n".join(rows[start + 1 : end]).strip("\n"))


def example_mistakes(document: Document, run: Run) -> Iterator[Mistake]:
    """Examples that fail, or whose output differs from the document; `run` is `Household.run`."""
    for example in examples(document):
        if example.words[0] != "recommenderr":
            yield Mistake(example.path, example.line, f"An example runs recommenderr, not {example.words[0]}.")
            continue
        process = run(*example.words[1:])
        if process.returncode:
            yield Mistake(example.path, example.line, f"It ends with {process.returncode}: {process.stderr.strip()}")
        elif difference := _difference(example.printed, process.stdout):
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
        return _shape_difference(json.loads(written), real, "the document")
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


def _shape_difference(written: Any, real: Any, where: str) -> str:
    """How two JSON documents differ in keys and types; null matches anything, a list is compared by its first entry."""
    if written is None or real is None:
        return ""
    if isinstance(written, dict) and isinstance(real, dict):
        if set(written) != set(real):
            keys = ", ".join(sorted(set(written) ^ set(real)))
            return f"The keys of {where} differ: {keys}."
        differences = (_shape_difference(written[key], real[key], f"{where}.{key}") for key in written)
        return next(filter(None, differences), "")
    if isinstance(written, list) and isinstance(real, list):
        return _shape_difference(written[0], real[0], f"{where}[0]") if written and real else ""
    return (
        ""
        if _type_name(written) == _type_name(real)
        else f"{where} is {_type_name(real)} and not {_type_name(written)}."
    )


def _type_name(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
    return names[type(value)]
