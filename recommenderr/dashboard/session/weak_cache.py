"""A cache whose entries end with the object that they were made from.

An ordinary cache would keep its keys alive too: the memory maps of generations that were removed long ago, and whose
disk space is only freed once no process has them open.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

Value = TypeVar("Value")


class WeakCache(Generic[Value]):
    """Holds the last `max_entries` values of each owner, by key.

    A value must not refer to its owner. Safe to share between threads.
    """

    def __init__(self, max_entries: int = 1) -> None:
        self._max_entries = max_entries
        self._lock = threading.Lock()
        self._by_owner: WeakKeyDictionary[object, OrderedDict[Hashable, Value]] = WeakKeyDictionary()

    def get(self, owner: object, make: Callable[[], Value], key: Hashable = None) -> Value:
        """The cached value, or a new one; two threads that ask at the same time may both call `make`."""
        with self._lock:
            values = self._by_owner.setdefault(owner, OrderedDict())
            if key in values:
                values.move_to_end(key)
                return values[key]
        value = make()
        with self._lock:
            values[key] = value
            while len(values) > self._max_entries:
                values.popitem(last=False)
        return value

    def __len__(self) -> int:
        """The number of owners that have entries."""
        return len(self._by_owner)
