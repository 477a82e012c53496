"""Turns two years of evenings into the history and watched states of a real server, including their defects."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from recommenderr.demo.household import DAY_S, DAYS_KEPT, MINUTE_S, ORIGIN_DAY, Play, Viewer, latest, read_people
from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.people import PlayType
from recommenderr.demo.titles import DemoTitle
from recommenderr.records import OWNER_ACCOUNT_ID

NO_TIME, SAME_SECOND, MINUTE_APART, NO_SERIES = 0.003, 0.015, 0.015, 0.03
"""Probabilities of a row without a time, a second row in the same second or a minute later, one without its series."""
BULK_RATED = 0.2
"""Share of the owner's unrated films that a tool rated within seconds, with fractions that people cannot enter."""
OTHER_MEDIA_KEY = "900501"

Action = tuple[int, Callable[[], object]]
"""The time of an event in epoch seconds, and the change that it makes to the library."""
People = Mapping[str, Mapping[str, Any]]


def play_out(library: DemoLibrary, section_keys: Mapping[str, str], now: int) -> None:
    """Fills the library's history, watched states and ratings for the two years before `now`."""
    written = read_people()
    people: People = {person["name"]: person for person in written["people"]}
    actions: list[Action] = []
    for person in people.values():
        if person["tastes"]:
            actions += _viewing(library, person, _available_titles(library, person, written, section_keys), now)
    actions += _gone(library, people, [*written["deleted"], *written["replaced"]], section_keys, now)
    actions += _other_media(library, people, written["other_rows"], section_keys, now)
    for at, change in sorted(actions, key=lambda action: action[0]):
        by_time = (at - ORIGIN_DAY * DAY_S) * 10  # so that a row has the same id whenever the demo starts
        library.next_history_id = max(library.next_history_id, by_time)
        change()
    for person in people.values():
        _rate(library, person)
    _mark(library, people, written["marked"], now)
    _rate_in_bulk(library, now)


def _available_titles(
    library: DemoLibrary, person: Mapping[str, Any], written: Mapping[str, Any], section_keys: Mapping[str, str]
) -> list[DemoTitle]:
    """One copy of every title that the person can choose; the child prefers copies of the family library."""
    account = library.accounts[person["account_id"]]
    order = ("films", "series", "family") if person["name"] == written["child"] else ("family", "films", "series")
    apart = {mark["title"] for mark in written["marked"] if mark["name"] == person["name"]} | {*person["dislikes"]}
    copies: dict[str, DemoTitle] = {}
    for name in order:
        if account.sees(section_keys[name]):
            copies |= {t.guid: t for t in library.listing(section_keys[name]) if t.title not in apart and not t.edition}
    return list(copies.values())


def _viewing(library: DemoLibrary, person: Mapping[str, Any], titles: list[DemoTitle], now: int) -> Iterator[Action]:
    account_id = person["account_id"]
    rng = random.Random(f"blemishes of {person['name']}")
    for play in Viewer(person, titles).plays(now - 10 * MINUTE_S):
        draw = rng.random()
        if play.at > now - DAYS_KEPT * DAY_S:
            yield play.at, partial(_record, library, account_id, play, draw)
    for title in person["dislikes"]:
        rng = random.Random(f"{person['name']} dislikes {title}")
        at, key = latest(rng.randrange(DAYS_KEPT), now), library.find(title).rating_key
        yield at, partial(_record, library, account_id, Play(at, key), 0.99)
        yield at + 1, partial(library.rate, account_id, key, float(rng.randrange(2, 5)), at + 5 * MINUTE_S)


def _record(library: DemoLibrary, account_id: int, play: Play, draw: float) -> None:
    """Adds a play to the library; `draw`, uniform in 0..1, decides about its defects."""
    title = library.owner_of(play.rating_key)
    if title is not None and not play.complete:
        library.state(account_id, title).offset_ms = round((title.runtime_min or 100) * 24_000)
        return
    library.mark(account_id, play.rating_key, play.at)
    if draw < NO_TIME:
        library.play(account_id, play.rating_key, None, marks=False)
        return
    library.play(account_id, play.rating_key, play.at, marks=False, names_series=not 0.5 <= draw < 0.5 + NO_SERIES)
    if draw < NO_TIME + SAME_SECOND:
        library.play(account_id, play.rating_key, play.at, marks=False)
    elif draw < NO_TIME + SAME_SECOND + MINUTE_APART:
        library.play(account_id, play.rating_key, play.at + MINUTE_S, marks=False)


def _gone(
    library: DemoLibrary, people: People, rows: list[Mapping[str, Any]], section_keys: Mapping[str, str], now: int
) -> Iterator[Action]:
    """Rows of media that has since been deleted, some of it added again under another key."""
    for row in rows:
        account_id, later_s = people[row["name"]]["account_id"], 25 * MINUTE_S * row.get("number", 1)
        at = latest(row["day"], now - later_s) + later_s
        kind: PlayType = "episode" if "series" in row else "movie"
        facts = {"section_key": section_keys["series" if "series" in row else "films"]}
        if "series" in row:
            facts |= {"series_title": row["series"], "season": row["season"], "number": row["number"]}
        yield at, partial(library.write_row, account_id, kind, row["title"], None, at, **facts)


def _other_media(
    library: DemoLibrary, people: People, rows: list[Mapping[str, Any]], section_keys: Mapping[str, str], now: int
) -> Iterator[Action]:
    """Rows of music, photos and clips, which every history has."""
    rng = random.Random("other media")
    for row in rows:
        account_id, facts = people[row["name"]]["account_id"], {"section_key": section_keys[row["section"]]}
        for _ in range(3):
            at = latest(rng.randrange(DAYS_KEPT), now)
            yield at, partial(library.write_row, account_id, row["type"], row["title"], OTHER_MEDIA_KEY, at, **facts)


def _rate(library: DemoLibrary, person: Mapping[str, Any]) -> None:
    """Rates some of what the person watched: loved titles nearly always, with nine or ten."""
    loves = {title for taste in person["tastes"] for title in taste.get("loves", ())}
    for title in library.titles.values():
        state = library.states.get((person["account_id"], title.guid))
        if state is None or not state.watched or state.rating is not None or person["rates"] == 0:
            continue
        rng = random.Random(f"{person['name']} rates {title.guid}")
        loved = title.title in loves
        if rng.random() < (0.8 if loved else person["rates"]):
            usual = round(title.audience_rating or 7) + rng.choice((-1, 0, 0, 1))
            rating = rng.choice((9, 10, 10)) if loved else min(max(usual, 5), 9)
            library.rate(person["account_id"], title.rating_key, float(rating), (state.last_viewed_at or 0) + 300)


def _mark(library: DemoLibrary, people: People, marks: list[Mapping[str, Any]], now: int) -> None:
    """Marks titles as watched without a history row; a whole series then has no time, and Plex's list can omit it."""
    for mark in marks:
        account_id, title = people[mark["name"]]["account_id"], library.find(mark["title"])
        state = library.mark(account_id, title.rating_key, latest(mark["day"], now))
        if mark.get("whole_series"):
            state.last_viewed_at, state.hidden = None, mark.get("hidden", False)


def _rate_in_bulk(library: DemoLibrary, now: int) -> None:
    at = latest(610, now)
    for title in library.titles.values():
        state = library.states.get((OWNER_ACCOUNT_ID, title.guid))
        rating = title.audience_rating
        unrated = state is not None and state.plays > 0 and state.rating is None
        drawn = random.Random(f"a tool rates {title.guid}").random() < BULK_RATED
        if unrated and drawn and rating and rating != int(rating):
            library.rate(OWNER_ACCOUNT_ID, title.rating_key, rating, at)
            at += 1
