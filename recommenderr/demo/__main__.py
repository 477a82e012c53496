"""`python -m recommenderr.demo`: runs the demo server in the foreground, for the demo library or your own catalogue."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from recommenderr.demo.catalogue import DemoLibrary, catalogue_library, demo_library
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import UsageError

WRONG_USE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until Ctrl-C or SIGTERM, and returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.catalogue is None) != (options.events is None):
        parser.error("--catalogue and --events belong together.")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with DemoServer(_library(options), port=options.port, delay_ms=options.delay_ms) as server:
            _announce(server)
            stop.wait()
    except UsageError as err:
        print(err, file=sys.stderr)
        return WRONG_USE
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m recommenderr.demo",
        description="A small Plex server on this machine alone, over the demo library or a catalogue of your own.",
    )
    parser.add_argument("--catalogue", type=Path, metavar="FILE", help="CSV file of titles (plain or .gz)")
    parser.add_argument("--events", type=Path, metavar="FILE", help="CSV file of ratings (plain or .gz)")
    parser.add_argument("--users", type=_at_least(1), default=10, metavar="N", help="people of the events file (10)")
    parser.add_argument("--limit", type=_at_least(1), metavar="N", help="only the first N titles of the catalogue")
    parser.add_argument("--port", type=_at_least(0), default=0, metavar="N", help="port (any free one)")
    parser.add_argument(
        "--delay-ms", type=_at_least(0), default=0, metavar="N", help="milliseconds to wait before each answer (0)"
    )
    return parser


def _at_least(low: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        number = int(text)
        if number < low:
            raise argparse.ArgumentTypeError(f"{number} is less than {low}")
        return number

    whole.__name__ = "whole number"
    return whole


def _library(options: argparse.Namespace) -> DemoLibrary:
    if options.catalogue is None:
        return demo_library(datetime.now(UTC))
    return catalogue_library(options.catalogue, options.events, options.users, limit=options.limit)


def _announce(server: DemoServer) -> None:
    library = server.library
    print(f"{library.name}: {len(library.titles):,} titles, {len(library.accounts)} people, at {server.base}")
    print("Point the program at it with")
    print(f"PLEX_BASE={server.base}")
    print(f"PLEX_TOKEN={server.token}")
    print(f"PLEX_TV_BASE={server.base}")
    print("Ctrl-C ends it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
