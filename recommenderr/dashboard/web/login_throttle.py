"""Slows down guessing of passwords: for each address, and for all addresses together."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

FREE_TRIES = 3
MAX_WAIT_S = 300.0
FORGOTTEN_AFTER_S = 3600.0
MAX_ADDRESSES = 4096
MAX_RECENT_FAILURES, RECENT_S = 60, 60.0


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last_at: float = 0.0
    wait_s: float = 0.0


@dataclass(slots=True)
class LoginThrottle:
    """Counts wrong passwords. After the first few an address waits 2, 4, 8 ... seconds, at most five minutes.

    All addresses together have 60 failures a minute, so that using many addresses does not help.
    """

    clock: Callable[[], float] = time.monotonic
    by_address: OrderedDict[str, _Failures] = field(default_factory=OrderedDict)
    recent: deque[float] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, address: str) -> float:
        """How long this address must wait before its next try counts; 0 for none."""
        now = self.clock()
        with self.lock:
            while self.recent and now - self.recent[0] > RECENT_S:
                self.recent.popleft()
            shared_s = RECENT_S - (now - self.recent[0]) if len(self.recent) >= MAX_RECENT_FAILURES else 0.0
            failures = self.by_address.get(address)
            own_s = failures.last_at + failures.wait_s - now if failures else 0.0
        return max(shared_s, own_s, 0.0)

    def failed(self, address: str) -> None:
        """Notes a wrong password."""
        now = self.clock()
        with self.lock:
            failures = self.by_address.pop(address, _Failures())
            if now - failures.last_at > FORGOTTEN_AFTER_S:
                failures = _Failures()
            failures.count, failures.last_at = failures.count + 1, now
            paid = failures.count - FREE_TRIES
            failures.wait_s = min(2.0**paid, MAX_WAIT_S) if paid > 0 else 0.0
            self.by_address[address] = failures
            self.recent.append(now)
            while len(self.by_address) > MAX_ADDRESSES:
                self.by_address.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forgets the failures of an address."""
        with self.lock:
            self.by_address.pop(address, None)
