"""`ingest`, `build`, `refresh` and `serve`: bring in what Plex knows, and make what recommendations are read from."""

from __future__ import annotations

import sys
from argparse import Namespace

from recommenderr import progress
from recommenderr.cli.parser import Command
from recommenderr.settings import Settings
from recommenderr.text import duration


def refresh(settings: Settings, *, ingest: bool = True, build: bool = True) -> str:
    """Runs the asked-for halves of a refresh, progress and warnings on stderr, and gives the summary."""
    from recommenderr.refresh import run

    with progress.shown() as on_progress:
        result = run.refresh(settings, ingest=ingest, build=build, on_progress=on_progress)
    summary = result.summary
    for warning in result.warnings:
        print(f"Warning: {warning}", file=sys.stderr)
        summary = summary.replace(f" Warning: {warning}", "")  # once is enough
    return f"{summary} ({duration(result.seconds)})"


def _ingest(settings: Settings, arguments: Namespace) -> int:
    print(refresh(settings, build=False))
    return 0


def _build(settings: Settings, arguments: Namespace) -> int:
    print(refresh(settings, ingest=False))
    return 0


def _refresh(settings: Settings, arguments: Namespace) -> int:
    print(refresh(settings))
    return 0


def _serve(settings: Settings, arguments: Namespace) -> int:
    from recommenderr.refresh import sidecar

    sidecar.serve(settings)
    return 0


COMMANDS = (
    Command("refresh", "read Plex, then build: what the sidecar does at every interval", _refresh),
    Command("ingest", "read libraries, people and watch history from Plex into the database", _ingest),
    Command("build", "build what recommendations are made from out of the database", _build),
    Command("serve", "the sidecar: refresh at every interval, in the foreground", _serve),
)
