"""Puts figures into the tables of docs/performance.md: those of `benchmarks.all --json`, or of one subject alone.

python -m benchmarks.page docs/performance.json   # every subject in it, and the plot
python -m benchmarks.page dashboard.json          # the one subject that the file is called after, on whatever page
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.plot import draw
from benchmarks.report import Figure, number, quantity

DOCS = Path(__file__).parent.parent / "docs"
PAGE, PLOT = DOCS / "performance.md", DOCS / "img" / "performance.svg"
SHOWN = "![How a moved slider and a build grow with the number of titles](img/performance.svg)"
NO_LIBRARY = 0


def table(subject: Mapping[str, Any]) -> str:
    """One subject as a table: a line for each thing measured, a column for each size of library."""
    figures = [Figure(**figure) for figure in subject["figures"]]
    sizes = sorted({figure.titles for figure in figures} - {NO_LIBRARY})
    lines = [
        "| | " + " | ".join(f"{size:,} titles" for size in sizes) + " | target |",
        "| --- |" + " ---: |" * len(sizes) + " --- |",
    ]
    for what in dict.fromkeys(figure.what for figure in figures):
        of_this = {figure.titles: figure for figure in figures if figure.what == what}
        shown = [_cell(of_this.get(size, of_this.get(NO_LIBRARY))) for size in sizes]
        name = what.strip() if what == what.strip() else f"– {what.strip()}"
        lines.append(f"| {name} | {' | '.join(shown)} | {_targets(of_this, sizes)} |")
    return "\n".join(lines) + "\n"


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    said = quantity(figure.value, figure.unit)
    if figure.target is not None and figure.value > figure.target:
        said = f"**{said}**"
    if figure.low is not None and figure.high is not None:
        said += f"<br>{number(figure.low)} to {number(figure.high)}"
    if figure.ratio is not None:
        said += f"<br>× {number(figure.ratio)}"
    return said


def _targets(figures: Mapping[int, Figure], sizes: Sequence[int]) -> str:
    """The targets by size, said once where they are the same; a target that is another step's multiple is left out."""
    asked = {size: figures[size].target for size in sizes if size in figures and figures[size].target is not None}
    texts = {size: quantity(target, figures[size].unit) for size, target in asked.items() if target is not None}
    if len(set(texts.values())) <= 1:
        return next(iter(texts.values()), "")
    return ", ".join(f"{size:,}: {text}" for size, text in texts.items())


def fill(page: str, found: Mapping[str, Any]) -> str:
    """The page with the tables of all subjects made anew, what they were measured on, and the plot."""
    for subject, content in found.items():
        page = fill_one(page, subject, content)
    machine = found["ranking"]["machine"]
    said = "; ".join(machine[name] for name in ("processor", "memory", "system", "libraries"))
    page = re.sub(r"(?s)<!-- plot -->.*?<!-- end -->", lambda _: f"<!-- plot -->\n{SHOWN}\n<!-- end -->", page)
    return re.sub(r"<!-- machine -->.*?<!-- end -->", lambda _: f"<!-- machine -->{said}.<!-- end -->", page)


def fill_one(page: str, subject: str, content: Mapping[str, Any], where: str = "") -> str:
    """The page with the table between `<!-- figures: SUBJECT -->` and the next `<!-- end -->` made anew.

    `where` says what it was measured on, where that is not what the page says of all subjects.

    Raises:
        SystemExit: the page has no table of this name.
    """
    head = f"Measured {content['machine']['measured']}, load {content['machine']['load']}{where}."
    notes = "".join(f"\n{note}" for note in content["notes"])
    made = f"<!-- figures: {subject} -->\n{table(content)}\n{head}{notes}\n<!-- end -->"
    place = rf"<!-- figures: {re.escape(subject)} -->.*?<!-- end -->"
    page, count = re.subn(place, lambda _: made, page, flags=re.DOTALL)
    if not count:
        raise SystemExit(f"The page has no table for {subject!r}: no line `<!-- figures: {subject} -->`.")
    return page


def page_of(subject: str, folder: Path = DOCS) -> Path:
    """The document that has the table of a subject; docs/performance.md where none has."""
    place = f"<!-- figures: {subject} -->"
    found = [file for file in sorted(folder.glob("*.md")) if place in file.read_text(encoding="utf-8")]
    return found[0] if found else PAGE


def main(file: Path) -> None:
    """Writes the page; and the plot, where there are the figures of all subjects."""
    found = json.loads(file.read_text(encoding="utf-8"))
    if "figures" in found:
        page, where = page_of(file.stem), f", on {found['machine']['processor']}"
        page.write_text(fill_one(page.read_text(encoding="utf-8"), file.stem, found, where), encoding="utf-8")
        return
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    PLOT.write_text(draw(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
