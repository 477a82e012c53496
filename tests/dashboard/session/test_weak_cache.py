"""Entries of a weak cache: a limited number for each owner, and none without it."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

from recommenderr.dashboard.session.weak_cache import WeakCache


class Owner:
    """An object that can be referred to weakly."""


def test_entries_end_with_their_owner() -> None:
    cache: WeakCache[Owner] = WeakCache(max_entries=2)
    owner, other = Owner(), Owner()
    first = cache.get(owner, Owner, "a")
    assert cache.get(owner, Owner, "a") is first
    assert cache.get(other, Owner, "a") is not first
    cache.get(owner, Owner, "b")
    cache.get(owner, Owner, "c")
    assert cache.get(owner, Owner, "a") is not first
    assert len(cache) == 2
    del owner
    gc.collect()
    assert len(cache) == 1


def test_the_entry_used_last_stays() -> None:
    cache: WeakCache[Owner] = WeakCache(max_entries=2)
    owner = Owner()
    first = cache.get(owner, Owner, "a")
    cache.get(owner, Owner, "b")
    assert cache.get(owner, Owner, "a") is first
    cache.get(owner, Owner, "c")
    assert cache.get(owner, Owner, "a") is first


def test_threads_share_one_cache() -> None:
    cache: WeakCache[int] = WeakCache(max_entries=8)
    owner = Owner()
    with ThreadPoolExecutor(8) as threads:
        values = list(threads.map(lambda number: cache.get(owner, lambda: number % 8, number % 8), range(400)))
    assert values == [number % 8 for number in range(400)]
