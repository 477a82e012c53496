"""How wrong passwords slow down the next try."""

from __future__ import annotations

from dataclasses import dataclass

from recommenderr.dashboard.web.login_throttle import (
    FORGOTTEN_AFTER_S,
    FREE_TRIES,
    MAX_RECENT_FAILURES,
    MAX_WAIT_S,
    RECENT_S,
    LoginThrottle,
)


@dataclass
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_waits_double_after_the_free_tries() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock=clock)
    waits = []
    for _ in range(FREE_TRIES + 5):
        throttle.failed("a")
        waits.append(throttle.wait_s("a"))
        clock.now += waits[-1]
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32]
    assert throttle.wait_s("b") == 0


def test_waits_are_capped_and_failures_expire() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock=clock)
    for _ in range(30):
        throttle.failed("a")
    assert throttle.wait_s("a") == MAX_WAIT_S
    clock.now += FORGOTTEN_AFTER_S + 1
    throttle.failed("a")
    assert throttle.wait_s("a") == 0


def test_many_addresses_share_a_limit() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock=clock)
    for number in range(MAX_RECENT_FAILURES):
        throttle.failed(f"address {number}")
    assert throttle.wait_s("another") == RECENT_S
    clock.now += RECENT_S + 1
    assert throttle.wait_s("another") == 0


def test_success_resets_the_wait() -> None:
    throttle = LoginThrottle(clock=Clock())
    for _ in range(FREE_TRIES + 1):
        throttle.failed("a")
    throttle.succeeded("a")
    assert throttle.wait_s("a") == 0
