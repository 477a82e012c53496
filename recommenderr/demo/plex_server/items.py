"""Films, series, seasons and episodes as Plex's XML: short in listings, complete in metadata."""

from __future__ import annotations

import zlib
from functools import lru_cache

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.people import DemoAccount, EpisodeState, WatchState
from recommenderr.demo.plex_server.elements import Query, element
from recommenderr.demo.titles import DemoTitle, Episode

LISTED_GENRES, LISTED_ROLES, LISTED_WRITERS, LISTED_DIRECTORS, LISTED_COUNTRIES = 2, 3, 2, 2, 2
FRESH, ROTTEN = 6.0, "rottentomatoes://image.rating.rotten"
RIPE, AUDIENCE = "rottentomatoes://image.rating.ripe", "imdb://image.rating"
NO_STATE = WatchState()


def item(library: DemoLibrary, title: DemoTitle, query: Query, *, full: bool) -> str:
    """One film or series; in listings with at most two genres, three actors and two writers, and without labels."""
    attributes = _attributes(library, title, query.account, full=full)
    children = _media(title, query) + _tags(title, query, full=full)
    return element("Video" if title.type == "movie" else "Directory", attributes, children)


def season(library: DemoLibrary, title: DemoTitle, number: int, account: DemoAccount) -> str:
    """One season of a series."""
    state = library.states.get((account.account_id, title.guid), NO_STATE)
    key = title.season_key(number)
    return element(
        "Directory",
        {
            "ratingKey": key,
            "key": f"/library/metadata/{key}/children",
            "parentRatingKey": title.rating_key,
            "guid": title.guid.replace("/show/", "/season/") + f"/{number}",
            "parentGuid": title.guid,
            "type": "season",
            "title": f"Season {number}" if number else "Specials",
            "parentKey": f"/library/metadata/{title.rating_key}",
            "parentTitle": title.title,
            "summary": "",
            "index": number,
            "parentIndex": 1,
            "thumb": title.poster_path or None,
            "leafCount": title.seasons[number - title.first_season],
            "viewedLeafCount": sum(1 for season_number, _ in state.episodes if season_number == number),
            "addedAt": title.added_at,
            "updatedAt": title.updated_at,
        },
    )


def episode(library: DemoLibrary, title: DemoTitle, numbers: Episode, account: DemoAccount) -> str:
    """One episode of a series."""
    state = library.states.get((account.account_id, title.guid), NO_STATE)
    seen = state.episodes.get((numbers.season, numbers.number), EpisodeState())
    show_path = f"/library/metadata/{title.rating_key}"
    return element(
        "Video",
        {
            "ratingKey": numbers.rating_key,
            "key": f"/library/metadata/{numbers.rating_key}",
            "parentRatingKey": numbers.season_key,
            "grandparentRatingKey": title.rating_key,
            "guid": title.guid.replace("/show/", "/episode/") + f"/{numbers.season}/{numbers.number}",
            "grandparentGuid": title.guid,
            "type": "episode",
            "title": f"Episode {numbers.number}",
            "grandparentKey": show_path,
            "parentKey": f"/library/metadata/{numbers.season_key}",
            "librarySectionTitle": library.sections[title.section_key].title,
            "librarySectionID": title.section_key,
            "librarySectionKey": f"/library/sections/{title.section_key}",
            "grandparentTitle": title.title,
            "parentTitle": f"Season {numbers.season}" if numbers.season else "Specials",
            "contentRating": title.content_rating,
            "summary": "",
            "index": numbers.number,
            "parentIndex": numbers.season,
            "viewCount": seen.plays or None,
            "lastViewedAt": seen.last_viewed_at,
            "year": title.year,
            "thumb": title.poster_path or None,
            "grandparentThumb": title.poster_path or None,
            "duration": _duration_ms(title),
            "addedAt": title.added_at,
            "updatedAt": title.updated_at,
        },
    )


def _attributes(library: DemoLibrary, title: DemoTitle, account: DemoAccount, *, full: bool) -> dict[str, object]:
    path = f"/library/metadata/{title.rating_key}"
    section = library.sections[title.section_key]
    placed = {
        "librarySectionTitle": section.title,
        "librarySectionID": section.key,
        "librarySectionKey": f"/library/sections/{section.key}",
    }
    return {
        "ratingKey": title.rating_key,
        "key": path if title.type == "movie" else f"{path}/children",
        "guid": title.guid,
        "studio": title.studio or None,
        "type": title.type,
        "title": title.title,
        "titleSort": title.sort_title if title.sort_title != title.title else None,
        **(placed if full else {}),
        "originalTitle": title.original_title or None,
        "editionTitle": title.edition or None,
        "contentRating": title.content_rating or None,
        "summary": title.summary,
        "index": 1 if title.type == "show" else None,
        "rating": title.critic_rating,
        "audienceRating": title.audience_rating,
        **_state_attributes(library.states.get((account.account_id, title.guid)), title),
        "year": title.year,
        "tagline": title.tagline or None,
        "thumb": title.poster_path or None,
        "art": f"{path}/art/{title.updated_at}",
        "duration": _duration_ms(title),
        "originallyAvailableAt": f"{title.year}-06-15" if title.year else None,
        **_leaf_attributes(title),
        "addedAt": title.added_at,
        "updatedAt": title.updated_at,
        "audienceRatingImage": AUDIENCE if title.audience_rating is not None else None,
        "ratingImage": _critics_image(title.critic_rating),
    }


def _state_attributes(state: WatchState | None, title: DemoTitle) -> dict[str, object]:
    if state is None:
        return {"viewedLeafCount": 0} if title.type == "show" else {}
    return {
        "userRating": f"{state.rating:.1f}" if state.rating is not None else None,
        "viewOffset": state.offset_ms or None,
        "viewCount": state.plays or None,
        "lastViewedAt": state.last_viewed_at,
        "lastRatedAt": state.rated_at,
        "viewedLeafCount": len(state.episodes) if title.type == "show" else None,
    }


def _leaf_attributes(title: DemoTitle) -> dict[str, object]:
    return {"leafCount": title.episode_count, "childCount": len(title.seasons)} if title.type == "show" else {}


def _duration_ms(title: DemoTitle) -> int | None:
    return round(title.runtime_min * 60_000) if title.runtime_min else None


def _critics_image(rating: float | None) -> str | None:
    return None if rating is None else RIPE if rating >= FRESH else ROTTEN


def _media(title: DemoTitle, query: Query) -> str:
    if title.type == "show" or query.excludes("Media"):
        return ""
    name = f"{title.title} ({title.year})".replace("/", "-")
    part = {
        "id": int(title.rating_key) + 500_000,
        "key": f"/library/parts/{title.rating_key}/{title.added_at}/file.mkv",
        "duration": _duration_ms(title),
        "file": f"/media/{name}/{name}.mkv",
        "container": "mkv",
    }
    media = {"id": int(title.rating_key) + 400_000, "duration": part["duration"], "videoResolution": "1080"}
    return element("Media", media, element("Part", part))


def _tags(title: DemoTitle, query: Query, *, full: bool) -> str:
    groups = (
        ("Genre", "genre", title.genres, LISTED_GENRES),
        ("Country", "country", title.countries, LISTED_COUNTRIES),
        ("Collection", "collection", title.collections, None),
        ("Director", "director", title.directors, LISTED_DIRECTORS),
        ("Writer", "writer", title.writers, LISTED_WRITERS),
        ("Role", "actor", title.cast, LISTED_ROLES),
        ("Label", "label", title.labels, 0),
    )
    parts = [element("Guid", {"id": guid}) for guid in title.external_ids] if query.with_guids else []
    if full:
        parts += _ratings(title)
    for name, kind, tags, listed in groups:
        if tags and not query.excludes(name):
            parts += [_tag(name, kind, tag, full) for tag in (tags if full else tags[:listed])]
    return "".join(parts)


@lru_cache(maxsize=200_000)
def _tag(name: str, kind: str, tag: str, full: bool) -> str:
    if not full:
        return element(name, {"tag": tag})
    tag_id = zlib.crc32(f"{kind}:{tag}".encode()) % 1_000_000
    return element(name, {"id": tag_id, "filter": f"{kind}={tag_id}", "tag": tag})


def _ratings(title: DemoTitle) -> list[str]:
    critics, audience = title.critic_rating, title.audience_rating
    rows: list[dict[str, object]] = []
    if audience is not None:
        rows.append({"image": AUDIENCE, "value": audience, "type": "audience"})
    if critics is not None:
        rows.append({"image": _critics_image(critics), "value": critics, "type": "critic"})
    return [element("Rating", row) for row in rows]
