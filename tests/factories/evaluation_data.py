"""Folders in the format of the quality benchmark, from a few rows of titles and events."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def write_csv(file: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """A compressed table with the columns of all its rows."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", newline="", encoding="utf-8") as stream:
        lines = csv.DictWriter(stream, list(dict.fromkeys(column for row in rows for column in row)), restval="")
        lines.writeheader()
        lines.writerows(rows)


def write_data(folder: Path, titles: Iterable[Mapping[str, object]], events: Iterable[Mapping[str, object]]) -> Path:
    """Both files of a data set."""
    write_csv(folder / "catalogue.csv.gz", list(titles))
    write_csv(folder / "events.csv.gz", list(events))
    return folder
