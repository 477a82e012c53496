"""Decides which items are copies of one title, and which copy is its canonical item.

A title can have several copies: a film in two libraries, two editions, a film deleted and added again. What Plex has
not matched (`local://`) is a copy of the only title with the same name and year, and otherwise a title of its own.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from recommenderr.external_ids import external_id, guid_identity, id_in_guid
from recommenderr.store import meta
from recommenderr.text import search_key

RULES = "3"
"""Changes with the rules of this module, so that a store that was grouped by others is grouped again."""


def is_current(conn: sqlite3.Connection) -> bool:
    """Whether the store was grouped by these rules."""
    return meta.get(conn, "grouping_rules") == RULES


def regroup(conn: sqlite3.Connection) -> int:
    """Decides for every item which copy is the canonical item of its title; returns how many changed."""
    stored = dict(conn.execute("SELECT item_id, title_id FROM items"))
    best = {item_id: item_id for item_id in stored}
    rank = {item_id: position for position, (item_id,) in enumerate(conn.execute(_BEST_FIRST))}
    for copies in groups(*_identities(conn)):
        best |= dict.fromkeys(copies, min(copies, key=rank.__getitem__))
    for canonical in _same_names(conn, best):
        first = min(canonical, key=rank.__getitem__)
        best |= {item_id: first for item_id, title_id in best.items() if title_id in canonical}
    changes = [(best[item_id], item_id) for item_id, title_id in stored.items() if best[item_id] != title_id]
    conn.executemany("UPDATE items SET title_id = ? WHERE item_id = ?", changes)
    meta.put(conn, "grouping_rules", RULES)
    return len(changes)


# Live before gone; of the gone ones the last that was seen; then by the server's order of libraries; of one library the
# usual edition; then by id.
_BEST_FIRST = """
    SELECT item_id FROM items JOIN libraries USING (library_id)
    ORDER BY items.gone_at IS NOT NULL, items.gone_at DESC, libraries.gone_at IS NOT NULL, position,
             edition <> '', item_id"""


def _same_names(conn: sqlite3.Connection, best: Mapping[int, int]) -> Iterator[set[int]]:
    """Canonical items of titles that are one by name and year, however the name is spelled.

    They are if at most one of them is matched. Two that are matched, by different agents, are if they have ids of no
    site in common, so that neither contradicts the other.
    """
    agents: defaultdict[int, set[str]] = defaultdict(set)
    names: defaultdict[tuple[str, int, str], set[int]] = defaultdict(set)
    rows = conn.execute("SELECT item_id, type, guid, year, title FROM items WHERE year IS NOT NULL").fetchall()
    years = {year for _, _, guid, year, _ in rows if not guid.startswith("plex://")}
    for item_id, kind, guid, year, title in rows:
        title_id = best[item_id]
        agents[title_id].add("" if guid.startswith(_UNMATCHED) else guid.partition("://")[0])
        if year in years and (key := search_key(title).replace(" ", "")):
            names[kind, year, key].add(title_id)
    for titles in names.values():
        matched = [title_id for title_id in titles if any(agents[title_id])]
        if len(titles) > 1 and (len(matched) < 2 or (len(titles) == 2 and _unrelated(conn, agents, *matched))):
            yield titles


def _unrelated(conn: sqlite3.Connection, agents: Mapping[int, set[str]], one: int, other: int) -> bool:
    """Whether two titles of different agents have no site in common that says whether they are the same."""
    return agents[one].isdisjoint(agents[other]) and _sites(conn, one).isdisjoint(_sites(conn, other))


def _sites(conn: sqlite3.Connection, item_id: int) -> set[str]:
    (guid,) = conn.execute("SELECT guid FROM items WHERE item_id = ?", (item_id,)).fetchone()
    sent = [value for (value,) in conn.execute("SELECT external_id FROM external_ids WHERE item_id = ?", (item_id,))]
    known = [id_in_guid(guid), *map(external_id, sent)]
    return {value.partition("://")[0] for value in known if value is not None}


_Guids = list[tuple[int, str]]
_Ids = list[tuple[int, str, str]]


def _identities(conn: sqlite3.Connection) -> tuple[_Guids, _Ids]:
    """(item_id, what only copies of this title have), and (item_id, source, id); items of no known guid are alone."""
    guids: _Guids = []
    ids: _Ids = []
    kinds: dict[int, str] = {}
    for item_id, kind, guid in conn.execute("SELECT item_id, type, guid FROM items ORDER BY item_id"):
        if (identity := guid_identity(guid)) is not None:
            guids.append((item_id, f"{kind} {identity}"))
        if not guid.startswith(_UNMATCHED):
            kinds[item_id] = kind
        if (known := id_in_guid(guid)) is not None:
            ids.append((item_id, known.partition("://")[0], f"{kind} {known}"))
    for item_id, sent in conn.execute("SELECT item_id, external_id FROM external_ids ORDER BY item_id, position"):
        if item_id in kinds and (known := external_id(sent)) is not None:
            ids.append((item_id, known.partition("://")[0], f"{kinds[item_id]} {known}"))
    return guids, ids


_UNMATCHED = ("local://", "com.plexapp.agents.none://")


def groups(guids: Iterable[tuple[int, str]], ids: Iterable[tuple[int, str, str]] = ()) -> list[list[int]]:
    """Items that are one title, as lists of two and more in ascending order (union-find).

    Items with the same guid are always one title. Items that share an id of another site are one if more sites agree
    than differ, where a site differs that gives both ids, and none in common. What has come together counts as one, so
    that two films with a wrong id in common are not chained by a third.

    Args:
        guids: (item, identity).
        ids: (item, site, id).
    """
    titles = _Titles()
    first: dict[str, int] = {}
    for item_id, identity in guids:
        titles.merge(first.setdefault(identity, item_id), item_id)
    holders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for item_id, source, external in sorted(ids):
        titles.add(item_id, source, external)
        holders[source, external].append(item_id)
    for _, items in sorted(holders.items()):
        for index, item_id in enumerate(items[1:], 1):
            others = dict.fromkeys(map(titles.root, items[:index]))
            if titles.root(item_id) not in others:
                agreeing = (other for other in others if titles.agree(other, item_id))
                titles.merge(next(agreeing, item_id), item_id)
    return titles.groups()


class _Titles:
    """A union-find of items that knows every id of each group, by site."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._ids: dict[int, dict[str, set[str]]] = {}

    def root(self, item_id: int) -> int:
        parent = self._parent
        while (above := parent.setdefault(item_id, item_id)) != item_id:
            parent[item_id] = item_id = parent[above]
        return item_id

    def add(self, item_id: int, source: str, external: str) -> None:
        self._ids.setdefault(self.root(item_id), {}).setdefault(source, set()).add(external)

    def agree(self, one: int, other: int) -> bool:
        """Whether more sites give the two groups an id in common than give them only different ones."""
        mine, theirs = self._ids.get(self.root(one), {}), self._ids.get(self.root(other), {})
        both = mine.keys() & theirs.keys()
        shared = sum(not mine[source].isdisjoint(theirs[source]) for source in both)
        return 2 * shared > len(both)

    def merge(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first == second:
            return
        self._parent[second] = first
        for source, external in self._ids.pop(second, {}).items():
            self._ids.setdefault(first, {}).setdefault(source, set()).update(external)

    def groups(self) -> list[list[int]]:
        members: dict[int, list[int]] = {}
        for item_id in sorted(self._parent):
            members.setdefault(self.root(item_id), []).append(item_id)
        return [group for group in members.values() if len(group) > 1]
