"""Puts figures into the tables of docs/performance.md: those of `benchmarks.all --json`, or of one subject alone.

python -m benchmarks.page docs/performance.json   # every subject in it, and the plot
python -m benchmarks.page dashboard.json          # the one subject that the file is called after, on whatever page
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.plot import draw
from benchmarks.report import Figure, number, quantity

DOCS = Path(__file__).parent.parent / "docs"
PAGE, PLOT = DOCS / "performance.md", DOCS / "img" / "performance.svg"
SHOWN = "![How a moved slider and a build grow with the number of titles](img/performance.svg)"
NO_LIBRARY = 0


def table(subject: Mapping[str, Any]) -> str:
    """One subject as Markdown: a row for each thing measured, a column for each size of library."""
    figures = [Figure(**figure) for figure in subject["figures"]]
    long = pd.DataFrame({"what": [f.what for f in figures], "titles": [f.titles for f in figures], "figure": figures})
    last = long.drop_duplicates(["what", "titles"], keep="last")
    wide = last.pivot(index="what", columns="titles", values="figure").reindex(long["what"].unique())
    everywhere = wide.pop(NO_LIBRARY) if NO_LIBRARY in wide else None
    targets = [_targets(row.dropna()) for _, row in wide.iterrows()]
    if everywhere is not None:  # what does not depend on the library is the same in each column
        wide = wide.apply(lambda column: column.fillna(everywhere))
    cells = wide.map(_cell).set_axis([f"{size:,} titles" for size in wide], axis=1).assign(target=targets)
    return _markdown(cells.set_axis([_indented(what) for what in cells.index]))


def _indented(what: str) -> str:
    return what if what == what.strip() else f"– {what.strip()}"


def _markdown(cells: pd.DataFrame) -> str:
    """A table whose first column is the index; numbers are on the right, the last column is text."""
    lines = [("", *cells.columns), ("---", *["---:"] * (len(cells.columns) - 1), "---"), *cells.itertuples(name=None)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines).replace("|  |", "| |", 1)


def _cell(figure: Figure | float) -> str:
    if not isinstance(figure, Figure):  # NaN: not measured at this size
        return ""
    text = quantity(figure.value, figure.unit)
    if figure.target is not None and figure.value > figure.target:
        text = f"**{text}**"
    if figure.low is not None and figure.high is not None:
        text += f"<br>{number(figure.low)} to {number(figure.high)}"
    if figure.ratio is not None:
        text += f"<br>× {number(figure.ratio)}"
    return text


def _targets(figures: Mapping[int, Figure]) -> str:
    """The targets by size, or one where all are the same."""
    texts = {size: quantity(f.target, f.unit) for size, f in figures.items() if f.target is not None}
    if len(set(texts.values())) <= 1:
        return next(iter(texts.values()), "")
    return ", ".join(f"{size:,}: {text}" for size, text in texts.items())


def fill(page: str, subjects: Mapping[str, Any]) -> str:
    """The page with the tables of all subjects written again, with the machine and the plot."""
    for subject, content in subjects.items():
        page = fill_one(page, subject, content)
    machine = subjects["ranking"]["machine"]
    machine_text = "; ".join(machine[name] for name in ("processor", "memory", "system", "libraries"))
    page = re.sub(r"(?s)<!-- plot -->.*?<!-- end -->", lambda _: f"<!-- plot -->\n{SHOWN}\n<!-- end -->", page)
    return re.sub(r"<!-- machine -->.*?<!-- end -->", lambda _: f"<!-- machine -->{machine_text}.<!-- end -->", page)


def fill_one(page: str, subject: str, content: Mapping[str, Any], where: str = "") -> str:
    """The page with the table between `<!-- figures: SUBJECT -->` and the next `<!-- end -->` written again.

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
    subjects = [file for file in sorted(folder.glob("*.md")) if place in file.read_text(encoding="utf-8")]
    return subjects[0] if subjects else PAGE


def main(file: Path) -> None:
    """Writes the page; and the plot, where there are the figures of all subjects."""
    subjects = json.loads(file.read_text(encoding="utf-8"))
    if "figures" in subjects:
        page, where = page_of(file.stem), f", on {subjects['machine']['processor']}"
        page.write_text(fill_one(page.read_text(encoding="utf-8"), file.stem, subjects, where), encoding="utf-8")
        return
    PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), subjects), encoding="utf-8")
    PLOT.write_text(draw(subjects), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
