"""Whether links, anchors, files and tests that a document names are there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path, PurePosixPath

from scripts.documents.pages import Mistake, Page

NOT_OURS = {".git", ".venv", "data", "secrets", "build", "dist"}
AT_RUN_TIME = {"data/", "secrets/"}

_ENDING = r"(?:py|md|sh|toml|yml|conf|svg|png|css|sql|txt)"
_FILE = re.compile(rf"\.?\w[\w.-]*(?:/[\w.-]+)*\.{_ENDING}")
_FOLDER = re.compile(r"(?:tests|docs|scripts|recommenderr|benchmarks|docker|pages|\.ci)(?:/[\w.-]+)*/?")
_ROOM = re.compile(r"[a-z_]+/")
_PLAIN = rf"(?<![\w./-])(?<!\]\()(?<!=\")(?:docs|tests|scripts|benchmarks|docker|recommenderr)/[\w./-]+\.{_ENDING}\b"


def files_of(root: Path) -> frozenset[str]:
    """Every file and folder of the project from its root, `/` between the parts; folders end with one."""
    found: set[str] = set()
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", "__"))]
        here = Path(folder).relative_to(root).as_posix()
        names = [*files, *(f"{name}/" for name in folders)]
        found |= {name if here == "." else f"{here}/{name}" for name in names}
    return frozenset(found)


def link_mistakes(page: Page, pages: Mapping[Path, Page], files: Set[str]) -> Iterator[Mistake]:
    """Links within the project that lead to no file or to no heading."""
    for line, link in page.links():
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = PurePosixPath(os.path.normpath(page.path.parent / target)) if target else PurePosixPath(page.path)
        if target and str(path) not in files and f"{path}/" not in files:
            yield Mistake(page.path, line, f"The link to {link} leads to no file.")
        elif anchor and path.suffix == ".md" and anchor not in (pages[Path(path)] if target else page).anchors():
            yield Mistake(page.path, line, f"The link to {link} leads to no heading of {path}.")


def lost_mistakes(pages: Mapping[Path, Page]) -> Iterator[Mistake]:
    """Documents to which no way leads from README.md."""
    reached, ahead = set[Path](), [Path("README.md")]
    while ahead:
        path = ahead.pop()
        reached.add(path)
        targets = (Path(os.path.normpath(path.parent / link.partition("#")[0])) for _, link in pages[path].links())
        ahead += [target for target in targets if target in pages and target not in reached]
    yield from (Mistake(path, 1, "No link leads here from README.md.") for path in sorted(set(pages) - reached))


def path_mistakes(page: Page, root: Path, files: Set[str]) -> Iterator[Mistake]:
    """Files, folders and tests named in code, and paths named anywhere, that are not there."""
    named = [(line, word) for line, code in page.code() for word in code.split()]
    named += [(line, word) for line, text in page.commands("sh", "console") for word in text.split()]
    named += [(line, found[0]) for line, found in page.places(_PLAIN)]
    for line, word in dict.fromkeys(named):
        path, _, test = word.lstrip("(").rstrip(".,;:()").partition("::")
        if not _is_path(path) or path in AT_RUN_TIME:
            continue
        found = [file for file in files if f"/{file.rstrip('/')}".endswith(f"/{path.rstrip('/')}")]
        if not found:
            yield Mistake(page.path, line, f"{path} is named, and is not there.")
        elif test and not any(_holds(root / file, test) for file in found):
            yield Mistake(page.path, line, f"{path} has no {test}.")


def _is_path(word: str) -> bool:
    return bool(_FILE.fullmatch(word) or _FOLDER.fullmatch(word) or _ROOM.fullmatch(word))


def _holds(file: Path, test: str) -> bool:
    return f"def {test}(" in file.read_text(encoding="utf-8")
