"""Whether the sentences that a document quotes from the program are sentences of the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.documents.pages import Mistake, Page

SYMPTOMS = "| what you see |"


def message_mistakes(page: Page, said: str) -> Iterator[Mistake]:
    """Quoted symptoms of the table of troubles of which a part stands nowhere in the program.

    Args:
        page: the document.
        said: everything that the program can say, as `everything_said` gives it.
    """
    before, head, table = page.text.partition(SYMPTOMS)
    line = before.count("\n") + 1
    for number, row in enumerate(table.partition("\n\n")[0].split("\n") if head else ()):
        for quoted in re.findall(r'"([^"]+)"', row.split("|")[1] if number else ""):
            parts = [part.strip() for part in re.split(r"…|\d+", quoted)]
            if wrong := [part for part in parts if part and part not in said]:
                yield Mistake(page.path, line + number, f"The program never says: {wrong[0]}")


def everything_said(folder: Path) -> str:
    """Every text in the Python files of a folder."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.py")))
    constants = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return "\n".join(node.value for node in constants if isinstance(node.value, str))
