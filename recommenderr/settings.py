"""Every setting of the program, read from the environment, a secret file or `.env`, and checked before anything starts.

A value is taken from the first of: the environment variable `NAME`; the file that the variable `NAME_FILE` points at;
the line `NAME=` of a `.env` file in the working directory; the default. An empty value counts as not set.
"""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from recommenderr.errors import SettingsError
from recommenderr.records import MAX_WEIGHT
from recommenderr.text import normalize_name

DEMO_NOTICE = (
    "This is the built-in demo library, with made-up people. "
    "Set PLEX_BASE and PLEX_TOKEN to see your own (README.md tells how to get a token)."
)
CONTAINER_DATA = Path("/data")
LEAST_PASSWORD_LENGTH = 6
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")


@dataclass(frozen=True, slots=True)
class Login:
    """A password, and the one who signs in with it: a username, a display name or an account id."""

    name: str
    password: str = field(repr=False)


def _base_address(text: str) -> str:
    """`http://host:port/path` without a trailing slash; a missing scheme becomes http."""
    address = text.strip()
    if "://" not in address:
        address = f"http://{address}"
    address = address.rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address such as http://192.168.1.10:32400")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("an address without user name, ? or #; the token belongs in PLEX_TOKEN")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("an address whose port is a number from 1 to 65535") from None
    return address


def _number(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = float(text)
        if not math.isfinite(value) or not low <= value <= high:
            raise ValueError
        return value

    parse.__doc__ = f"a number from {low:g} to {high:g}"
    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError
        return value

    parse.__doc__ = f"a whole number from {low} to {high}"
    return parse


def _boolean(text: str) -> bool:
    """true or false."""
    word = text.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ValueError


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        for word in words:
            if text.strip().lower() == word.lower():
                return word
        raise ValueError

    parse.__doc__ = f"one of {', '.join(words)}"
    return parse


def _names(text: str) -> tuple[str, ...]:
    """names separated by commas."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def _quotable_names(text: str) -> tuple[str, ...]:
    """names separated by commas, in double quotes where a name has a comma itself."""
    rows = csv.reader(text.splitlines(), skipinitialspace=True)
    return tuple(name for row in rows for part in row if (name := part.strip()))


def _secret(text: str) -> str:
    """one line of text."""
    value = text.strip()
    if not value or any(ord(letter) < 32 for letter in value):
        raise ValueError
    return value


def _logins(text: str) -> tuple[Login, ...]:
    """pairs NAME=password, one a line or separated by semicolons."""
    parts = [part for line in text.splitlines() for entry in line.split(";") if (part := entry.strip())]
    pairs = [(name.strip(), password.strip()) for name, _, password in (part.partition("=") for part in parts)]
    if not all(name and password for name, password in pairs) or any(ord(letter) < 32 for letter in "".join(parts)):
        raise ValueError
    if any(len(password) < LEAST_PASSWORD_LENGTH for _, password in pairs):
        raise ValueError(f"a list in which every password has {LEAST_PASSWORD_LENGTH} characters or more")
    names, passwords = {normalize_name(name) for name, _ in pairs}, {password for _, password in pairs}
    if not len(names) == len(passwords) == len(pairs):
        raise ValueError("a list in which no name and no password stands twice")
    return tuple(Login(*pair) for pair in pairs)


def _hosts(text: str) -> tuple[str, ...]:
    """names such as films.example, separated by commas, without http:// and without a port."""
    names = tuple(name.lower().rstrip(".") for name in _names(text))
    if not all(len(name) < 254 and _HOST_NAME.fullmatch(name) for name in names):
        raise ValueError
    return names


def _path(text: str) -> Path:
    """a path."""
    try:
        return Path(text).expanduser()
    except RuntimeError as err:  # `~name` of a user that does not exist
        raise ValueError from err


def setting(
    default: Any, parse: Callable[[str], Any], help_text: str, *, secret: bool = False, shown: str | None = None
) -> Any:
    """One field of `Settings`: its default, how its text is read, what it does, and how its default is written down."""
    metadata = {"parse": parse, "help": help_text, "secret": secret, "shown": shown}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def data_dir() -> Path:
    """`/data` where it can be written, as in the container; `./data` anywhere else."""
    return CONTAINER_DATA if CONTAINER_DATA.is_dir() and os.access(CONTAINER_DATA, os.W_OK) else Path("data")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, checked. `Settings.load()` reads them; the constructor takes ready values, as tests do.

    A field is named as its environment variable in lower case. `sources` says where each value came from.
    """

    plex_base: str = setting(
        "http://localhost:32400", _base_address, "The Plex server's address, as this machine (or container) reaches it."
    )
    plex_token: str | None = setting(
        None, _secret, "The server owner's Plex token. Without it the built-in demo library is used.", secret=True
    )
    plex_tv_base: str = setting("https://plex.tv", _base_address, "Where accounts are looked up; leave it as it is.")
    plex_proxy: str | None = setting(
        None,
        _base_address,
        "A proxy for every request to Plex, such as http://proxy.lan:3128. Empty: none, whatever the environment says.",
    )
    plex_libraries: tuple[str, ...] = setting(
        (),
        _quotable_names,
        "Names or ids of the libraries to read, separated by commas; a name with a comma in double quotes. "
        "Empty: every film and series library.",
    )
    plex_timeout_s: float = setting(30.0, _number(0.1, 600), "Seconds to wait for an answer from the server.")
    plex_concurrency: int = setting(
        4, _whole(1, 32), "Requests under way at once; use fewer for a server on a slow disk."
    )
    db_path: Path = setting(
        lambda: data_dir() / "recommendations.db", _path, "The SQLite database.", shown="/data/recommendations.db"
    )
    art_dir: Path = setting(
        data_dir, _path, "Where artifacts, the poster cache and the refresh lock are kept.", shown="/data"
    )
    pull_interval_min: float = setting(
        60.0, _number(1, 43_200), "Minutes from the start of one refresh by the sidecar to the start of the next."
    )
    disable_autostart: bool = setting(False, _boolean, "true: the sidecar does not refresh when it starts.")
    refresh_timeout_min: float = setting(
        120.0, _number(1, 10_080), "Minutes after which the sidecar ends a refresh that hangs."
    )
    log_level: str = setting("INFO", _one_of("DEBUG", "INFO", "WARNING", "ERROR"), "How much is logged.")
    log_file: Path = setting(
        lambda: data_dir() / "recommenderr.log", _path, "The log file; it rotates.", shown="/data/recommenderr.log"
    )
    scoring: str = setting("evidence", _one_of("evidence", "classic"), "How scores are computed: evidence or classic.")
    feat_w_genres: float | None = setting(None, _number(0, MAX_WEIGHT), "Weight of genres.", shown="by scoring")
    feat_w_people: float | None = setting(
        None, _number(0, MAX_WEIGHT), "Weight of cast and directors.", shown="by scoring"
    )
    feat_w_text: float | None = setting(
        None, _number(0, MAX_WEIGHT), "Weight of title and summary.", shown="by scoring"
    )
    feat_w_collections: float | None = setting(
        None, _number(0, MAX_WEIGHT), "Weight of collections.", shown="by scoring"
    )
    feat_w_year: float | None = setting(
        None, _number(0, MAX_WEIGHT), "Weight of the years of release.", shown="by scoring"
    )
    feat_w_acclaim: float | None = setting(
        None, _number(0, MAX_WEIGHT), "Weight of critics' and audience ratings (evidence only).", shown="by scoring"
    )
    feat_w_new: float | None = setting(
        None, _number(0, MAX_WEIGHT), "Weight of new releases (evidence only).", shown="by scoring"
    )
    feat_w_countries: float | None = setting(
        None, _number(0, MAX_WEIGHT), "Weight of the countries of origin (evidence only).", shown="by scoring"
    )
    feat_w_format: float | None = setting(
        None,
        _number(0, MAX_WEIGHT),
        "Weight of film or series, content rating and length (evidence only).",
        shown="by scoring",
    )
    taste_breadth: float | None = setting(
        None,
        _number(0, 1),
        "0: the whole taste counts; 1: likeness to one loved title (evidence only).",
        shown="by scoring",
    )
    diversity: float | None = setting(
        None,
        _number(0, 1),
        "0: by score alone; towards 1: the list has genres, new titles, films and series in the proportions that the "
        "person watches.",
        shown="by scoring",
    )
    year_bucket_size: int = setting(5, _whole(1, 100), "Years in one bucket of the year group.")
    year_min: int = setting(1900, _whole(1800, 2200), "Titles before this year fall into the first bucket.")
    year_max: int = setting(2030, _whole(1800, 2200), "Titles after this year fall into the last bucket.")
    dashboard_password: str | None = setting(
        None, _secret, "Asks for this password before the dashboard shows anything.", secret=True
    )
    dashboard_users: tuple[Login, ...] = setting(
        (),
        _logins,
        "A password for each person, who then sees only their own pages; the owner, and whoever has "
        "DASHBOARD_PASSWORD, sees everybody's. Pairs NAME=password, one a line or separated by semicolons; NAME is a "
        "username, a display name or an account id.",
        secret=True,
    )
    dashboard_hosts: tuple[str, ...] = setting(
        (),
        _hosts,
        "Names that the dashboard answers to, separated by commas, in addition to IP addresses, names without a dot, "
        "and those that end in .local, .lan, .home.arpa or .internal.",
    )
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.year_min >= self.year_max:
            raise SettingsError(
                f"YEAR_MIN ({self.year_min}) must be smaller than YEAR_MAX ({self.year_max}). Change one of them."
            )
        if any(login.password == self.dashboard_password for login in self.dashboard_users):
            raise SettingsError(
                "DASHBOARD_PASSWORD is also a password of DASHBOARD_USERS, so it does not say who signs in. "
                "Change one of them."
            )

    def __repr__(self) -> str:
        shown = (
            f"{f.name}={'set' if f.metadata['secret'] and getattr(self, f.name) else getattr(self, f.name)!r}"
            for f in specs()
        )
        return f"Settings({', '.join(shown)})"

    @property
    def demo(self) -> bool:
        """Whether the built-in demo library stands in for a server."""
        return self.plex_token is None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret value, for the log's filter."""
        values = (getattr(self, f.name) for f in specs() if f.metadata["secret"])
        return tuple(text for value in values if value for text in _texts(value))

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
        """Reads and checks every setting.

        Raises:
            SettingsError: a value cannot be used; the sentence names the variable, never a secret's value.
        """
        environ = os.environ if environ is None else environ
        lines = _env_file(env_file)
        values: dict[str, Any] = {}
        sources: dict[str, str] = {}
        for spec in specs():
            entry = _find(spec.name.upper(), environ, lines)
            if entry is not None:
                text, sources[spec.name] = entry
                values[spec.name] = _parse(spec, text, sources[spec.name])
        return cls(**values, sources=sources)


def specs() -> tuple[Field[Any], ...]:
    """The fields of `Settings` that are settings, in the order of the documentation."""
    return tuple(f for f in fields(Settings) if "parse" in f.metadata)


def _texts(value: str | tuple[Login, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(login.password for login in value)


def default_text(spec: Field[Any]) -> str:
    """How the default of a setting is written down in the documents; empty where there is none."""
    if spec.metadata["shown"] is not None:
        return str(spec.metadata["shown"])
    if spec.default is MISSING or spec.default is None or spec.default == ():
        return ""
    return (
        f"{spec.default:g}"
        if isinstance(spec.default, float)
        else str(spec.default).lower()
        if isinstance(spec.default, bool)
        else str(spec.default)
    )


def _env_file(path: Path | None) -> Mapping[str, str | None]:
    if path is None or not path.is_file():
        return {}
    from dotenv import dotenv_values  # read only where there is such a file

    try:
        return dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as err:
        raise SettingsError(f"The file {path} cannot be read ({err}). Correct it, or remove it.") from err


def _find(name: str, environ: Mapping[str, str], lines: Mapping[str, str | None]) -> tuple[str, str] | None:
    for values, source in ((environ, "environment"), (lines, ".env")):
        if (text := values.get(name)) and text.strip():
            return text, source
        if (pointer := values.get(f"{name}_FILE")) and pointer.strip() and f"{name}_FILE".lower() not in _NAMES:
            return _secret_file(name, pointer.strip()), f"file {pointer.strip()}"
    return None


_NAMES = frozenset(f.name for f in fields(Settings))


def _secret_file(name: str, pointer: str) -> str:
    try:
        text = Path(pointer).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as err:
        reason = err.strerror if isinstance(err, OSError) else "it is not text"
        raise SettingsError(
            f"{name}_FILE points at {pointer}, which cannot be read ({reason}). Correct the path or its permissions."
        ) from err
    if not text:
        raise SettingsError(
            f"{name}_FILE points at {pointer}, which is empty. Write the value into it, or unset {name}_FILE."
        )
    return text


def _parse(spec: Field[Any], text: str, source: str) -> Any:
    parse = spec.metadata["parse"]
    try:
        return parse(text)
    except (ValueError, OverflowError) as err:
        expected = str(err) if str(err).startswith(("an ", "a ")) else str(parse.__doc__).rstrip(".")
        got = "a value that cannot be used" if spec.metadata["secret"] else repr(text)
        raise SettingsError(f"{spec.name.upper()} (from {source}) is {got}; it must be {expected}.") from None
