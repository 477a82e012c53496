"""Runs every check of the names in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from scripts.documents import links, markdown, messages, references
from scripts.documents.markdown import Document, Mistake

COMPOSE = Path("docker-compose.yml")


@dataclass(frozen=True, slots=True)
class Project:
    """What the documents are checked against: each other, the project's files, and the program's own texts."""

    root: Path
    documents: Mapping[Path, Document]
    files: Set[str]
    texts: str


def project(root: Path) -> Project:
    """Reads the documents, the file names and the program's texts of a project."""
    texts = messages.program_texts(root / "recommenderr")
    return Project(root, markdown.read_documents(root), links.files_of(root), texts)


def all_mistakes(known: Project) -> list[Mistake]:
    """Every mistake in the documents and in the compose file."""
    in_documents = (mistake for document in known.documents.values() for mistake in mistakes(document, known))
    compose = markdown.parse(COMPOSE, (known.root / COMPOSE).read_text(encoding="utf-8"))
    return [*in_documents, *links.orphan_mistakes(known.documents), *references.setting_mistakes(compose, known.root)]


def mistakes(document: Document, known: Project) -> Iterator[Mistake]:
    """Everything that one document names and that does not exist; runs nothing."""
    yield from links.link_mistakes(document, known.documents, known.files)
    yield from links.path_mistakes(document, known.root, known.files)
    yield from references.command_mistakes(document, known.root)
    yield from references.module_mistakes(document, known.root)
    yield from references.target_mistakes(document, known.root)
    yield from references.setting_mistakes(document, known.root)
    yield from messages.message_mistakes(document, known.texts)
