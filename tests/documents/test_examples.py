"""The documents' examples print what the documents show, and every planted difference is reported."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from scripts.documents.examples import Run, example_mistakes, examples, household
from scripts.documents.markdown import Document, parse, read_documents

ROOT = Path(__file__).parents[2]
SIMILAR = "$ recommenderr similar Alien --k 1"
USERS = "$ recommenderr users --output json"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs commands in the demo household, each only once."""
    return cache(household(tmp_path_factory.mktemp("household")).run)


def console(*lines: str) -> Document:
    return parse(Path("page.md"), "\n".join(["# A page", "", "```console", *lines, "```", ""]))


DOCUMENTS = [document for document in read_documents(ROOT).values() if any(examples(document))]


def test_the_readme_has_examples() -> None:
    assert Path("README.md") in {document.path for document in DOCUMENTS}


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.path))
def test_examples_print_what_the_document_shows(document: Document, run: Run) -> None:
    assert [str(mistake) for mistake in example_mistakes(document, run)] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "lines",
    [
        [SIMILAR, "Most like Alien (1979), of 441 other titles:", "…"],
        [SIMILAR, "…", "", "…"],
        [USERS, '[{"account_id": 7, "name": "Somebody", "username": null, "kind": "home", "has_history": false}]'],
    ],
)
def test_a_true_document_has_no_mistakes(lines: list[str], run: Run) -> None:
    assert list(example_mistakes(console(*lines), run)) == []


PLANTED = [
    ([SIMILAR, "Most like Alien (1979), of 440 other titles:", "…"], "of 441 other titles"),
    ([SIMILAR, "Most like Alien (1979), of 441 other titles:"], "It prints something else"),
    ([SIMILAR], "It prints something else"),
    (["$ recommenderr similar Nothing"], "It ends with 2: "),
    (["$ curl example.org"], "An example runs recommenderr, not curl."),
    ([USERS, '[{"account_id": 1, "name": "A", "username": "a", "kind": "home"}]'], "document[0] differ: has_history."),
    (
        [USERS, '[{"account_id": "1", "name": "A", "username": "a", "kind": "home", "has_history": true}]'],
        "document[0].account_id is a number and not text.",
    ),
    ([USERS, "{}"], "the document is a list and not an object."),
    ([USERS, "Ana, Bruno"], "It prints JSON, and the page does not"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("lines", "sentence"), PLANTED)
def test_a_planted_mistake_is_reported_at_its_line(lines: list[str], sentence: str, run: Run) -> None:
    (mistake,) = example_mistakes(console("What stands before the first prompt is no example.", "", *lines), run)
    assert mistake.line == 6
    assert sentence in mistake.sentence


def test_the_clock_is_fixed_at_the_day_of_the_examples(run: Run) -> None:
    assert '"built_at": "2026-03-01T12:00:00+00:00"' in run("status", "--output", "json").stdout
