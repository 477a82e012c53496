"""Faults of real servers, which a test switches on for certain paths and a number of requests."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from recommenderr.demo.library import DemoLibrary

BodyFault = Literal["truncated", "html", "empty", "control", "cut", "rowless"]
PLEX_TV = r"^/api/"


@dataclass(slots=True)
class Fault:
    """One fault. It lets `skip` matching requests pass, then affects `times` requests (None: all of them).

    `status` answers with that status. `body` corrupts a good answer: `truncated` XML, `html` or an `empty` body with
    200, a `control` character in a title, `rowless`, a good answer without rows, or `cut`, a connection that is closed
    half-way. `drop` closes the connection
    without an answer. `delay_ms` waits first. `chance` below 1 is the probability per request, drawn from `seed`.
    """

    path: re.Pattern[str]
    status: int | None = None
    body: BodyFault | None = None
    drop: bool = False
    delay_ms: float = 0
    retry_after_s: int | None = None
    times: int | None = 1
    skip: int = 0
    chance: float = 1.0
    seed: int = 0
    struck: int = 0
    rng: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def strikes(self, target: str) -> bool:
        """Whether this request is affected; counts it."""
        if not self.path.search(target) or (self.times is not None and self.struck >= self.times):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.chance < 1 and self.rng.random() >= self.chance:
            return False
        self.struck += 1
        return True


class Faults:
    """All active faults, and the behaviour in which servers differ.

    `page_cap`: no answer has more rows than this, whatever the request. `tells_total`: pages have a `totalSize`.
    `forces_paging`: a listing without a page size is refused with 400. `filters_time`: `viewedAt>=` is applied.
    `after_history_page` is called with the library after each page of history, so that the history can grow in between.
    """

    def __init__(
        self,
        *,
        page_cap: int | None = None,
        tells_total: bool = True,
        forces_paging: bool = False,
        filters_time: bool = True,
        after_history_page: Callable[[DemoLibrary], object] | None = None,
    ) -> None:
        self.page_cap, self.tells_total, self.forces_paging = page_cap, tells_total, forces_paging
        self.filters_time, self.after_history_page = filters_time, after_history_page
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def fail(
        self,
        path: str = "",
        *,
        status: int | None = None,
        body: BodyFault | None = None,
        drop: bool = False,
        delay_ms: float = 0,
        retry_after_s: int | None = None,
        times: int | None = 1,
        skip: int = 0,
        chance: float = 1.0,
        seed: int = 0,
    ) -> Fault:
        """Switches on a fault for requests whose `path?query` contains a match of the regular expression `path`."""
        fault = Fault(
            re.compile(path),
            status,
            body,
            drop,
            delay_ms,
            retry_after_s,
            times=times,
            skip=skip,
            chance=chance,
            seed=seed,
        )
        with self._lock:
            self._faults.append(fault)
        return fault

    def lose_plex_tv(self) -> Fault:
        """Makes plex.tv unreachable: the connection of every request to it is closed."""
        return self.fail(PLEX_TV, drop=True, times=None)

    def clear(self) -> None:
        """Switches off every fault; the other behaviour stays."""
        with self._lock:
            self._faults.clear()

    def strike(self, target: str) -> Fault | None:
        """The fault that affects this request, or None; of several, the one that was switched on first."""
        with self._lock:
            return next((fault for fault in self._faults if fault.strikes(target)), None)
