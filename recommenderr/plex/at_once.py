"""A few requests at once, and their answers in the order in which they were asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")


def in_order(tasks: Iterable[Callable[[], _T]], at_once: int) -> Generator[_T, None, None]:
    """The results of the tasks in their order, with at most `at_once` running and as many waiting to be taken."""
    waiting: deque[Future[_T]] = deque()
    with ThreadPoolExecutor(at_once, thread_name_prefix="plex") as pool:
        try:
            for task in tasks:
                waiting.append(pool.submit(task))
                if len(waiting) >= 2 * at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # after an error the rest is not asked for
