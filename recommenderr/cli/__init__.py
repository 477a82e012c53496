"""The commands: `main(argv)` runs one and gives its exit status.

0: done. 1: it failed, and one sentence on stderr says why. 2: wrong use. 130: ended with Ctrl-C.
"""

from __future__ import annotations

import logging
import os
import sys
from argparse import Namespace
from collections.abc import Sequence

from recommenderr import log
from recommenderr.cli.parser import Command, build_parser
from recommenderr.errors import ArtifactError, RecommenderrError, SettingsError, UsageError
from recommenderr.settings import Settings

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command that these words ask for (`sys.argv` by default) and gives the exit status."""
    try:
        arguments = build_parser().parse_args(argv)
    except SystemExit as end:  # argparse has said its sentence, or the help
        return end.code if isinstance(end.code, int) else WRONG_USE
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except UsageError as err:
        return _failed(err, WRONG_USE)
    except RecommenderrError as err:
        return _failed(err, FAILED)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted; nothing may be written to the pipe at exit any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as err:  # noqa: BLE001 - the command line's edge
        _log.critical("%s failed", arguments.command.name, exc_info=err)
        print(log.without_secrets(_fault(err)), file=sys.stderr)
        return FAILED
    return status


def _run(arguments: Namespace) -> int:
    command: Command = arguments.command
    try:
        settings = Settings.load()
    except SettingsError as err:
        if command.settings_failed is None:
            raise
        return command.settings_failed(err)
    os.umask(0o077)  # what a command writes is for this user alone
    log.setup(settings.log_level, settings.log_file, settings.secrets)
    if command.quiet:
        _warnings_alone_on_stderr()
    if settings.demo and command.shows_library:
        from recommenderr.household.demo_notice import notice

        print(notice(settings), file=sys.stderr)
    return _run_on_whole_generation(command, settings, arguments)


def _run_on_whole_generation(command: Command, settings: Settings, arguments: Namespace) -> int:
    """Runs the command; again if it failed because the disk has changed files of the generation that serves."""
    while True:
        try:
            return command.run(settings, arguments)
        except Exception as err:
            from recommenderr.artifacts import pass_over_torn

            other = isinstance(err, RecommenderrError) and not isinstance(err, ArtifactError)
            if other or not pass_over_torn(settings.art_dir):
                raise


def _warnings_alone_on_stderr() -> None:
    """A person who asked a question wants the answer; the log file still gets every line."""
    for handler in logging.getLogger().handlers:
        if type(handler) is logging.StreamHandler:
            handler.setLevel(logging.WARNING)


def _failed(err: RecommenderrError, status: int) -> int:
    print(f"recommenderr: {log.without_secrets(str(err))}", file=sys.stderr)
    return status


def _fault(err: Exception) -> str:
    described = f"{type(err).__name__}: {err}".rstrip(": ")
    return (
        f"recommenderr: a fault of the program, not of its use ({described}). "
        f"The lines above and the log file say where; `recommenderr doctor` checks the rest."
    )
