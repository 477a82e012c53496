"""What a soak showed, as figures: each is a promise where it has a target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

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
"""Database, log, locks, pointers: with what SQLite keeps beside the first, and the rotated files of the second."""

MOST_SAID = 10


@dataclass(slots=True)
class Course:
    """How it went. `lost` names refreshes that never came, `wrong` those that ended otherwise than they had to."""

    dashboard: list[Sample] = field(default_factory=list)
    sidecar: list[Sample] = field(default_factory=list)
    files: list[Files] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    unasked: int = 0
    differing: dict[str, int] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    tracebacks: list[str] = field(default_factory=list)


def tell(report: Report, course: Course, titles: int, seconds: float) -> bool:
    """Prints every figure and what went wrong; whether a promise is broken."""
    add = _adder(report, titles)
    add("refreshes asked for", course.asked)
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
    for said in (course.lost, course.wrong, course.seen.errors, course.tracebacks):
        for sentence in said[:MOST_SAID]:
            report.note(f"! {sentence}")
    if course.differing:
        report.note(f"! Differing: {_counted(course.differing)}.")
    return any(figure.target is not None and figure.value > figure.target for figure in report.figures)


def _adder(report: Report, titles: int) -> Callable[..., None]:
    def add(what: str, value: float, unit: str = "", most: float | None = None) -> None:
        report.add(Figure(what, titles, value, unit, target=most))

    return add


def _process(report: Report, titles: int, name: str, samples: Sequence[Sample]) -> None:
    """Memory, descriptors and threads: how much in the end, and how they grow."""
    _grown(report, titles, f"{name}: memory of its own", [one.own_mib for one in samples], "MiB", FLAT_MIB)
    _grown(report, titles, f"{name}: pages of mapped files", [one.files_mib for one in samples], "MiB", FLAT_MIB)
    _grown(report, titles, f"{name}: open descriptors", [one.descriptors for one in samples], "", FLAT_FILES)
    _grown(
        report, titles, f"{name}: mapped files of removed generations", [one.gone for one in samples], "", FLAT_FILES
    )
    _grown(report, titles, f"{name}: threads", [one.threads for one in samples], "", FLAT_THREADS)


def _grown(report: Report, titles: int, what: str, values: Sequence[float], unit: str, flat: float) -> None:
    report.add(_spread(what, titles, values, unit))
    found = fit_trend(values, STEPS)
    if found is None:
        report.note("Too few refreshes to tell a trend.")
        return
    named = f"  {what}, growth by {STEPS} refreshes"
    report.add(Figure(named, titles, found.value, unit, found.low, found.high, len(values) // 2, target=flat))


def _files(report: Report, titles: int, files: Sequence[Files]) -> None:
    most = max(one.generations for one in files)
    report.add(Figure("most generations on disk, the one being written too", titles, most, "", target=MOST_GENERATIONS))
    report.add(Figure("  files in one of them", titles, max(one.in_a_generation for one in files), ""))
    others = max(one.others for one in files)
    report.add(Figure("most files beside generations and posters", titles, others, "", target=MOST_OTHER_FILES))
    report.add(Figure("posters in the end", titles, files[-1].posters, ""))
    report.add(Figure("most of the database with its journal", titles, max(one.store_mib for one in files), "MiB"))


def _spread(what: str, titles: int, values: Sequence[float], unit: str) -> Figure:
    low, median, high = np.percentile(values or [0.0], (10, 50, 90)).tolist()
    return Figure(what, titles, median, unit, low, high, len(values))


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda one: -one[1]))
