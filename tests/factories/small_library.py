"""A small library that a demo server can serve, plain or with titles that try to be more than text."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from recommenderr.demo.catalogue import SECTIONS, DemoAccount, DemoLibrary, read_titles
from recommenderr.demo.titles import hex_id
from tests.factories.hostile_household import HOSTILE

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OWNER, HOME, CHILD, FRIEND = 1, 101, 102, 103


def small_library() -> DemoLibrary:
    """51 films and 10 series; the owner saw every second of them, Bruno every fifth (of a series three episodes)."""
    people = (
        DemoAccount(OWNER, "Ana", "ana", "owner", 9001, token="token-of-ana"),
        DemoAccount(HOME, "Bruno", "bruno", "home", 101, token="token-of-bruno"),
        DemoAccount(CHILD, "Mila", "", "managed", 102, token="token-of-mila", restriction="little_kid"),
        DemoAccount(FRIEND, "Jonas", "jonas", "friend", 103, token="token-of-jonas", sections=frozenset({"1"})),
    )
    sections = SECTIONS["films"], SECTIONS["series"], SECTIONS["home"]
    library = DemoLibrary("Small", sections, people, machine_id=hex_id("small", length=40))
    at = int(NOW.timestamp()) - 500 * 86_400
    written = read_titles()
    chosen = [t for t in written if t["type"] == "movie"][::7][:51] + [t for t in written if t["type"] == "show"][::9]
    for facts in chosen[:61]:
        known = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
        known["guid"] = f"plex://{facts['type']}/{hex_id(facts['type'], facts['title'], facts['year'])}"
        library.add("1" if facts["type"] == "movie" else "2", **known, added_at=at, updated_at=at)
    rng = random.Random(0)
    for number, title in enumerate(list(library.titles.values())):
        at += rng.randrange(3600, 6 * 86_400)
        keys = [title.rating_key] if title.type == "movie" else [str(e.rating_key) for e in list(title.episodes())[:3]]
        for part, key in enumerate(keys):
            if number % 2 == 0:
                library.play(OWNER, key, at + 2000 * part)
            if number % 5 == 0:
                library.play(HOME, key, at + 500 + 2000 * part)
    return library


def hostile_library() -> DemoLibrary:
    """The small library, with titles that try to be more than text; the owner has watched one of them."""
    library = small_library()
    for number, title in enumerate(HOSTILE):
        film = library.add(
            "1",
            type="movie",
            guid=f"plex://movie/nasty{number}",
            title=title,
            year=1990 + number,
            genres=("Drama", HOSTILE[number]),
            cast=(HOSTILE[number],),
            directors=(HOSTILE[number],),
            summary=f"{title} is a story of ships.",
            thumb="" if number == 0 else None,
        )
        if number == 1:
            library.play(OWNER, film.rating_key, 1_770_000_000)
    return library
