"""Runs every subject, each in its own process; with `--json`, writes all figures to one file."""

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
    with options(str(__doc__)) as args, TemporaryDirectory() as folder:
        figures = {subject: _run(subject, args, Path(folder) / f"{subject}.json") for subject in SUBJECTS}
        if args.json_file is not None:
            args.json_file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _run(subject: str, args: Options, file: Path) -> object:
    sizes = ",".join(map(str, args.sizes))
    words = ["--sizes", sizes, "--homes", str(args.homes), "--budget", str(args.budget_s), "--json", str(file)]
    words += ["--data", str(args.data)] if args.data else []
    subprocess.run([sys.executable, "-m", f"benchmarks.{subject}", *words], check=True)
    print(flush=True)
    return json.loads(file.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
