"""The documents name only what exists, and every planted mistake is reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scripts.documents.checks import Project, all_mistakes, mistakes, project
from scripts.documents.markdown import parse

ROOT = Path(__file__).parents[2]
README = Path("README.md")
SYMPTOMS = "\n| what you see | what to do |\n| --- | --- |\n"


@pytest.fixture(scope="module")
def known() -> Project:
    return project(ROOT)


def test_the_documents_name_only_what_exists(known: Project) -> None:
    assert len(known.documents) >= 9
    assert [str(mistake) for mistake in all_mistakes(known)] == []


PLANTED = [
    ("See [there](docs/nowhere.md).", "The link to docs/nowhere.md leads to no file."),
    ("![A picture](docs/img/nothing.png)", "The link to docs/img/nothing.png leads to no file."),
    ('<img src="docs/img/nothing.png">', "The link to docs/img/nothing.png leads to no file."),
    ("See [here](#no-such-heading).", "The link to #no-such-heading leads to no heading of README.md."),
    (
        "See [a part](docs/operations.md#upgrades).",
        "The link to docs/operations.md#upgrades leads to no heading of docs/operations.md.",
    ),
    ("Read `model/nothing.py`.", "model/nothing.py is named, and is not there."),
    ("Read `recommenderr/nothing`.", "recommenderr/nothing is named, and is not there."),
    ("In the room `cellar/` it is dark.", "cellar/ is named, and is not there."),
    ("Plain words name docs/nowhere.md too.", "docs/nowhere.md is named, and is not there."),
    ("Held by `tests/test_log.py::test_of_nothing`.", "tests/test_log.py has no test_of_nothing."),
    ("```sh\npython3 scripts/nothing.py\n```", "scripts/nothing.py is named, and is not there."),
    ("`recommenderr dance` does it.", "recommenderr has no command dance."),
    ("`docker compose exec recommenderr recommenderr dance`", "recommenderr has no command dance."),
    ("`recommenderr --loud`", "recommenderr has no option --loud."),
    ("`recommenderr recommend Clara --many 3`", "recommenderr recommend has no option --many."),
    ("`recommenderr recommend\nClara --many 3`", "recommenderr recommend has no option --many."),
    ("With `--many 3` there are more.", "No command has an option --many."),
    ("```sh\nrecommenderr explain Clara   # and?\n```", "the following arguments are required: TITLE_OR_ID"),
    ("```sh\n.venv/bin/recommenderr recommend Clara --k 0\n```", "'0' is not a whole number from 1 to 1000"),
    ("`python -m recommenderr dance`", "recommenderr has no command dance."),
    ("```\npython -m benchmarks.nothing\n```", "python -m benchmarks.nothing is no program here."),
    ("```\npython -m benchmarks.all --tiny\n```", "python -m benchmarks.all has no option --tiny."),
    ("Say `make coffee`.", "The Makefile has no target coffee."),
    ("```sh\nPORT=9000 make coffee\n```", "The Makefile has no target coffee."),
    ("Set PLEX_COLOUR to red.", "Nothing reads a setting PLEX_COLOUR."),
    ("Set `COLOUR`.", "Nothing reads a setting COLOUR."),
    ("```ini\nEnvironment=COLOUR=red\n```", "Nothing reads a setting COLOUR."),
    ("`PLEX_COLOUR_FILE` points at it.", "Nothing reads a setting PLEX_COLOUR_FILE."),
    ("`SCORING=by-colour` may help.", "SCORING does not take by-colour."),
    ("```sh\nPULL_INTERVAL_MIN=0\n```", "PULL_INTERVAL_MIN does not take 0."),
    (f'{SYMPTOMS}| "Nobody ever answers at …" | Wait. |\n', "The program never says: Nobody ever answers at"),
]


@pytest.mark.parametrize(("planted", "sentence"), PLANTED, ids=[sentence for _, sentence in PLANTED])
def test_a_planted_mistake_is_reported_once_at_its_line(planted: str, sentence: str, known: Project) -> None:
    lines = ["# A page", "", "All is well here: `make run`.", "", *planted.split("\n")]
    reported = list(mistakes(parse(README, "\n".join([*lines, ""])), known))
    assert [mistake.path for mistake in reported] == [README]
    assert reported[0].sentence.endswith(sentence)
    assert 5 <= reported[0].line <= len(lines)


TRUE = """\
# A page

## What's in it, and `why`?

## Again

## Again

[Up](#whats-in-it-and-why), [down](#again-1), [elsewhere](docs/how-it-works.md#4-evidence-times-weights-is-the-score-scoringpy-rankingpy),
[a site](https://example.org/#x) and `[no link](nowhere.md)`.

`recommenderr COMMAND`, `recommenderr export Clara --format csv`, `recommenderr --version`, `make test`, `PLEX_TOKEN_FILE`,
`model/scoring.py`, `tests/store`, `plex/`, `SCORING=classic`, `--jobs -1`, `PORT`, `tests/test_log.py`.

| what you see | what to do |
| --- | --- |
| "Nothing answers at …" and "Account 7" | "Anything may stand here." |

```sh
# make coffee, recommenderr dance
sudo -u recommenderr python3 scripts/environment.py run
recommenderr backup "backup-$(date +%F).db"; recommenderr \\
  recommend Clara --k 3
docker build -t recommenderr .
```
"""  # noqa: E501


def test_a_true_document_has_no_mistakes(known: Project) -> None:
    assert list(mistakes(parse(README, TRUE), known)) == []


def test_a_document_without_a_link_to_it_is_reported(known: Project) -> None:
    lost = parse(Path("docs/lost.md"), "# Lost\n\n[Back](../README.md)\n")
    reported = all_mistakes(replace(known, documents={**known.documents, lost.path: lost}))
    assert [str(mistake) for mistake in reported] == ["docs/lost.md:1: No link leads here from README.md."]


def test_an_unknown_setting_in_the_compose_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "docker-compose.yml").write_text("environment:\n  PLEX_BASE: x\n  PLEX_COLOUR: red\n")
    (tmp_path / "Makefile").touch()
    nothing = Project(tmp_path, {README: parse(README, "")}, frozenset(), "")
    assert [str(mistake) for mistake in all_mistakes(nothing)] == [
        "docker-compose.yml:3: Nothing reads a setting PLEX_COLOUR."
    ]


def test_a_mistake_names_its_file_and_line(known: Project) -> None:
    (mistake,) = mistakes(parse(README, "# A page\n\n```sh\nmake test\n\nmake \\\n  test\nmake coffee\n```\n"), known)
    assert str(mistake) == "README.md:8: The Makefile has no target coffee."
