"""`make docs`: writes the parts of the documents that come from the code, checks all the rest, and runs the examples.

`--check` writes nothing, and fails where a part is not up to date.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from scripts.documents import examples, tables
from scripts.documents.checks import all_mistakes, project

ROOT = Path(__file__).parents[2]


def main(check: bool) -> int:
    """Writes, checks, runs; the exit status."""
    old = tables.bring_up_to_date(ROOT, check=check)
    known = project(ROOT)
    found = all_mistakes(known)
    with tempfile.TemporaryDirectory(prefix="recommenderr-documents-") as folder:
        home = examples.household(Path(folder))
        found += [one for page in known.pages.values() for one in examples.example_mistakes(page, home.run)]
    for mistake in found:
        print(mistake)
    run = sum(1 for page in known.pages.values() for _ in examples.examples(page))
    told = f"{len(found) or 'no'} mistake{'' if len(found) == 1 else 's'}"
    print(f"{len(known.pages)} documents, {run} of their examples run: {told}.")
    return int(bool(found) or old)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
