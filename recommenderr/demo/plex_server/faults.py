"""What can go wrong at a real server, switched on for the paths and the number of times that a test wants."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from recommenderr.demo.library import DemoLibrary

BodyFault = Literal["truncated", "html", "empty", "control", "cut"]
PLEX_TV = r"^/api/"


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong. It lets `skip` matching requests pass, then strikes `times` times (None: for good).

    `status` answers with that status. `body` spoils a good answer: `truncated` XML, `html` or an `empty` body with 200,
    a `control` character in a title, or `cut`, a connection that breaks off half-way. `drop` hangs up without a word.
    `delay_ms` waits first. `chance` below 1 strikes only so often, drawn from `seed`.
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
        """Whether this request is hit; counts it."""
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
    """Every fault that is switched on, and the habits in which servers differ.

    `page_cap`: no answer has more rows than this, whatever was asked for. `tells_total`: pages carry `totalSize`.
    `forces_paging`: a listing without a page size is refused with 400. `filters_time`: `viewedAt>=` cuts the history.
    `after_history_page` is called with the library after each page of history, so that the history can grow meanwhile.
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
        """Switches a fault on for requests whose `path?query` the regular expression is found in."""
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
        """Makes plex.tv unreachable: every request to it is hung up on."""
        return self.fail(PLEX_TV, drop=True, times=None)

    def clear(self) -> None:
        """Switches every fault off; the habits stay."""
        with self._lock:
            self._faults.clear()

    def strike(self, target: str) -> Fault | None:
        """The fault that hits this request, if any: the first that was switched on."""
        with self._lock:
            return next((fault for fault in self._faults if fault.strikes(target)), None)
