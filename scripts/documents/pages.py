"""A Markdown page taken apart: its text, its code, its examples, its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^(```)([\w-]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)*)`")
_LINK = re.compile(r"\]\(([^)\s]+)(?: \"[^\"]*\")?\)|<(?:a|img)\b[^>]*?\b(?:href|src)=\"([^\"]+)\"")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that a document says and that is not so."""

    path: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two fences; `line` is that of its first line."""

    language: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One document. `prose` is its text with every fenced block left blank, so that lines keep their numbers."""

    path: Path
    text: str
    prose: str
    blocks: tuple[Block, ...]

    def code(self) -> Iterator[tuple[int, str]]:
        """What stands in backticks, with its line; a line's end in it counts as a blank."""
        for found in _CODE.finditer(self.prose):
            yield _line(self.prose, found.start()), found[1].replace("\n", " ").replace("\\|", "|")

    def links(self) -> Iterator[tuple[int, str]]:
        """Where links and pictures lead, with their lines."""
        shown = _CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), self.prose)
        for found in _LINK.finditer(shown):
            yield _line(shown, found.start()), found[1] or found[2]

    def places(self, pattern: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match in the whole text, blocks and all, with its line."""
        for found in re.finditer(pattern, self.text):
            yield _line(self.text, found.start()), found

    def commands(self, *languages: str) -> Iterator[tuple[int, str]]:
        """The lines of the blocks in these languages, without prompt and comment; continued lines are one."""
        for block in self.blocks:
            if block.language not in languages:
                continue
            joined = re.sub(r"\\\n *", lambda found: " \0", block.text)
            line = block.line
            for row in joined.split("\n"):
                if block.language != "console" or row.startswith("$ "):
                    yield line, re.sub(r"(^| ) *#.*", "", row.removeprefix("$ ").replace("\0", ""))
                line += 1 + row.count("\0")

    def anchors(self) -> frozenset[str]:
        """What a link may name behind `#`: the headings, as GitHub writes them."""
        found: dict[str, int] = {}
        for heading in _HEADING.findall(self.prose):
            words = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
            found[words] = found.get(words, -1) + 1
            if found[words]:
                found[f"{words}-{found[words]}"] = 0
        return frozenset(found) | frozenset(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", self.prose))


def page(path: Path, text: str) -> Page:
    """Takes a page apart."""
    blocks = tuple(Block(f[2], _line(text, f.start(3)), f[3]) for f in _FENCE.finditer(text))
    prose = _FENCE.sub(lambda found: "\n" * found[0].count("\n"), text)
    return Page(path, text, prose, blocks)


def all_pages(root: Path) -> Mapping[Path, Page]:
    """Every document of the project, by its path from the root."""
    paths = sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])
    return {path.relative_to(root): page(path.relative_to(root), path.read_text(encoding="utf-8")) for path in paths}


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
