"""Whether commands, options, modules, make targets and settings that a document names exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

from recommenderr.cli.parser import build_parser, commands
from recommenderr.settings import specs
from scripts.documents.pages import Mistake, Page
from scripts.documents.tables import parser_of

PLACEHOLDERS = {"NAME", "NAME_FILE", "COMMAND", "USER", "TITLE_OR_ID", "FILE", "DIR", "COPY", "MODULE", "X"}
# Names that are no settings of the program, and where each is read.
ELSEWHERE = {
    "PORT": "recommenderr/supervise.py",
    "LISTEN": "recommenderr/supervise.py",
    "PUID": "docker/entrypoint.sh",
    "PGID": "docker/entrypoint.sh",
    "TZ": "docker-compose.yml",
    "PYTHON": "Makefile",
    "UPGRADE": "Makefile",
    "IMAGE_BUILD_ARGS": "tests/image",
    "STREAMLIT_SERVER_BASE_URL_PATH": "docker/health.py",  # and Streamlit itself
}
VALUES = {"INFO", "DEBUG", "WARNING", "ERROR"}
BENCHMARKS = "benchmarks"
OF_DOCKER = {"--init", "--read-only", "--tmpfs", "--memory", "--user", "--restart", "--name", "--build"}

_NOT_THE_PROGRAM = re.compile(r"(?:-u|-t|--name|exec|-R|-fu) recommenderr\b:?|recommenderr(?= recommenderr\b)")
_PROGRAM = re.compile(r"(?<![\w./-])(?:\.venv/bin/)?recommenderr (-?-?[a-zA-Z][\w-]*)([^;&]*)")
_MODULE = re.compile(r"-m ((?:recommenderr|benchmarks|scripts|tests)(?:\.\w+)*)([^;&]*)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_TARGET = re.compile(r"(?:^|[ (])make ([a-z-]+)")


def command_mistakes(page: Page, root: Path) -> Iterator[Mistake]:
    """Commands and options of the program that no parser knows; whole lines of examples that it does not take."""
    for line, text in _code(page):
        for name, rest in _PROGRAM.findall(_NOT_THE_PROGRAM.sub("", text)):
            if wrong := _wrong_use(name, rest):
                yield Mistake(page.path, line, wrong)
        if (option := _OPTION.match(text)) and not _is_option(option[0], root):
            yield Mistake(page.path, line, f"No command has an option {option[0]}.")
    for line, text in page.commands("sh", "console"):
        for name, rest in _PROGRAM.findall(_NOT_THE_PROGRAM.sub("", re.sub(r"\$\([^)]*\)", "x", text))):
            if not _wrong_use(name, rest) and (wrong := _refused([name, *shlex.split(rest.partition(" | ")[0])])):
                yield Mistake(page.path, line, wrong)


def module_mistakes(page: Page, root: Path) -> Iterator[Mistake]:
    """`python -m MODULE --option` where there is no such module, or where nothing in its folder reads the option."""
    for line, text in _code(page):
        for name, rest in _MODULE.findall(text):
            path = root / name.replace(".", "/")
            if not path.with_suffix(".py").is_file() and not (path / "__main__.py").is_file():
                yield Mistake(page.path, line, f"python -m {name} is no program here.")
            elif name != "recommenderr":
                read = _sources(path if path.is_dir() else path.parent)
                for option in _OPTION.findall(rest):
                    if f'"{option}"' not in read:
                        yield Mistake(page.path, line, f"python -m {name} has no option {option}.")


def target_mistakes(page: Page, root: Path) -> Iterator[Mistake]:
    """`make TARGET` where the Makefile has no such target."""
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for line, text in _code(page):
        for target in _TARGET.findall(text):
            if target not in targets:
                yield Mistake(page.path, line, f"The Makefile has no target {target}.")


def setting_mistakes(page: Page, root: Path) -> Iterator[Mistake]:
    """Names of settings that nothing reads, and values that a setting does not take."""
    ours = {spec.name.upper(): spec.metadata["parse"] for spec in specs()}
    known = {*ours, *(f"{name}_FILE" for name in ours), *PLACEHOLDERS, *VALUES}
    for line, name in dict.fromkeys(_names(page)):
        if name not in known and not (name in ELSEWHERE and name in _sources(root / ELSEWHERE[name])):
            yield Mistake(page.path, line, f"Nothing reads a setting {name}.")
    for line, found in page.places(r"\b([A-Z][A-Z_]+)=([^\s`'\";,)#…]+)"):
        parse = ours.get(found[1])
        try:
            if parse is not None:
                parse(found[2])
        except ValueError:
            yield Mistake(page.path, line, f"{found[1]} does not take {found[2]}.")


def _code(page: Page) -> Iterator[tuple[int, str]]:
    yield from page.code()
    yield from page.commands("sh", "console", "ini", "")


def _names(page: Page) -> Iterator[tuple[int, str]]:
    """Words in capitals with `_` in them anywhere; without, where they stand alone in code or before `=`."""
    yield from ((line, found[0]) for line, found in page.places(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b"))
    yield from ((line, found[1]) for line, found in page.places(r"(?<![\w-])([A-Z][A-Z0-9_]{2,})=\S"))
    yield from ((line, code) for line, code in page.code() if re.fullmatch(r"[A-Z][A-Z0-9_]{2,}", code))


def _wrong_use(name: str, rest: str) -> str:
    """What is wrong with a command and its options; nothing where the rest only cannot be run as it stands."""
    if name in PLACEHOLDERS:
        return ""
    if name.startswith("-"):
        return "" if name in build_parser()._option_string_actions else f"recommenderr has no option {name}."
    if name not in {command.name for command in commands()}:
        return f"recommenderr has no command {name}."
    known = parser_of(name)._option_string_actions
    wrong = [option for option in _OPTION.findall(rest) if option not in known]
    return f"recommenderr {name} has no option {wrong[0]}." if wrong else ""


def _refused(words: list[str]) -> str:
    """What the parser says against a whole command line."""
    said = StringIO()
    try:
        with redirect_stderr(said):
            build_parser().parse_args(words)
    except SystemExit as end:
        if end.code:
            return said.getvalue().strip().splitlines()[-1]
    return ""


def _is_option(option: str, root: Path) -> bool:
    """Whether any command, any benchmark or Docker takes it."""
    parsers = [build_parser(), *(parser_of(command.name) for command in commands())]
    if any(option in parser._option_string_actions for parser in parsers):
        return True
    return option in OF_DOCKER or f'"{option}"' in _sources(root / BENCHMARKS)


def _sources(path: Path) -> str:
    """The text of a file, or of all Python files of a folder."""
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.is_file() else []
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
