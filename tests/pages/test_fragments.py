"""The fragment of the sliders may run again before its page has been sent; Streamlit then drops what was drawn of it.

No other part of a page runs by itself: Streamlit's script in the browser clears the page where one does too early.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.testing.v1 import element_tree
from streamlit.testing.v1 import local_script_runner as local

from recommenderr.settings import Settings
from tests.pages.page_objects import opened, well

PAGES = ("for_you", "title", "experiments", "taste", "history", "status")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[ForwardMsg]:
    """What the last run sent to the browser."""
    received: list[ForwardMsg] = []
    read = element_tree.parse_tree_from_messages

    def spy(messages: list[ForwardMsg]) -> Any:
        received[:] = messages
        return read(messages)

    monkeypatch.setattr(local, "parse_tree_from_messages", spy)
    return received


def gaps(messages: Sequence[ForwardMsg]) -> list[tuple[int, ...]]:
    """The places that a browser which has drawn nothing yet cannot find, because one before them is missing."""
    places: dict[tuple[int, ...], int] = {(): 4}
    missing = []
    for message in messages:
        if message.WhichOneof("type") != "delta":
            continue
        *above, index = message.metadata.delta_path
        if index > places.setdefault(tuple(above), 0):
            missing.append((*above, index))
        places[tuple(above)] = max(places[tuple(above)], index + 1)
    return missing


def fragments(messages: Sequence[ForwardMsg]) -> set[str]:
    """The fragments that drew anything."""
    return {message.delta.fragment_id for message in messages if message.delta.fragment_id}


def test_a_page_without_what_its_fragment_drew_has_no_gap(
    household: Settings, sent: list[ForwardMsg], monkeypatch: pytest.MonkeyPatch
) -> None:
    well(opened(monkeypatch, household, "pages/for_you.py", person="1"))
    (sliders,) = fragments(sent)
    queue = ForwardMsgQueue()
    for message in sent:
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=[sliders])
    left = queue.flush()
    assert 0 < len(left) < len(sent)
    assert gaps(left) == []


@pytest.mark.parametrize("page", PAGES)
def test_no_part_of_a_page_runs_by_itself(
    page: str, household: Settings, sent: list[ForwardMsg], monkeypatch: pytest.MonkeyPatch
) -> None:
    well(opened(monkeypatch, household, f"pages/{page}.py", person="1"))
    assert sent and not any(message.WhichOneof("type") == "auto_rerun" for message in sent)
    assert bool(fragments(sent)) == (page == "for_you")
