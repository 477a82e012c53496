"""A small household on disk whose titles, people and genres are as nasty as text can be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from recommenderr.build import build
from recommenderr.records import Account, HistoryRow, Item, Rating
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.factories.records import ANA, film, refill, seen, seen_episode, series

HOSTILE = (
    "<script>document.title='taken'</script>",
    "[x](javascript:alert(1))",
    "**bold** and $x$ and `code`",
    '"><img src=x onerror=alert(1)>',
    ":material/home: :red[red] & {{7*7}}",
)
BEN, CLEO = Account(2, "Ben <b>", "ben.k", "home"), Account(3, "Cleo", "", "managed")
ZOE = Account(4, "Zoe", "zoe", "friend")
GENRES = ("Drama", "Crime", "Science Fiction", "<i>Odd</i>")
FILMS = 60
NOW = datetime.now(UTC).replace(microsecond=0)


def settings_in(folder: Path, **facts: Any) -> Settings:
    """The settings of a household that is kept in one folder."""
    facts = {"plex_token": "token-that-nobody-may-see", "plex_base": "http://127.0.0.1:9", **facts}
    return Settings(db_path=folder / "store.db", art_dir=folder / "art", log_file=folder / "log", **facts)


def environment(settings: Settings) -> dict[str, str]:
    """The variables that make the program start with these settings."""
    found = {
        "DB_PATH": str(settings.db_path),
        "ART_DIR": str(settings.art_dir),
        "LOG_FILE": str(settings.log_file),
        "PLEX_BASE": settings.plex_base,
        "PLEX_TV_BASE": settings.plex_tv_base,
    }
    secret = {
        "PLEX_TOKEN": settings.plex_token,
        "DASHBOARD_PASSWORD": settings.dashboard_password,
        "DASHBOARD_USERS": "\n".join(f"{login.name}={login.password}" for login in settings.dashboard_users),
        "DASHBOARD_HOSTS": ",".join(settings.dashboard_hosts),
    }
    return found | {name: value for name, value in secret.items() if value}


def library() -> list[Item]:
    """Films by number with changing genres, people and years; a few series; and the nasty ones."""
    items = [
        film(
            str(100 + number),
            HOSTILE[number] if number < len(HOSTILE) else f"Film {number}",
            year=1960 + number,
            genres=(GENRES[number % 4], GENRES[number % 3]),
            cast=(f"Actor {number % 7}", f"Actor {number % 5 + 7}"),
            directors=(f"Director {number % 4}",),
            summary=f"A story of {'ships' if number % 2 else 'trains'} and of the number {number}.",
            ratings=(Rating("imdb", "audience", 5 + number % 5),),
            runtime_min=80.0 + number,
            content_rating=("PG", "R", "G")[number % 3],
            thumb=f"/library/metadata/{100 + number}/thumb/1",
            added_at=NOW - timedelta(days=number * 10),
        )
        for number in range(FILMS)
    ]
    return [*items, *(series(str(300 + n), f"Series {n}", year=2000 + n, genres=("Drama",)) for n in range(4))]


def history() -> list[HistoryRow]:
    """Ana watched every seventh film, Ben every fifth, Zoe everything, Cleo nothing."""
    rows = [
        (number, account_id)
        for number in range(FILMS)
        for account_id, every in ((1, 7), (2, 5), (4, 1))
        if number % every == 0
    ]
    films = [
        seen(f"{who}-{number}", "", NOW - timedelta(days=number), item_id=str(100 + number), account_id=who)
        for number, who in rows
    ]
    return films + [seen_episode(f"4-{key}", "", 1, NOW, series_id=str(key), account_id=4) for key in range(300, 304)]


def ingest(settings: Settings) -> None:
    """Writes the household into the store, and builds nothing."""
    with open_store(settings.db_path) as conn:
        refill(conn, library(), history=history(), people=(ANA, BEN, CLEO, ZOE), now=NOW, demo=settings.demo)


def made(folder: Path, **facts: Any) -> Settings:
    """The household, read and built."""
    settings = settings_in(folder, **facts)
    ingest(settings)
    with open_store(settings.db_path) as conn:
        build(conn, settings, NOW, lambda phase, done, total: None)
    return settings
