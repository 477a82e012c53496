"""Posters: fetched with the token in the header, cached on disk under names that reveal nothing."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests

from recommenderr.errors import PlexAnswerError, PlexMissingError
from recommenderr.plex.address import TrustedAddress, is_plex_tv, shown
from recommenderr.plex.connection import Connection
from recommenderr.plex.errors import translated
from recommenderr.plex.session import TOKEN_HEADER

MAX_POSTER_BYTES = 5_000_000
MAX_SIDE_PX = 2000
CHUNK_BYTES = 65_536
PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})  # no SVG: it can hold scripts
PICTURE_STARTS = (b"\xff\xd8", b"\x89PNG", b"RIFF", b"GIF8")
OF_A_TITLE = re.compile(r"/library/(metadata|collections)(/[\w-]+){2,}(\?.*)?", re.ASCII)
"""Where a server keeps pictures of its titles. Other paths can do more than show one: some even change things."""

_log = logging.getLogger(__name__)


def poster(connection: Connection, thumb: str, width: int, height: int) -> bytes:
    """The picture's bytes, scaled by the server to fill `width` x `height` pixels.

    An address of another host is followed only to plex.tv, where no token is sent.

    Raises:
        PlexMissingError: the title has no poster, or the server does not have it any more.
        PlexAnswerError: what came is no picture, is too large, or lies at a host that is not followed.
    """
    path = _path_on_server(connection.server_address, thumb)
    if path is None:
        return _fetch(connection, TrustedAddress(thumb, "PLEX_BASE"), "", {})
    token = {TOKEN_HEADER: connection.token}
    size = f"width={_side(width)}&height={_side(height)}"
    scaled = f"/photo/:/transcode?{size}&minSize=1&upscale=1&url={quote(path, safe='')}"
    try:
        return _fetch(connection, connection.server_address, scaled, token)
    except PlexAnswerError:
        return _fetch(
            connection, connection.server_address, path, token
        )  # a server without a transcoder still has the file


def _path_on_server(trusted: TrustedAddress, thumb: str) -> str | None:
    """The path of a thumb on the server itself; None where it lies at plex.tv."""
    parts = urlsplit(thumb)
    if not thumb or any(ord(letter) < 33 or ord(letter) == 127 for letter in thumb):
        raise PlexMissingError("This title has no poster. Choose one for it in Plex, then refresh.")
    if not parts.scheme and not parts.netloc and thumb.startswith("/"):
        return _of_a_title(thumb)
    if parts.scheme in {"http", "https"} and trusted.holds(thumb):
        path = parts.path.removeprefix(urlsplit(trusted.base).path)
        return _of_a_title(f"{path}?{parts.query}" if parts.query else path)
    if is_plex_tv(thumb):
        return None
    raise PlexAnswerError(
        f"The poster lies at {parts.hostname or 'an address that is not http'}, which is not followed. "
        "Choose another poster for the title in Plex."
    )


def _of_a_title(path: str) -> str:
    if not OF_A_TITLE.fullmatch(path):
        raise PlexAnswerError(
            "The poster lies at a path of the server that is not followed. Choose another poster for the title in Plex."
        )
    return path


def _side(pixels: int) -> int:
    return max(1, min(int(pixels), MAX_SIDE_PX))


def _fetch(connection: Connection, trusted: TrustedAddress, path: str, headers: dict[str, str]) -> bytes:
    address = shown(trusted.base + path)
    with (
        translated(trusted, path),
        connection.session.get(
            trusted.base + path,
            headers={"Accept": "image/*", "Accept-Encoding": "identity", **headers},
            timeout=connection.timeout_s,
            stream=True,
            allow_redirects=bool(headers),  # the session lets none but the server have the token
        ) as answer,
    ):
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.status_code != 200 or kind not in PICTURE_TYPES:
            raise PlexAnswerError(f"{address} is not a picture ({kind or 'no type'}). Choose another poster in Plex.")
        return _body(answer, address)


def _body(answer: requests.Response, address: str) -> bytes:
    data = bytearray()
    for chunk in answer.iter_content(CHUNK_BYTES):
        data += chunk
        if len(data) > MAX_POSTER_BYTES:
            raise PlexAnswerError(f"The picture at {address} has over {MAX_POSTER_BYTES} bytes. Choose another poster.")
    if not data:
        raise PlexAnswerError(f"The picture at {address} is empty. Choose another poster in Plex.")
    if not data.startswith(PICTURE_STARTS):
        raise PlexAnswerError(f"{address} is not a picture, though it says so. Choose another poster in Plex.")
    return bytes(data)


class PosterCache:
    """Keeps posters in a directory of at most `max_bytes`; the oldest are evicted.

    Several processes may share the directory. A directory that cannot be written is logged once; it costs speed, never
    a poster. `owner` separates the posters of two servers, or of the demo.
    """

    def __init__(self, directory: Path, max_bytes: int, owner: str = "") -> None:
        self._directory = directory
        self._max_bytes = max_bytes
        self._owner = owner
        self._size_bytes: int | None = None
        self._failing = False
        self._lock = threading.Lock()

    def get(self, thumb: str, width: int, height: int) -> bytes | None:
        """The cached poster, or None."""
        try:
            return self._file(thumb, width, height).read_bytes() or None
        except OSError:
            return None

    def put(self, thumb: str, width: int, height: int, data: bytes) -> None:
        """Keeps the picture: written whole under another name, then renamed into place."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._write(self._file(thumb, width, height), data)
            self._make_room(len(data))
        except OSError as err:
            message = "The poster cache %s cannot be written (%s); posters load slower."
            _log.log(logging.DEBUG if self._failing else logging.WARNING, message, self._directory, err.strerror)
            self._failing = True
        else:
            self._failing = False

    def get_or_fetch(self, thumb: str, width: int, height: int, fetch: Callable[[str, int, int], bytes]) -> bytes:
        """The cached poster, or the fetched one, which is cached from then on."""
        data = self.get(thumb, width, height)
        if data is None:
            data = fetch(thumb, width, height)
            self.put(thumb, width, height, data)
        return data

    def _write(self, target: Path, data: bytes) -> None:
        with tempfile.NamedTemporaryFile(dir=self._directory, suffix=".new", delete=False) as file:
            new = Path(file.name)
        try:
            new.write_bytes(data)
            new.replace(target)
        except OSError:
            new.unlink(missing_ok=True)  # a full disk takes the name of a file, and nothing in it
            raise

    def _file(self, thumb: str, width: int, height: int) -> Path:
        name = "\n".join((self._owner, thumb, str(width), str(height)))
        return self._directory / f"{hashlib.sha256(name.encode()).hexdigest()}.poster"

    def _make_room(self, added_bytes: int) -> None:
        with self._lock:
            if self._size_bytes is not None and self._size_bytes + added_bytes <= self._max_bytes:
                self._size_bytes += added_bytes
                return
            self._size_bytes = _evict(self._directory, self._max_bytes)


def _evict(directory: Path, max_bytes: int) -> int:
    """Removes the oldest pictures until the rest fits; returns the bytes that stay."""
    files: list[tuple[float, int, Path]] = []
    for file in (*directory.glob("*.poster"), *directory.glob("*.new")):
        try:
            facts = file.stat()
        except FileNotFoundError:
            continue  # another process was faster
        files.append((facts.st_mtime, facts.st_size, file))
    size_bytes = sum(size for _, size, _ in files)
    for _, size, file in sorted(files):
        if size_bytes <= max_bytes:
            break
        file.unlink(missing_ok=True)
        size_bytes -= size
    return size_bytes
