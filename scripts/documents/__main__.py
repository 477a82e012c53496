"""`make docs`: writes the generated parts of the documents, checks the rest, and runs the examples.

With `--check` it writes nothing, and fails if a generated part is out of date.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from scripts.documents import examples, tables
from scripts.documents.checks import all_mistakes, project

ROOT = Path(__file__).parents[2]


def main(check: bool) -> int:
    """Writes, checks and runs everything; returns the exit status."""
    outdated = tables.update(ROOT, check=check)
    known = project(ROOT)
    mistakes = all_mistakes(known)
    with tempfile.TemporaryDirectory(prefix="recommenderr-documents-") as folder:
        home = examples.household(Path(folder))
        for document in known.documents.values():
            mistakes += examples.example_mistakes(document, home.run)
    for mistake in mistakes:
        print(mistake)
    example_count = sum(1 for document in known.documents.values() for _ in examples.examples(document))
    outcome = f"{len(mistakes) or 'no'} mistake{'' if len(mistakes) == 1 else 's'}"
    print(f"{len(known.documents)} documents, {example_count} examples run: {outcome}.")
    return int(bool(mistakes) or outdated)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
