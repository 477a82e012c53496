"""Records are values: frozen, slotted, equal by content."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from recommenderr import records
from tests.factories.records import film

RECORDS = [value for _, value in inspect.getmembers(records, inspect.isclass) if dataclasses.is_dataclass(value)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_record_is_frozen_and_slotted(record: type) -> None:
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert "__slots__" in vars(record)


def test_records_are_equal_by_content_and_cannot_be_changed() -> None:
    assert film("1", "Dune", genres=("Drama",)) == film("1", "Dune", genres=("Drama",))
    assert film("1", "Dune") != film("2", "Dune")
    with pytest.raises(dataclasses.FrozenInstanceError):
        film("1", "Dune").title = "Alien"  # type: ignore[misc]
