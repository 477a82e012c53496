"""Tests mirror the program: `recommenderr/<package>/<module>.py` is tested by `tests/<package>/test_<module>.py`."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "recommenderr"
LEAST_SHARE = 0.9


def file_of_tests(module: Path) -> Path:
    """Where a module's tests are. Those of a view are with its page."""
    folder = module.relative_to(PACKAGE).parent
    if folder == Path("dashboard/pages"):
        folder = Path("pages")
    name = "main" if module.stem == "__main__" else module.stem
    return ROOT / "tests" / folder / f"test_{name}.py"


def test_modules_have_a_test_file_of_their_own() -> None:
    modules = [path for path in sorted(PACKAGE.rglob("*.py")) if path.stem != "__init__"]
    missing = [path.relative_to(ROOT).as_posix() for path in modules if not file_of_tests(path).exists()]
    share = 1 - len(missing) / len(modules)
    assert share >= LEAST_SHARE, f"{share:.0%} of the modules have tests of their own; these have none: {missing}"
