"""Turns two years of evenings into what a real server would have kept of them, blemishes included."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from recommenderr.demo.household import DAY_S, DAYS_KEPT, MINUTE_S, ORIGIN_DAY, Play, Viewer, latest, written_down
from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.people import PlayType
from recommenderr.demo.titles import DemoTitle
from recommenderr.records import OWNER_ACCOUNT_ID

NO_TIME, SAME_SECOND, MINUTE_APART, NO_SERIES = 0.003, 0.015, 0.015, 0.03
"""Chances of a row without a time, a second row in the same second, one a minute later, one that lacks its series."""
BULK_RATED = 0.2
"""Share of the owner's unrated films that a tool rated, within seconds, with fractions that people cannot enter."""
OTHER_MEDIA_KEY = "900501"

Deed = tuple[int, Callable[[], object]]
"""When something happened, and what to do to the library then."""
People = Mapping[str, Mapping[str, Any]]


def play_out(library: DemoLibrary, section_keys: Mapping[str, str], now: int) -> None:
    """Fills the library's history, watched states and ratings with the two years before `now`."""
    written = written_down()
    people: People = {person["name"]: person for person in written["people"]}
    deeds: list[Deed] = []
    for person in people.values():
        if person["tastes"]:
            deeds += _viewing(library, person, _shelf(library, person, written, section_keys), now)
    deeds += _gone(library, people, [*written["deleted"], *written["replaced"]], section_keys, now)
    deeds += _other_media(library, people, written["other_rows"], section_keys, now)
    for at, deed in sorted(deeds, key=lambda deed: deed[0]):
        by_time = (at - ORIGIN_DAY * DAY_S) * 10  # so that a row has the same id whenever the demo starts
        library.next_history_id = max(library.next_history_id, by_time)
        deed()
    for person in people.values():
        _rate(library, person)
    _mark(library, people, written["marked"], now)
    _rate_in_bulk(library, now)


def _shelf(
    library: DemoLibrary, person: Mapping[str, Any], written: Mapping[str, Any], section_keys: Mapping[str, str]
) -> list[DemoTitle]:
    """One copy of every title the person may pick: the child takes those of the family library first."""
    account = library.accounts[person["account_id"]]
    order = ("films", "series", "family") if person["name"] == written["child"] else ("family", "films", "series")
    apart = {mark["title"] for mark in written["marked"] if mark["name"] == person["name"]} | {*person["dislikes"]}
    copies: dict[str, DemoTitle] = {}
    for name in order:
        if account.sees(section_keys[name]):
            copies |= {t.guid: t for t in library.listing(section_keys[name]) if t.title not in apart and not t.edition}
    return list(copies.values())


def _viewing(library: DemoLibrary, person: Mapping[str, Any], shelf: list[DemoTitle], now: int) -> Iterator[Deed]:
    who = person["account_id"]
    rng = random.Random(f"blemishes of {person['name']}")
    for play in Viewer(person, shelf).plays(now - 10 * MINUTE_S):
        draw = rng.random()
        if play.at > now - DAYS_KEPT * DAY_S:
            yield play.at, partial(_keep, library, who, play, draw)
    for title in person["dislikes"]:
        rng = random.Random(f"{person['name']} dislikes {title}")
        at, key = latest(rng.randrange(DAYS_KEPT), now), library.find(title).rating_key
        yield at, partial(_keep, library, who, Play(at, key), 0.99)
        yield at + 1, partial(library.rate, who, key, float(rng.randrange(2, 5)), at + 5 * MINUTE_S)


def _keep(library: DemoLibrary, who: int, play: Play, draw: float) -> None:
    """Writes a play down; `draw`, uniform in 0..1, decides on its blemish."""
    title = library.owner_of(play.rating_key)
    if title is not None and not play.complete:
        library.state(who, title).offset_ms = round((title.runtime_min or 100) * 24_000)
        return
    library.mark(who, play.rating_key, play.at)
    if draw < NO_TIME:
        library.play(who, play.rating_key, None, marks=False)
        return
    library.play(who, play.rating_key, play.at, marks=False, names_series=not 0.5 <= draw < 0.5 + NO_SERIES)
    if draw < NO_TIME + SAME_SECOND:
        library.play(who, play.rating_key, play.at, marks=False)
    elif draw < NO_TIME + SAME_SECOND + MINUTE_APART:
        library.play(who, play.rating_key, play.at + MINUTE_S, marks=False)


def _gone(
    library: DemoLibrary, people: People, rows: list[Mapping[str, Any]], section_keys: Mapping[str, str], now: int
) -> Iterator[Deed]:
    """Rows of media that were deleted since, some of it added again under another key."""
    for row in rows:
        who, later_s = people[row["name"]]["account_id"], 25 * MINUTE_S * row.get("number", 1)
        at = latest(row["day"], now - later_s) + later_s
        kind: PlayType = "episode" if "series" in row else "movie"
        facts = {"section_key": section_keys["series" if "series" in row else "films"]}
        if "series" in row:
            facts |= {"series_title": row["series"], "season": row["season"], "number": row["number"]}
        yield at, partial(library.write_row, who, kind, row["title"], None, at, **facts)


def _other_media(
    library: DemoLibrary, people: People, rows: list[Mapping[str, Any]], section_keys: Mapping[str, str], now: int
) -> Iterator[Deed]:
    """Music, photos and clips, which turn up in every history."""
    rng = random.Random("other media")
    for row in rows:
        who, facts = people[row["name"]]["account_id"], {"section_key": section_keys[row["section"]]}
        for _ in range(3):
            at = latest(rng.randrange(DAYS_KEPT), now)
            yield at, partial(library.write_row, who, row["type"], row["title"], OTHER_MEDIA_KEY, at, **facts)


def _rate(library: DemoLibrary, person: Mapping[str, Any]) -> None:
    """Rates some of what the person saw: loved titles nearly always, and with nine or ten."""
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
    """Marks titles as watched without a row; a whole series then has no time, and can be missing from its list."""
    for mark in marks:
        who, title = people[mark["name"]]["account_id"], library.find(mark["title"])
        state = library.mark(who, title.rating_key, latest(mark["day"], now))
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
