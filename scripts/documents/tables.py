"""Generates `.env.example` and the README's tables of settings and commands from the code."""

from __future__ import annotations

import re
from argparse import ArgumentParser, _SubParsersAction
from dataclasses import Field
from pathlib import Path
from typing import Any

from recommenderr.cli.parser import build_parser, commands
from recommenderr.model.weights import DEFAULTS_OF
from recommenderr.settings import default_text, specs

README = Path("README.md")
EXAMPLE = Path(".env.example")
TO_FILL_IN = ("PLEX_BASE", "PLEX_TOKEN")

EXAMPLE_HEAD = """\
# Copy this file to .env and fill in the first two settings. A setting that is commented out or empty has its default.
# An environment variable of the same name overrides this file. NAME_FILE=/path reads the value of NAME from a file, as
# container secrets do.
"""


def example() -> str:
    """The text of `.env.example`."""
    parts = [EXAMPLE_HEAD]
    for spec in specs():
        name = spec.name.upper()
        comment = "" if name in TO_FILL_IN else "#"
        by_scoring = f" Default: {_default(spec)}." if spec.metadata["shown"] == "by scoring" else ""
        value = "" if by_scoring else default_text(spec)
        parts.append(f"# {spec.metadata['help']}{by_scoring}\n{comment}{name}={value}\n")
    return "\n".join(parts)


def settings_table() -> str:
    """A Markdown table of every setting, its default, and its description."""
    rows = ["| setting | default | what it does |", "| --- | --- | --- |"]
    for spec in specs():
        default = _default(spec)
        shown = default if spec.metadata["shown"] == "by scoring" or not default else f"`{default}`"
        rows.append(f"| `{spec.name.upper()}` | {shown} | {spec.metadata['help']} |")
    return "\n".join(rows)


def commands_table() -> str:
    """A Markdown table of every command, its arguments, and its description."""
    rows = ["| command | what it does |", "| --- | --- |"]
    for command in commands():
        words = _words(command.name).replace("|", "\\|")
        rows.append(f"| `{words}` | {command.help} |")
    return "\n".join(rows)


def readme(text: str) -> str:
    """README.md with its generated tables brought up to date."""
    for name, table in (("settings", settings_table()), ("commands", commands_table())):
        begin, end = f"<!-- {name}: made by `make docs` -->\n", "<!-- end -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{table}\n{end}{rest.partition(end)[2]}"
    return text


def _default(spec: Field[Any]) -> str:
    if spec.metadata["shown"] != "by scoring":
        return default_text(spec)
    control = spec.name.removeprefix("feat_w_").removeprefix("taste_")
    evidence, classic = (DEFAULTS_OF[scoring][control] for scoring in ("evidence", "classic"))
    if "evidence only" in spec.metadata["help"] or evidence == classic:
        return f"{evidence:g}"
    return f"{evidence:g} (classic: {classic:g})"


def _words(name: str) -> str:
    """The usage of a command, such as `recommend USER [--k N]`; required arguments come first."""
    usage = parser_of(name).format_usage().removeprefix(f"usage: recommenderr {name}").replace("[-h]", "")
    options = sorted(re.findall(r"\[.*?\]", usage), key=lambda words: words.startswith("[-"))
    required = re.sub(r"\[.*?\]", "", usage).split()
    words = " ".join([name, *required, *options])
    return re.sub(r"\{(.*?)\}", lambda choices: choices[1].replace(",", "|"), words)


def parser_of(name: str) -> ArgumentParser:
    """The argument parser of one command."""
    parsers = build_parser()
    family = next(action for action in parsers._actions if isinstance(action, _SubParsersAction))
    parser: ArgumentParser = family.choices[name]
    return parser


def update(root: Path, *, check: bool) -> bool:
    """Writes the generated parts; with `check`, only reports the outdated ones and returns whether there are any."""
    outdated = False
    generated = ((root / EXAMPLE, example()), (root / README, readme((root / README).read_text(encoding="utf-8"))))
    for path, text in generated:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        outdated = True
        print(f"{path.name} {'is out of date: run make docs' if check else 'written'}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return check and outdated
