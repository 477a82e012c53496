"""Slows down guessing of passwords, without shutting out those who have not guessed."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from recommenderr.dashboard.web.client_address import network_of

FREE_TRIES = 3
MAX_WAIT_S = 300.0
FORGOTTEN_AFTER_S = 3600.0
MAX_SOURCES = 4096
RECENT_S = 60.0
MAX_RECENT_FAILURES = 10
MAX_NEW_SOURCES = 3
"""From so many addresses of one region without an earlier failure, a wrong password may come in a minute."""

REGION_BITS = {4: 16, 6: 32}


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last_at: float = 0.0
    wait_s: float = 0.0


@dataclass(slots=True)
class LoginThrottle:
    """Counts wrong passwords. After the first few an address waits 2, 4, 8 ... seconds, at most five minutes.

    An IPv6 network (/64) counts as one address. All together have ten failures a minute, and three addresses of a
    region (/16, or /32 of IPv6) may begin to fail in a minute, so that using many addresses does not help. A right
    password clears nothing, because someone who has one could otherwise guess in between.

    `device` is whose browser it is if it was signed in before. All browsers of a person have one count of their own,
    and no one else's failures make them wait.
    """

    clock: Callable[[], float] = time.monotonic
    by_source: OrderedDict[str, _Failures] = field(default_factory=OrderedDict)
    recent: deque[tuple[float, str]] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, address: str, device: str | None = None) -> float:
        """How long this address, or a known device of a person, must wait before its next try counts; 0 for none."""
        now = self.clock()
        with self.lock:
            while self.recent and now - self.recent[0][0] > RECENT_S:
                self.recent.popleft()
            failures = self._failures(_source(address, device), now)
            own_s = failures.last_at + failures.wait_s - now
            times = [] if device is not None else self._blocking(address, is_new=failures.count == 0)
        return max(RECENT_S - (now - times[0]) if times else 0.0, own_s, 0.0)

    def failed(self, address: str, device: str | None = None) -> None:
        """Notes a wrong password."""
        now, source = self.clock(), _source(address, device)
        with self.lock:
            failures = self._failures(source, now)
            self.recent.append((now, _region(address) if failures.count == 0 and device is None else ""))
            failures.count, failures.last_at = failures.count + 1, now
            paid = failures.count - FREE_TRIES
            failures.wait_s = min(2.0**paid, MAX_WAIT_S) if paid > 0 else 0.0
            self.by_source[source] = failures
            self.by_source.move_to_end(source)
            while len(self.by_source) > MAX_SOURCES:
                self.by_source.popitem(last=False)

    def _failures(self, source: str, now: float) -> _Failures:
        failures = self.by_source.get(source)
        return failures if failures and now - failures.last_at <= FORGOTTEN_AFTER_S else _Failures()

    def _blocking(self, address: str, *, is_new: bool) -> list[float]:
        """The times of the recent failures that others must wait for, oldest first; empty while there are few."""
        if len(self.recent) >= MAX_RECENT_FAILURES:
            return [at for at, _ in self.recent]
        region = _region(address)
        of_region = [at for at, first in self.recent if is_new and first == region]
        return of_region if len(of_region) >= MAX_NEW_SOURCES else []


def _source(address: str, device: str | None) -> str:
    return network_of(address) if device is None else f"device of {device}"


def _region(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, REGION_BITS[parsed.version]), strict=False))
