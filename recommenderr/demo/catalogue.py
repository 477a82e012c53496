"""The demo library: real films and series from `titles.json`, in libraries as a household has them."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from recommenderr.demo.csv_library import catalogue_library
from recommenderr.demo.household import accounts
from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.people import DemoAccount, Playback, WatchState
from recommenderr.demo.titles import NO_AGENT, DemoTitle, Section, hex_id
from recommenderr.demo.watch_history import play_out

__all__ = [
    "SECTIONS",
    "DemoAccount",
    "DemoLibrary",
    "DemoTitle",
    "Playback",
    "Section",
    "WatchState",
    "catalogue_library",
    "demo_library",
    "read_titles",
]

SECTIONS: dict[str, Section] = {
    "films": Section("1", "Films", "movie", "tv.plex.agents.movie", "Plex Movie"),
    "series": Section("2", "Series", "show", "tv.plex.agents.series", "Plex TV Series"),
    "family": Section("3", "Family films", "movie", "tv.plex.agents.movie", "Plex Movie"),
    "home": Section("4", "Home videos", "movie", NO_AGENT, "Plex Video Files Scanner", "xn"),
    "music": Section(
        "5", "Music", "artist", "tv.plex.agents.music", "Plex Music", names=("Claude Debussy", "Erik Satie")
    ),
    "photos": Section("6", "Photos", "photo", NO_AGENT, "Plex Photo Scanner", "xn", names=("Autumn", "Summer")),
}
SECOND_COPIES = (
    "Paddington",
    "Paddington 2",
    "Finding Nemo",
    "My Neighbor Totoro",
    "Mary Poppins",
    "The Wizard of Oz",
    "Toy Story",
    "WALL·E",
)
EDITIONS = {"Blade Runner": "The Final Cut", "The Lord of the Rings: The Fellowship of the Ring": "Extended Edition"}
HOME_VIDEOS = ("Mila's first steps", "Garden party", "Ferry to the island")
UNMATCHED = "The Long Way Home (festival copy)"
WITH_SPECIALS = {"Doctor Who": 5, "Downton Abbey": 4}
ADDED_BETWEEN = 1_546_300_800, 1_704_067_200  # the years 2019 to 2023


def demo_library(now: datetime) -> DemoLibrary:
    """The household's server at `now`; always the same for the same time, including every row of history."""
    rng = random.Random("shelves")
    library = DemoLibrary(
        "Demo household",
        tuple(SECTIONS.values()),
        accounts({name: section.key for name, section in SECTIONS.items()}),
        machine_id=hex_id("demo household", length=40),
    )
    for facts in read_titles():
        _add_title(library, facts, rng)
    _add_oddities(library)
    play_out(library, {name: section.key for name, section in SECTIONS.items()}, int(now.timestamp()))
    return library


def read_titles() -> list[dict[str, Any]]:
    """The films and series of the demo, as in `titles.json`."""
    text = (files("recommenderr.demo") / "titles.json").read_text(encoding="utf-8")
    titles: list[dict[str, Any]] = json.loads(text)
    return titles


def _add_title(library: DemoLibrary, facts: Mapping[str, Any], rng: random.Random) -> None:
    added_at = int(rng.uniform(*ADDED_BETWEEN))
    kind = str(facts["type"])
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    known |= {
        "guid": f"plex://{kind}/{hex_id(kind, facts['title'], facts['year'])}",
        "added_at": added_at,
        "updated_at": added_at + 3600,
    }
    if facts["title"] in WITH_SPECIALS:
        known |= {"seasons": (WITH_SPECIALS[facts["title"]], *known["seasons"]), "first_season": 0}
    section = SECTIONS["films" if kind == "movie" else "series"]
    library.add(section.key, **known)
    if kind == "movie" and facts["title"] in SECOND_COPIES:
        library.add(SECTIONS["family"].key, **known)
    if facts["title"] in EDITIONS:
        library.add(section.key, **known, edition=EDITIONS[facts["title"]])


def _add_oddities(library: DemoLibrary) -> None:
    """Adds a film that no agent recognised, and a few home videos, which must not be recommended."""
    then = ADDED_BETWEEN[0]
    unmatched = library.add(
        SECTIONS["films"].key, guid="", type="movie", title=UNMATCHED, runtime_min=97.0, added_at=then, thumb=""
    )
    library.alter(unmatched.rating_key, guid=f"local://{unmatched.rating_key}", updated_at=then)
    for title in HOME_VIDEOS:
        library.add(
            SECTIONS["home"].key,
            guid=f"com.plexapp.agents.none://{hex_id(title, length=40)}?lang=xn",
            type="movie",
            title=title,
            year=2021,
            runtime_min=4.0,
            added_at=then,
            updated_at=then,
        )
