"""Keeps what was made of a model or a generation for as long as that is in use, and lets go of it together with it.

An ordinary cache would keep its keys too: the maps of generations that were removed long ago, whose room on the disk
is free only when nobody has them open any more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """For each owner the last `most` values by key. A value must not hold its owner. Safe to share between threads."""

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._of: WeakKeyDictionary[object, OrderedDict[Hashable, Value]] = WeakKeyDictionary()

    def get(self, owner: object, make: Callable[[], Value], key: Hashable = None) -> Value:
        """The kept value, or a new one; two threads that ask at once may both make it."""
        with self._lock:
            values = self._of.setdefault(owner, OrderedDict())
            if key in values:
                values.move_to_end(key)
                return values[key]
        made = make()
        with self._lock:
            values[key] = made
            while len(values) > self._most:
                values.popitem(last=False)
        return made

    def __len__(self) -> int:
        """How many owners something is kept for."""
        return len(self._of)
