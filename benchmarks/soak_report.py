"""What a soak showed, as figures: each is a promise where it has a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from benchmarks.processes import Files, Sample
from benchmarks.report import Figure, Report
from benchmarks.trend import fit_trend
from benchmarks.visitors import Seen

STEPS = 100
FLAT_MIB = 10.0
"""Growth by 100 refreshes that counts as none: it is less than the allocator's noise."""

FLAT_FILES, FLAT_THREADS = 50.0, 5.0
"""A page that is open maps some forty files of a generation, so these numbers go up and down by as much."""

MOST_GENERATIONS = 3
MOST_OTHER_FILES = 16
"""Database, log, locks, pointers: with what SQLite keeps next to the first, and the rotated files of the second."""

MOST_SENTENCES = 10


@dataclass(slots=True)
class Course:
    """How it went. `lost` names refreshes that never came, `wrong` those that ended otherwise than they had to."""

    dashboard: list[Sample] = field(default_factory=list)
    sidecar: list[Sample] = field(default_factory=list)
    files: list[Files] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)
    n_requested: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unasked: int = 0
    differing: dict[str, int] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    tracebacks: list[str] = field(default_factory=list)


def report_course(report: Report, course: Course, titles: int, seconds: float) -> bool:
    """Prints every figure and what went wrong; whether a promise is broken."""
    add = _adder(report, titles)
    add("refreshes asked for", course.n_requested)
    add("  of them never answered", len(course.lost), most=0)
    add("  of them ended otherwise than they had to", len(course.wrong), most=0)
    add("  refreshes that nobody asked for", course.unasked, most=0)
    add("rows in which a store that has just read the server differs", sum(course.differing.values()), most=0)
    report.add(_spread("from asking to the end of the refresh", titles, course.seconds, "s"))
    add("sessions", course.seen.sessions)
    add("clicks", len(course.seen.seconds))
    add("  error pages, errors of the browser, status 500", len(course.seen.errors), most=0)
    report.add(_spread("from a click to a page that stands still", titles, course.seen.seconds, "s"))
    for name, samples in (("dashboard", course.dashboard), ("sidecar", course.sidecar)):
        _process(report, titles, name, samples)
    _files(report, titles, course.files)
    add("tracebacks in the log and in what the processes print", len(course.tracebacks), most=0)
    report.note(f"{seconds / 60:.0f} minutes. Faults: {_counted(course.met)}.")
    report.note(f"Clicks: {_counted(course.seen.clicks)}.")
    for sentences in (course.lost, course.wrong, course.seen.errors, course.tracebacks):
        for sentence in sentences[:MOST_SENTENCES]:
            report.note(f"! {sentence}")
    if course.differing:
        report.note(f"! Differing: {_counted(course.differing)}.")
    return any(figure.target is not None and figure.value > figure.target for figure in report.figures)


def _adder(report: Report, titles: int) -> Callable[..., None]:
    def add(what: str, value: float, unit: str = "", most: float | None = None) -> None:
        report.add(Figure(what, titles, value, unit, target=most))

    return add


GROWTH = (
    ("own_mib", "memory of its own", "MiB", FLAT_MIB),
    ("files_mib", "pages of mapped files", "MiB", FLAT_MIB),
    ("descriptors", "open descriptors", "", FLAT_FILES),
    ("gone", "mapped files of removed generations", "", FLAT_FILES),
    ("threads", "threads", "", FLAT_THREADS),
)
"""What must not grow: field of a sample, name, unit, and the growth by 100 refreshes that counts as none."""


def _process(report: Report, titles: int, name: str, samples: Sequence[Sample]) -> None:
    """Memory, descriptors and threads of one process: how much, and how they grow."""
    for field_name, label, unit, flat in GROWTH:
        values = [getattr(sample, field_name) for sample in samples]
        _grown(report, titles, f"{name}: {label}", values, unit, flat)


def _grown(report: Report, titles: int, what: str, values: Sequence[float], unit: str, flat: float) -> None:
    report.add(_spread(what, titles, values, unit))
    trend = fit_trend(values, STEPS)
    if trend is None:
        report.note("Too few refreshes for a trend.")
        return
    named = f"  {what}, growth by {STEPS} refreshes"
    report.add(Figure(named, titles, trend.value, unit, trend.low, trend.high, len(values) // 2, target=flat))


def _files(report: Report, titles: int, files: Sequence[Files]) -> None:
    most = pd.DataFrame(files).max()  # one row a look
    report.add(
        Figure(
            *("most generations on disk, the one being written too", titles, int(most["generations"]), ""),
            target=MOST_GENERATIONS,
        )
    )
    report.add(Figure("  files in one of them", titles, int(most["in_a_generation"]), ""))
    others = int(most["others"])
    report.add(Figure("most files other than generations and posters", titles, others, "", target=MOST_OTHER_FILES))
    report.add(Figure("posters in the end", titles, files[-1].posters, ""))
    report.add(Figure("most of the database with its journal", titles, float(most["store_mib"]), "MiB"))


def _spread(what: str, titles: int, values: Sequence[float], unit: str) -> Figure:
    low, median, high = np.percentile(values or [0.0], (10, 50, 90)).tolist()
    return Figure(what, titles, median, unit, low, high, len(values))


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda pair: -pair[1]))
