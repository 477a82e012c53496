"""Objects that the process shares, and those that it excludes from garbage collection."""

from __future__ import annotations

import gc
import weakref

from recommenderr.dashboard.session import caches


class Owner:
    """An object that can be referred to weakly."""


def test_objects_excluded_from_collection_are_collected_with_the_next_generation() -> None:
    cycle: list[object] = []
    cycle.append(cycle)  # only a collection finds that this is no longer used
    owner = Owner()
    cycle.append(owner)
    reference = weakref.ref(owner)
    caches.freeze_loaded_objects("Frozen", "first")
    del cycle, owner
    gc.collect()
    assert reference() is not None
    caches.freeze_loaded_objects("Frozen", "second")
    assert reference() is None
