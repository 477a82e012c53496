"""Every subject in turn, each in a process of its own; with `--json`, all figures in one file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Options, options

SUBJECTS = ("ranking", "building", "memory", "commands")


def main() -> None:
    """Runs the subjects on the same households."""
    with options(str(__doc__)) as asked, TemporaryDirectory() as folder:
        found = {subject: _run(subject, asked, Path(folder) / f"{subject}.json") for subject in SUBJECTS}
        if asked.json_file is not None:
            asked.json_file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _run(subject: str, asked: Options, file: Path) -> object:
    sizes = ",".join(map(str, asked.sizes))
    words = ["--sizes", sizes, "--homes", str(asked.homes), "--budget", str(asked.budget_s), "--json", str(file)]
    words += ["--data", str(asked.data)] if asked.data else []
    subprocess.run([sys.executable, "-m", f"benchmarks.{subject}", *words], check=True)
    print(flush=True)
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
