"""The layout shows the flow: who may import whom, and how large a module may be."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from recommenderr.dashboard.streamlit_internals import BROWSER, INTERNALS, PYTHON, SEEN_WITH, Internal

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "recommenderr"
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = [*sorted((ROOT / "pages").glob("*.py")), *ROOT.glob("streamlit_app.py")]

# The flow, first to last. A part may import the parts before it, and none that comes after it.
FLOW = ("plex", "store", "ingest", "model", "artifacts", "recommender", "cli", "dashboard")
LAYERS = (
    *("artwork", "demo", "plex", "store", "ingest", "model", "artifacts", "build", "evaluation"),
    *("recommender", "insights", "household", "refresh", "cli", "dashboard"),
)
ANYBODYS = {
    "time_zone",
    "machine_collections",
    "records",
    "errors",
    "settings",
    "log",
    "progress",
    "text",
    "content_ratings",
    "external_ids",
    "refresh_lock",
}
MODEL_MAY_USE = {"model", "records", "errors", "content_ratings"}


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Every module that a file imports anywhere in it, full name; names taken from a package count as its modules."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1], base]).rstrip(".")
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def part(module: str) -> str:
    """`store` for `recommenderr.store.people`; empty for what is not ours."""
    names = module.split(".")
    return names[1] if names[0] == "recommenderr" and len(names) > 1 else ""


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def importers(library: str) -> set[str]:
    """The files, relative to the project, that import a library."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in [*MODULES, *PAGES]
        if any(name.split(".")[0] == library for name in imported(path))
    }


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 20


def test_only_the_dashboard_imports_streamlit() -> None:
    allowed = ("recommenderr/dashboard/", "pages/", "streamlit_app.py")
    assert {path for path in importers("streamlit") if not path.startswith(allowed)} == set()


def test_what_is_private_of_streamlit_is_imported_in_one_module() -> None:
    private = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in [*MODULES, *PAGES]
        for name in imported(path)
        if name.startswith("streamlit.") and importable(name)
    }
    assert {file for file, _ in private} == {"recommenderr/dashboard/streamlit_internals.py"}
    listed = {internal.name for internal in PYTHON}
    assert all(any(entry.startswith(name) for entry in listed) for _, name in private)


def importable(name: str) -> bool:
    """Whether a name is a module, and not a function or class."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("internal", INTERNALS, ids=lambda internal: internal.name)
def test_every_internal_of_streamlit_has_a_guard(internal: Internal) -> None:
    file, _, function = internal.guard.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_styles_and_scripts_name_no_other_element_of_streamlit() -> None:
    sources = [path for path in (PACKAGE / "dashboard").rglob("*") if path.suffix in {".css", ".js", ".html", ".py"}]
    texts = [path.read_text(encoding="utf-8") for path in sources if path.stem != "streamlit_internals"]
    named = {name for text in texts for name in re.findall(r"\bst[A-Z]\w+", text)}
    assert named == {internal.name for internal in BROWSER if internal.name.startswith("st")}


def test_the_locked_streamlit_is_the_one_whose_internals_are_known() -> None:
    locked = re.search(r"^streamlit==(\d+\.\d+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert locked is not None
    assert locked.group(1) == SEEN_WITH


@pytest.mark.parametrize("library", ["plexapi", "requests"])
def test_only_the_plex_package_speaks_to_plex(library: str) -> None:
    assert {path for path in importers(library) if not path.startswith("recommenderr/plex/")} == set()


def test_scikit_learn_is_for_building_alone() -> None:
    assert {path for path in importers("sklearn") if not path.startswith("recommenderr/model/")} == set()


def test_altair_draws_charts_alone() -> None:
    assert {path for path in importers("altair") if not path.startswith("recommenderr/dashboard/charts/")} == set()


def test_pandas_shapes_what_charts_show_and_nothing_else() -> None:
    allowed = ("recommenderr/dashboard/charts/", "recommenderr/insights/")
    assert {path for path in importers("pandas") if not path.startswith(allowed)} == set()


def test_the_database_is_for_the_store_alone() -> None:
    """Others hold a connection that the store opened; the model does not even know that there is one."""
    assert not {path for path in importers("sqlite3") if path.startswith(("recommenderr/model", "recommenderr/plex"))}


@pytest.mark.parametrize("library", ["pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal"])
def test_nothing_is_pickled(library: str) -> None:
    assert importers(library) == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_arrows_never_run_back(path: Path) -> None:
    here = part_of(path)
    if here in LAYERS:
        later = set(LAYERS[LAYERS.index(here) + 1 :])
        assert {part(name) for name in imported(path)} & later == set()


def test_every_part_has_its_place_in_the_flow() -> None:
    parts = {part_of(path) for path in MODULES} - ANYBODYS - {"__init__", "__main__", "supervise"}
    assert parts <= set(LAYERS)
    assert [name for name in LAYERS if name in FLOW] == list(FLOW)


def test_commands_and_pages_do_not_know_each_other() -> None:
    for here, other in (("cli", "dashboard"), ("dashboard", "cli")):
        for path in (PACKAGE / here).rglob("*.py"):
            assert other not in {part(name) for name in imported(path)}, path


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("model/titles/*.py")), ids=lambda path: path.stem)
def test_what_the_model_knows_of_titles_knows_no_person(path: Path) -> None:
    names = {name for name in imported(path) if name.startswith("recommenderr.model.")}
    assert all(name.startswith("recommenderr.model.titles") for name in names)


@pytest.mark.parametrize("path", sorted((PACKAGE / "model").rglob("*.py")), ids=lambda path: path.stem)
def test_the_model_knows_neither_plex_nor_sqlite_nor_streamlit(path: Path) -> None:
    assert {part(name) for name in imported(path)} - {""} <= MODEL_MAY_USE


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("dashboard/**/*.py")), ids=lambda path: path.stem)
def test_the_dashboard_neither_reads_plex_nor_builds(path: Path) -> None:
    used = {name for name in imported(path) if part(name)}
    assert {part(name) for name in used} & {"build", "cli", "ingest", "refresh"} == set()


@pytest.mark.parametrize(
    "path", [*sorted(PACKAGE.rglob("dashboard/**/*.py")), *PAGES], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_pages_ask_the_household_and_hold_no_connection(path: Path) -> None:
    assert [name for name in imported(path) if name == "sqlite3" or part(name) == "store"] == []


def test_what_everybody_may_import_imports_nobody() -> None:
    for name in ANYBODYS:
        used = {part(module) for module in imported(PACKAGE / f"{name}.py")} - {""}
        assert used <= ANYBODYS, name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_has_one_subject(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc"}


HEAVY = {"pandas", "sklearn", "streamlit", "plexapi", "altair", "joblib", "PIL"}
LOOK = (
    "import json, sys; print('\\n' + json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)"
)


def loaded_after(program: str, *words: str, place: Path) -> set[str]:
    """The top-level modules that are loaded when a program in a process of its own has ended."""
    environ = {"DB_PATH": str(place / "store.db"), "ART_DIR": str(place), "LOG_FILE": str(place / "log")}
    ended = subprocess.run(
        [sys.executable, "-c", f"{program}\n{LOOK}", *words],
        env=os.environ | environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return set(json.loads(ended.stderr.splitlines()[-1]))


COMMAND = "import sys; from recommenderr.cli import main; assert main(sys.argv[1:]) == 0"


@pytest.mark.slow
def test_the_help_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded_after(COMMAND, "--help", place=tmp_path) & (HEAVY | {"numpy", "scipy"}) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [("recommend", "Ana", "--explain"), ("explain", "Ana", "Dune"), ("users",), ("status",)],
    ids=lambda words: words[0],
)
def test_a_question_loads_nothing_that_only_building_needs(built_demo: Path, words: tuple[str, ...]) -> None:
    assert loaded_after(COMMAND, *words, place=built_demo) & HEAVY == set()


@pytest.mark.slow
def test_pages_without_charts_load_neither_altair_nor_pandas(tmp_path: Path) -> None:
    program = "from recommenderr.dashboard.pages import for_you, history, status, title"
    assert loaded_after(program, place=tmp_path) & {"altair", "pandas"} == set()
    assert loaded_after("from recommenderr.dashboard.pages import taste", place=tmp_path) >= {"altair", "pandas"}


@pytest.mark.slow
def test_the_sidecar_leaves_what_is_heavy_to_its_child(tmp_path: Path) -> None:
    assert loaded_after("import recommenderr.refresh.sidecar", place=tmp_path) & (HEAVY | {"numpy", "scipy"}) == set()
