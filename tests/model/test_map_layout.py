from __future__ import annotations

import numpy as np
import pytest

from recommenderr.model.map_layout import library_map
from recommenderr.model.titles.features import build_blocks
from recommenderr.records import Item

KINDS = (("Crime", "detective murder city"), ("Space", "planet rocket stars"), ("Farce", "wedding mistake hotel"))


def library(n: int) -> list[Item]:
    return [
        Item(
            item_id=str(number),
            guid="",
            type="movie",
            title=f"Film {number}",
            library_id="1",
            genres=(KINDS[number % 3][0],),
            summary=KINDS[number % 3][1],
        )
        for number in range(n)
    ]


def test_titles_with_much_in_common_lie_close_together() -> None:
    places = library_map(build_blocks(library(240)))
    assert places.shape == (240, 2)
    assert places.dtype == np.float32
    assert places.min() >= 0 and places.max() <= 1
    middles = np.array([places[kind::3].mean(axis=0) for kind in range(3)])
    nearest = np.linalg.norm(places[:, None] - middles, axis=2).argmin(axis=1)
    assert (nearest == np.arange(240) % 3).mean() > 0.95


def test_the_same_library_gives_the_same_map() -> None:
    blocks = build_blocks(library(60))
    assert np.array_equal(library_map(blocks), library_map(blocks))


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 12])
def test_a_library_of_a_few_titles_has_a_map_too(n: int) -> None:
    places = library_map(build_blocks(library(n)))
    assert places.shape == (n, 2)
    assert np.isfinite(places).all()


def test_titles_that_say_nothing_of_themselves() -> None:
    bare = [Item(item_id=str(n), guid="", type="movie", title="", library_id="1") for n in range(30)]
    places = library_map(build_blocks(bare))
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == 30
