"""Checks that the commands, options, modules, make targets and settings that a document names exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from recommenderr.cli.parser import build_parser, commands
from recommenderr.settings import specs
from scripts.documents.markdown import Document, Mistake
from scripts.documents.tables import parser_of

PLACEHOLDERS = {"NAME", "NAME_FILE", "COMMAND", "USER", "TITLE_OR_ID", "FILE", "DIR", "COPY", "MODULE", "X"}
# Variables that are not settings of the program, and the file that reads each.
OTHER_VARIABLES = {
    "PORT": "recommenderr/supervise.py",
    "LISTEN": "recommenderr/supervise.py",
    "PUID": "docker/entrypoint.sh",
    "PGID": "docker/entrypoint.sh",
    "TZ": "docker-compose.yml",
    "FORWARDED_ALLOW_IPS": "recommenderr/dashboard/web/client_address.py",  # and uvicorn itself
    "PYTHON": "Makefile",
    "UPGRADE": "Makefile",
    "IMAGE_BUILD_ARGS": "tests/image",
    "STREAMLIT_SERVER_BASE_URL_PATH": "docker/health.py",  # and Streamlit itself
}
VALUES = {"INFO", "DEBUG", "WARNING", "ERROR", "AF_INET", "AF_INET6", "AF_UNIX"}
BENCHMARKS = "benchmarks"
DOCKER_OPTIONS = {"--init", "--read-only", "--tmpfs", "--memory", "--user", "--restart", "--name", "--build"}

_NOT_THE_PROGRAM = re.compile(r"(?:-u|-t|--name|exec|-R|-fu) recommenderr\b:?|recommenderr(?= recommenderr\b)")
_PROGRAM = re.compile(r"(?<![\w./-])(?:\.venv/bin/)?recommenderr (-?-?[a-zA-Z][\w-]*)([^;&]*)")
_MODULE = re.compile(r"-m ((?:recommenderr|benchmarks|scripts|tests)(?:\.\w+)*)([^;&]*)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_TARGET = re.compile(r"(?:^|[ (])make ([a-z-]+)")


def command_mistakes(document: Document, root: Path) -> Iterator[Mistake]:
    """Commands and options that no parser knows, and whole command lines that the parser rejects."""
    for line, text in _code(document):
        for name, rest in _PROGRAM.findall(_NOT_THE_PROGRAM.sub("", text)):
            if error := _usage_error(name, rest):
                yield Mistake(document.path, line, error)
        if (option := _OPTION.match(text)) and not _is_option(option[0], root):
            yield Mistake(document.path, line, f"No command has an option {option[0]}.")
    for line, text in document.commands("sh", "console"):
        for name, rest in _PROGRAM.findall(_NOT_THE_PROGRAM.sub("", re.sub(r"\$\([^)]*\)", "x", text))):
            if not _usage_error(name, rest) and (
                wrong := _parser_error([name, *shlex.split(rest.partition(" | ")[0])])
            ):
                yield Mistake(document.path, line, wrong)


def module_mistakes(document: Document, root: Path) -> Iterator[Mistake]:
    """`python -m MODULE --option` where the module does not exist, or nothing in its folder reads the option."""
    for line, text in _code(document):
        for name, rest in _MODULE.findall(text):
            path = root / name.replace(".", "/")
            if not path.with_suffix(".py").is_file() and not (path / "__main__.py").is_file():
                yield Mistake(document.path, line, f"python -m {name} is no program here.")
            elif name != "recommenderr":
                source = _sources(path if path.is_dir() else path.parent)
                for option in _OPTION.findall(rest):
                    if f'"{option}"' not in source:
                        yield Mistake(document.path, line, f"python -m {name} has no option {option}.")


def target_mistakes(document: Document, root: Path) -> Iterator[Mistake]:
    """`make TARGET` where the Makefile has no such target."""
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line, text in _code(document):
        for target in _TARGET.findall(text):
            if target not in targets:
                yield Mistake(document.path, line, f"The Makefile has no target {target}.")


def setting_mistakes(document: Document, root: Path) -> Iterator[Mistake]:
    """Names of settings that nothing reads, and values that a setting does not accept."""
    parsers = {spec.name.upper(): spec.metadata["parse"] for spec in specs()}
    known = {*parsers, *(f"{name}_FILE" for name in parsers), *PLACEHOLDERS, *VALUES}
    for line, name in dict.fromkeys(_names(document)):
        if name not in known and not (name in OTHER_VARIABLES and name in _sources(root / OTHER_VARIABLES[name])):
            yield Mistake(document.path, line, f"Nothing reads a setting {name}.")
    for line, match in document.matches(r"\b([A-Z][A-Z_]+)=([^\s`'\";,)#…]+)"):
        parse = parsers.get(match[1])
        try:
            if parse is not None:
                parse(match[2])
        except ValueError:
            yield Mistake(document.path, line, f"{match[1]} does not take {match[2]}.")


def _code(document: Document) -> Iterator[tuple[int, str]]:
    yield from document.code()
    yield from document.commands("sh", "console", "ini", "")


def _names(document: Document) -> Iterator[tuple[int, str]]:
    """Capitalised words with `_` anywhere; words without `_` only if they stand alone in code or before `=`."""
    yield from ((line, match[0]) for line, match in document.matches(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b"))
    yield from ((line, match[1]) for line, match in document.matches(r"(?<![\w-])([A-Z][A-Z0-9_]{2,})=\S"))
    yield from ((line, code) for line, code in document.code() if re.fullmatch(r"[A-Z][A-Z0-9_]{2,}", code))


def _usage_error(name: str, rest: str) -> str:
    """Why a command or its options are unknown; empty if they are all known."""
    if name in PLACEHOLDERS:
        return ""
    if name.startswith("-"):
        return "" if name in build_parser()._option_string_actions else f"recommenderr has no option {name}."
    if name not in {command.name for command in commands()}:
        return f"recommenderr has no command {name}."
    known = parser_of(name)._option_string_actions
    unknown = [option for option in _OPTION.findall(rest) if option not in known]
    return f"recommenderr {name} has no option {unknown[0]}." if unknown else ""


def _parser_error(words: list[str]) -> str:
    """The parser's message about a whole command line; empty if it accepts the line."""
    stderr = StringIO()
    try:
        with redirect_stderr(stderr):
            build_parser().parse_args(words)
    except SystemExit as end:
        if end.code:
            return stderr.getvalue().strip().splitlines()[-1]
    return ""


def _is_option(option: str, root: Path) -> bool:
    """Whether any command, any benchmark or Docker has this option."""
    parsers = [build_parser(), *(parser_of(command.name) for command in commands())]
    if any(option in parser._option_string_actions for parser in parsers):
        return True
    return option in DOCKER_OPTIONS or f'"{option}"' in _sources(root / BENCHMARKS)


def _sources(path: Path) -> str:
    """The text of a file, or of all Python files of a folder."""
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.is_file() else []
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
