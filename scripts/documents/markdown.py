"""Parses a Markdown document: its text, code, examples, links and headings."""

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
    """A statement of a document that is not true."""

    path: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced code block; `line` is the number of its first line."""

    language: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `prose` is its text with fenced blocks blanked out, so that lines keep their numbers."""

    path: Path
    text: str
    prose: str
    blocks: tuple[Block, ...]

    def code(self) -> Iterator[tuple[int, str]]:
        """Inline code with its line numbers; a line break inside counts as a space."""
        for match in _CODE.finditer(self.prose):
            yield _line(self.prose, match.start()), match[1].replace("\n", " ").replace("\\|", "|")

    def links(self) -> Iterator[tuple[int, str]]:
        """The targets of links and images, with their line numbers."""
        text = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), self.prose)
        for match in _LINK.finditer(text):
            yield _line(text, match.start()), match[1] or match[2]

    def matches(self, pattern: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match in the whole text, including blocks, with its line number."""
        for match in re.finditer(pattern, self.text):
            yield _line(self.text, match.start()), match

    def commands(self, *languages: str) -> Iterator[tuple[int, str]]:
        """The lines of blocks in these languages, without prompts and comments; continued lines are joined."""
        for block in self.blocks:
            if block.language not in languages:
                continue
            joined = re.sub(r"\\\n *", lambda match: " \0", block.text)
            line = block.line
            for row in joined.split("\n"):
                if block.language != "console" or row.startswith("$ "):
                    yield line, re.sub(r"(^| ) *#.*", "", row.removeprefix("$ ").replace("\0", ""))
                line += 1 + row.count("\0")

    def anchors(self) -> frozenset[str]:
        """The valid fragments of a link (`#…`): the headings in GitHub's spelling, and named anchors."""
        repeats: dict[str, int] = {}
        for heading in _HEADING.findall(self.prose):
            slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
            repeats[slug] = repeats.get(slug, -1) + 1
            if repeats[slug]:
                repeats[f"{slug}-{repeats[slug]}"] = 0
        return frozenset(repeats) | frozenset(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", self.prose))


def parse(path: Path, text: str) -> Document:
    """Parses the text of one document."""
    blocks = tuple(Block(f[2], _line(text, f.start(3)), f[3]) for f in _FENCE.finditer(text))
    prose = _FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)
    return Document(path, text, prose, blocks)


def read_documents(root: Path) -> Mapping[Path, Document]:
    """Every document of the project, by its path relative to the root."""
    paths = sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])
    return {path.relative_to(root): parse(path.relative_to(root), path.read_text(encoding="utf-8")) for path in paths}


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
