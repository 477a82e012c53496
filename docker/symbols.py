"""Removes the symbol tables of compiled libraries, which only debuggers read, and prints their size.

Everything that a process loads is in the segments of the program header. The file is truncated after the last of them,
and nothing is moved. (GNU strip moves segments, which breaks libraries that patchelf has modified, such as NumPy's.)
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
SEGMENT = struct.Struct("<IIQQQQQQ")
ELF_64_LITTLE = b"\x7fELF\x02\x01"


def cut(library: Path) -> int:
    """Truncates one library, and returns the number of bytes saved."""
    with library.open("r+b") as file:
        start = file.read(HEADER.size)
        if not start.startswith(ELF_64_LITTLE):
            return 0
        head: list[int] = list(HEADER.unpack(start))
        segments_at, segment_count, sections_at = head[5], head[10], head[6]
        file.seek(segments_at)
        segments = [SEGMENT.unpack(file.read(SEGMENT.size)) for _ in range(segment_count)]
        end: int = max(offset + size for _, _, offset, _, _, size, _, _ in segments)
        before = file.seek(0, 2)
        if sections_at < end:
            return 0
        head[6] = head[12] = head[13] = 0  # the section table is gone
        file.seek(0)
        file.write(HEADER.pack(*head))
        file.truncate(end)
    return before - end


def main(folder: Path) -> None:
    """Truncates every library in the folder and its subfolders."""
    libraries = (path for path in folder.rglob("*.so*") if path.is_file() and not path.is_symlink())
    print(f"symbols: {sum(map(cut, libraries)) / 1e6:.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
