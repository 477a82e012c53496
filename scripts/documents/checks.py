"""Every check of what a document names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from scripts.documents import messages, pages, places, words
from scripts.documents.pages import Mistake, Page

COMPOSE = Path("docker-compose.yml")


@dataclass(frozen=True, slots=True)
class Project:
    """What the documents are held against: all of them, every file, and all that the program can say."""

    root: Path
    pages: Mapping[Path, Page]
    files: Set[str]
    said: str


def project(root: Path) -> Project:
    """Reads a project."""
    said = messages.everything_said(root / "recommenderr")
    return Project(root, pages.all_pages(root), places.files_of(root), said)


def all_mistakes(known: Project) -> list[Mistake]:
    """Everything that is wrong with any of them."""
    each = (mistake for page in known.pages.values() for mistake in mistakes(page, known))
    compose = pages.page(COMPOSE, (known.root / COMPOSE).read_text(encoding="utf-8"))
    return [*each, *places.lost_mistakes(known.pages), *words.setting_mistakes(compose, known.root)]


def mistakes(page: Page, known: Project) -> Iterator[Mistake]:
    """Whatever a document names that is not there; nothing is run for it."""
    yield from places.link_mistakes(page, known.pages, known.files)
    yield from places.path_mistakes(page, known.root, known.files)
    yield from words.command_mistakes(page, known.root)
    yield from words.module_mistakes(page, known.root)
    yield from words.target_mistakes(page, known.root)
    yield from words.setting_mistakes(page, known.root)
    yield from messages.message_mistakes(page, known.said)
