"""Checks that the messages quoted in a document are messages of the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.documents.markdown import Document, Mistake

SYMPTOMS = "| what you see |"


def message_mistakes(document: Document, texts: str) -> Iterator[Mistake]:
    """Quoted symptoms in the troubleshooting table that appear nowhere in the program.

    Args:
        document: the document to check.
        texts: every text of the program, as `program_texts` returns it.
    """
    before, head, table = document.text.partition(SYMPTOMS)
    line = before.count("\n") + 1
    for number, row in enumerate(table.partition("\n\n")[0].split("\n") if head else ()):
        for quoted in re.findall(r'"([^"]+)"', row.split("|")[1] if number else ""):
            parts = [part.strip() for part in re.split(r"…|\d+", quoted)]
            if unknown := [part for part in parts if part and part not in texts]:
                yield Mistake(document.path, line + number, f"The program never says: {unknown[0]}")


def program_texts(folder: Path) -> str:
    """Every string constant in the Python files of a folder, one a line."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.py")))
    constants = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return "\n".join(node.value for node in constants if isinstance(node.value, str))
