"""Slows down whoever guesses passwords: each address by itself, and all of them together."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

FREE_TRIES = 3
LONGEST_WAIT_S = 300.0
FORGOTTEN_AFTER_S = 3600.0
ADDRESSES_KEPT = 4096
ALL_TRIES, ALL_WINDOW_S = 60, 60.0


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last_at: float = 0.0
    wait_s: float = 0.0


@dataclass(slots=True)
class LoginThrottle:
    """Counts failed tries. After the first few an address waits 2, 4, 8 ... seconds, at most five minutes.

    Together all addresses have 60 failures a minute, so that many addresses are no way around it.
    """

    clock: Callable[[], float] = time.monotonic
    by_address: OrderedDict[str, _Failures] = field(default_factory=OrderedDict)
    recent: deque[float] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, address: str) -> float:
        """How long this address must wait before its next try counts; 0 for none."""
        now = self.clock()
        with self.lock:
            while self.recent and now - self.recent[0] > ALL_WINDOW_S:
                self.recent.popleft()
            everybody = ALL_WINDOW_S - (now - self.recent[0]) if len(self.recent) >= ALL_TRIES else 0.0
            known = self.by_address.get(address)
            own = known.last_at + known.wait_s - now if known else 0.0
        return max(everybody, own, 0.0)

    def failed(self, address: str) -> None:
        """Notes a wrong password."""
        now = self.clock()
        with self.lock:
            known = self.by_address.pop(address, _Failures())
            if now - known.last_at > FORGOTTEN_AFTER_S:
                known = _Failures()
            known.count, known.last_at = known.count + 1, now
            known.wait_s = min(2.0 ** (known.count - FREE_TRIES), LONGEST_WAIT_S) if known.count > FREE_TRIES else 0.0
            self.by_address[address] = known
            self.recent.append(now)
            while len(self.by_address) > ADDRESSES_KEPT:
                self.by_address.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forgets the failures of an address."""
        with self.lock:
            self.by_address.pop(address, None)
