"""How wrong passwords slow down the next try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from recommenderr.dashboard.web import login_throttle
from recommenderr.dashboard.web.login_throttle import (
    FORGOTTEN_AFTER_S,
    FREE_TRIES,
    MAX_NEW_SOURCES,
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


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> LoginThrottle:
    return LoginThrottle(clock=clock)


def guesses(throttle: LoginThrottle, clock: Clock, seconds: int, address: Callable[[int], str]) -> int:
    """How many wrong passwords are looked at in this time by someone who tries ten times a second."""
    counted = 0
    for number in range(seconds * 10):
        if not throttle.wait_s(address(number)):
            throttle.failed(address(number))
            counted += 1
        clock.now += 0.1
    return counted


def test_waits_double_after_the_free_tries(throttle: LoginThrottle, clock: Clock) -> None:
    waits = []
    for _ in range(FREE_TRIES + 5):
        throttle.failed("10.0.0.1")
        waits.append(throttle.wait_s("10.0.0.1"))
        clock.now += waits[-1]
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32]
    assert throttle.wait_s("10.0.0.2") == 0


def test_waits_are_capped_and_failures_expire(throttle: LoginThrottle, clock: Clock) -> None:
    for _ in range(30):
        throttle.failed("10.0.0.1")
    assert throttle.wait_s("10.0.0.1") == MAX_WAIT_S
    clock.now += FORGOTTEN_AFTER_S + 1
    throttle.failed("10.0.0.1")
    assert throttle.wait_s("10.0.0.1") == 0


def test_one_address_has_ten_guesses_a_minute_and_others_get_in(throttle: LoginThrottle, clock: Clock) -> None:
    assert guesses(throttle, clock, 60, lambda number: "10.0.0.1") <= 10
    assert throttle.wait_s("10.0.0.77") == 0


def test_many_addresses_have_ten_guesses_a_minute_and_others_get_in(throttle: LoginThrottle, clock: Clock) -> None:
    assert guesses(throttle, clock, 60, lambda number: f"10.9.{number // 250}.{number % 250}") <= 10
    assert throttle.wait_s("10.0.0.77") == 0
    clock.now += FORGOTTEN_AFTER_S
    assert guesses(throttle, clock, 60, lambda number: f"10.{number % 200}.0.{number // 200}") <= 10


def test_an_ipv6_network_is_one_address(throttle: LoginThrottle, clock: Clock) -> None:
    assert guesses(throttle, clock, 60, lambda number: f"2001:db8::{number:x}") <= 10
    assert throttle.wait_s("2001:db8::ffff") > 0
    assert throttle.wait_s("2001:db9::1") == 0


def test_addresses_of_a_region_share_a_limit(throttle: LoginThrottle, clock: Clock) -> None:
    for number in range(MAX_NEW_SOURCES):
        throttle.failed(f"10.9.0.{number}")
    assert throttle.wait_s("10.9.7.7") == RECENT_S
    assert throttle.wait_s("10.8.7.7") == 0
    clock.now += RECENT_S + 1
    assert throttle.wait_s("10.9.7.7") == 0


def test_everyone_shares_a_limit_but_known_devices(throttle: LoginThrottle, clock: Clock) -> None:
    for number in range(MAX_RECENT_FAILURES):
        throttle.failed(f"10.{number}.0.1")
    assert throttle.wait_s("10.99.0.1") == RECENT_S
    assert throttle.wait_s("10.99.0.1", "Ana") == throttle.wait_s("10.99.0.1", "") == 0
    clock.now += RECENT_S + 1
    assert throttle.wait_s("10.99.0.1") == 0


def test_all_devices_of_a_person_share_a_count(throttle: LoginThrottle) -> None:
    for number in range(FREE_TRIES + 1):
        throttle.failed(f"10.0.0.{number}", "Ben")
    assert throttle.wait_s("10.7.0.9", "Ben") == 2
    assert throttle.wait_s("10.7.0.9", "Ana") == throttle.wait_s("10.7.0.9") == 0


def test_sources_are_remembered_up_to_a_limit(throttle: LoginThrottle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_throttle, "MAX_SOURCES", 2)
    for number in range(5):
        throttle.failed(f"10.0.0.{number}")
    assert list(throttle.by_source) == ["10.0.0.3", "10.0.0.4"]
