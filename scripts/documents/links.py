"""Checks that the links, anchors, files and tests that a document names exist."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path, PurePosixPath

from scripts.documents.markdown import Document, Mistake

NOT_OURS = {".git", ".venv", "data", "secrets", "build", "dist"}
AT_RUN_TIME = {"data/", "secrets/"}

_ENDING = r"(?:py|md|sh|toml|yml|conf|svg|png|css|sql|txt)"
_FILE = re.compile(rf"\.?\w[\w.-]*(?:/[\w.-]+)*\.{_ENDING}")
_FOLDER = re.compile(r"(?:tests|docs|scripts|recommenderr|benchmarks|docker|pages|\.ci)(?:/[\w.-]+)*/?")
_PACKAGE = re.compile(r"[a-z_]+/")
_PLAIN = rf"(?<![\w./-])(?<!\]\()(?<!=\")(?:docs|tests|scripts|benchmarks|docker|recommenderr)/[\w./-]+\.{_ENDING}\b"


def files_of(root: Path) -> frozenset[str]:
    """Every file and folder of the project as a POSIX path relative to the root; folders end with `/`."""
    paths: set[str] = set()
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", "__"))]
        parent = Path(folder).relative_to(root).as_posix()
        names = [*files, *(f"{name}/" for name in folders)]
        paths |= {name if parent == "." else f"{parent}/{name}" for name in names}
    return frozenset(paths)


def link_mistakes(document: Document, documents: Mapping[Path, Document], files: Set[str]) -> Iterator[Mistake]:
    """Links within the project to a file or a heading that does not exist."""
    for line, link in document.links():
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (
            PurePosixPath(os.path.normpath(document.path.parent / target)) if target else PurePosixPath(document.path)
        )
        if target and str(path) not in files and f"{path}/" not in files:
            yield Mistake(document.path, line, f"The link to {link} leads to no file.")
        elif (
            anchor and path.suffix == ".md" and anchor not in (documents[Path(path)] if target else document).anchors()
        ):
            yield Mistake(document.path, line, f"The link to {link} leads to no heading of {path}.")


def orphan_mistakes(documents: Mapping[Path, Document]) -> Iterator[Mistake]:
    """Documents that cannot be reached by links from README.md."""
    reached, ahead = set[Path](), [Path("README.md")]
    while ahead:
        path = ahead.pop()
        reached.add(path)
        targets = (Path(os.path.normpath(path.parent / link.partition("#")[0])) for _, link in documents[path].links())
        ahead += [target for target in targets if target in documents and target not in reached]
    yield from (Mistake(path, 1, "No link leads here from README.md.") for path in sorted(set(documents) - reached))


def path_mistakes(document: Document, root: Path, files: Set[str]) -> Iterator[Mistake]:
    """Files, folders and tests named in code, and paths named anywhere, that do not exist."""
    named = [(line, word) for line, code in document.code() for word in code.split()]
    named += [(line, word) for line, text in document.commands("sh", "console") for word in text.split()]
    named += [(line, match[0]) for line, match in document.matches(_PLAIN)]
    for line, word in dict.fromkeys(named):
        path, _, test = word.lstrip("(").rstrip(".,;:()").partition("::")
        if not _is_path(path) or path in AT_RUN_TIME:
            continue
        candidates = [file for file in files if f"/{file.rstrip('/')}".endswith(f"/{path.rstrip('/')}")]
        if not candidates:
            yield Mistake(document.path, line, f"{path} is named, and is not there.")
        elif test and not any(_defines(root / file, test) for file in candidates):
            yield Mistake(document.path, line, f"{path} has no {test}.")


def _is_path(word: str) -> bool:
    return bool(_FILE.fullmatch(word) or _FOLDER.fullmatch(word) or _PACKAGE.fullmatch(word))


def _defines(file: Path, test: str) -> bool:
    return f"def {test}(" in file.read_text(encoding="utf-8")
