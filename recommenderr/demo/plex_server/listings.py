"""The Plex server's answers about titles: paged listings, metadata, seasons and episodes."""

from __future__ import annotations

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.plex_server import items
from recommenderr.demo.plex_server.elements import Query, RefusalError, container, element, page
from recommenderr.demo.plex_server.server_info import LIBRARY_PLUGIN
from recommenderr.demo.titles import DemoTitle, Episode, Section

MAX_IDS = 300
MOVIE, SHOW, EPISODE = "1", "2", "4"


def listing(library: DemoLibrary, query: Query, key: str) -> str:
    """`/library/sections/{key}/all`: the titles of a library in short form, in pages."""
    section = library.sections.get(key)
    if section is None:
        raise RefusalError(404, "Not Found")
    if not query.account.sees(key):
        raise RefusalError(403, "Forbidden")
    if section.type in {"artist", "photo"}:
        return container({"size": len(section.names), **_about(section)}, _names(section))
    kind = query.params.get("type", SHOW if section.type == "show" else MOVIE)
    if kind == EPISODE:
        return _episode_listing(library, section, query)
    fits = kind == (SHOW if section.type == "show" else MOVIE)
    titles = _filtered(library, library.listing(key), query) if fits else []
    rows, attributes = page(titles, query)
    written = [items.item(library, title, query, full=False) for title in rows]
    return container({**attributes, **_about(section)}, written)


def metadata(library: DemoLibrary, query: Query, keys: str) -> str:
    """`/library/metadata/{ids}`: complete items; unknown ids are omitted, and 404 only if all are unknown."""
    wanted = keys.split(",")
    if len(wanted) > MAX_IDS:
        raise RefusalError(414, "URI Too Long")
    rows = [row for key in wanted if (row := _whole(library, query, key))]
    if not rows:
        raise RefusalError(404, "Not Found")
    return container({"size": len(rows), "allowSync": True, "identifier": LIBRARY_PLUGIN}, rows)


def children(library: DemoLibrary, query: Query, key: str) -> str:
    """`/library/metadata/{id}/children`: the seasons of a series, or the episodes of a season."""
    title = _visible(library, query, key)
    if title is None:
        raise RefusalError(404, "Not Found")
    number = title.season_of_key(int(key))
    if number is not None:
        return _leaves(library, query, title, list(title.episodes(number)))
    numbers = range(title.first_season, title.first_season + len(title.seasons))
    rows, attributes = page(numbers, query)
    written = [items.season(library, title, season_number, query.account) for season_number in rows]
    return container({**attributes, "key": key, "parentTitle": title.title, "viewGroup": "season"}, written)


def leaves(library: DemoLibrary, query: Query, key: str) -> str:
    """`/library/metadata/{id}/allLeaves`: every episode of a series or a season."""
    title = _visible(library, query, key)
    if title is None:
        raise RefusalError(404, "Not Found")
    return _leaves(library, query, title, list(title.episodes(title.season_of_key(int(key)))))


def _about(section: Section) -> dict[str, object]:
    return {
        "allowSync": True,
        "identifier": LIBRARY_PLUGIN,
        "librarySectionID": section.key,
        "librarySectionTitle": section.title,
        "title1": section.title,
        "viewGroup": section.type,
    }


def _names(section: Section) -> list[str]:
    name = "Photo" if section.type == "photo" else "Directory"
    first = 900_000 + 1000 * int(section.key)
    return [
        element(name, {"ratingKey": first + i, "type": section.type, "title": title, "guid": f"local://{first + i}"})
        for i, title in enumerate(section.names)
    ]


def _filtered(library: DemoLibrary, titles: list[DemoTitle], query: Query) -> list[DemoTitle]:
    if wanted := query.params.get("title", "").casefold():
        titles = [title for title in titles if wanted in title.title.casefold()]
    person = query.account.account_id
    if "userRating>>" in query.params:
        states = [library.states.get((person, title.guid), items.NO_STATE) for title in titles]
        return [title for title, state in zip(titles, states, strict=True) if state.rating]
    if query.params.get("unwatched") != "0":
        return titles
    seen = {
        guid for (who, guid), state in library.states.items() if who == person and state.watched and not state.hidden
    }
    return [title for title in titles if title.guid in seen]


def _episode_listing(library: DemoLibrary, section: Section, query: Query) -> str:
    person, watched = query.account.account_id, query.params.get("unwatched") == "0"
    episodes: list[tuple[DemoTitle, Episode]] = []
    for title in library.listing(section.key):
        state = library.states.get((person, title.guid), items.NO_STATE)
        if state.episodes or not watched:
            episodes += [(title, e) for e in title.episodes() if not watched or (e.season, e.number) in state.episodes]
    rows, attributes = page(episodes, query)
    written = [items.episode(library, title, episode, query.account) for title, episode in rows]
    return container({**attributes, **_about(section), "viewGroup": "episode"}, written)


def _visible(library: DemoLibrary, query: Query, key: str) -> DemoTitle | None:
    title = library.owner_of(key)
    return title if title is not None and query.account.sees(title.section_key) else None


def _whole(library: DemoLibrary, query: Query, key: str) -> str:
    title = _visible(library, query, key)
    if title is None:
        return ""
    if title.rating_key == key:
        return items.item(library, title, query, full=True)
    number = title.season_of_key(int(key))
    if number is not None:
        return items.season(library, title, number, query.account)
    episode = title.episode(int(key))
    return items.episode(library, title, episode, query.account) if episode else ""


def _leaves(library: DemoLibrary, query: Query, title: DemoTitle, episodes: list[Episode]) -> str:
    rows, attributes = page(episodes, query)
    written = [items.episode(library, title, episode, query.account) for episode in rows]
    return container({**attributes, "viewGroup": "episode", "grandparentTitle": title.title}, written)
