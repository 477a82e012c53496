from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.titles.feature_block import Block
from recommenderr.model.titles.features import FeatureConfig, build_blocks, year_table
from recommenderr.model.weights import GROUPS
from recommenderr.records import Item
from tests.factories.libraries import LAW, Case, cases, dense_of


def film(title: str = "A", **facts: Any) -> Item:
    return Item("1", "plex://movie/1", "movie", title, "1", **facts)


def labels(block: Block, row: int) -> dict[str, float]:
    numbers, values = block.row(row)
    return {block.names[number]: float(value) for number, value in zip(numbers, values, strict=True)}


def lengths(block: Block) -> list[float]:
    return [float(np.sqrt((block.row(row)[1].astype(np.float64) ** 2).sum())) for row in range(block.n_items)]


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-7), ("float64", 1e-15)])
@LAW
@given(case=cases())
def test_every_row_has_length_1_or_is_empty(case: Case, dtype: str, tolerance: float) -> None:
    blocks = build_blocks(case.items, FeatureConfig(dtype=dtype))
    assert tuple(blocks) == GROUPS
    for group, block in blocks.items():
        assert block.group == group
        assert block.n_items == len(case.items)
        assert block.data.dtype == dtype
        for row, length in enumerate(lengths(block)):
            assert length == pytest.approx(1.0, rel=0, abs=tolerance) if block.has()[row] else length == 0


@LAW
@given(cases())
def test_features_ascend_within_a_row_and_no_value_is_0(case: Case) -> None:
    for block in case.blocks.values():
        assert (block.data > 0).all()
        for row in range(block.n_items):
            assert (np.diff(block.row(row)[0]) > 0).all()


def _doubled(item: Item, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: (*getattr(item, name), *getattr(item, name)[:1]) for name in names}


@LAW
@given(cases())
def test_a_label_given_twice_counts_once(case: Case) -> None:
    names = "genres", "cast", "directors", "collections"
    doubled = [replace(item, **_doubled(item, names)) for item in case.items]
    for group, block in build_blocks(doubled).items():
        assert block.names == case.blocks[group].names
        assert (dense_of(block) == dense_of(case.blocks[group])).all()


@LAW
@given(cases(), st.data())
def test_titles_in_another_order_have_the_same_rows(case: Case, data: st.DataObject) -> None:
    order = list(data.draw(st.permutations(range(len(case.items)))))
    for group, block in build_blocks([case.items[old] for old in order]).items():
        assert block.names == case.blocks[group].names
        assert (dense_of(block) == dense_of(case.blocks[group])[order]).all()


def test_a_director_who_also_plays_is_one_person() -> None:
    blocks = build_blocks([film(cast=("Ada Berg", "Ben Cole"), directors=("Ada Berg",))])
    assert set(labels(blocks["people"], 0)) == {"Ada Berg", "Ben Cole"}


def test_names_stay_as_people_write_them() -> None:
    blocks = build_blocks([film(genres=("Science Fiction", "Drame, romantique"), collections=("Été 85",))])
    assert set(labels(blocks["genres"], 0)) == {"Science Fiction", "Drame, romantique"}
    assert set(labels(blocks["collections"], 0)) == {"Été 85"}


def test_words_and_pairs_count_where_two_titles_share_them_and_stop_words_never() -> None:
    summaries = "the moon river and", "the moon river", "a winter garden of the", "nothing"
    blocks = build_blocks([film(f"T{number}", summary=text) for number, text in enumerate(summaries)])
    assert set(labels(blocks["text"], 0)) == {"moon", "river", "moon river"}
    assert labels(blocks["text"], 2) == {}


def test_a_word_of_the_title_counts_too() -> None:
    blocks = build_blocks([film("Ghost"), film("Other", summary="a ghost"), film("Third"), film("Fourth")])
    assert set(labels(blocks["text"], 0)) == set(labels(blocks["text"], 1)) == {"ghost"}


def test_a_year_spreads_over_its_neighbours_evenly_and_the_far_ones_have_nothing() -> None:
    blocks = build_blocks([film(year=1997), film(year=None), film(year=1999)], FeatureConfig())
    own = labels(blocks["year"], 0)
    assert max(own, key=lambda name: own[name]) == "1995 to 1999"
    assert own["1990 to 1994"] == own["2000 to 2004"] < own["1995 to 1999"]
    assert "1900 to 1904" not in own
    assert labels(blocks["year"], 1) == {}
    assert labels(blocks["year"], 2) == own


def test_years_outside_count_as_the_first_or_last_bucket() -> None:
    config = FeatureConfig(year_bucket_size=10, year_min=1950, year_max=2019)
    blocks = build_blocks([film(year=year) for year in (1894, 1950, 2019, 2040)], config)
    assert labels(blocks["year"], 0) == labels(blocks["year"], 1)
    assert labels(blocks["year"], 2) == labels(blocks["year"], 3) != labels(blocks["year"], 0)


@pytest.mark.parametrize(("size", "names"), [(1, ["2000", "2001", "2002"]), (2, ["2000 to 2001", "2002 to 2003"])])
def test_buckets_are_named_by_their_years(size: int, names: list[str]) -> None:
    table, found = year_table(FeatureConfig(year_bucket_size=size, year_min=2000, year_max=2002))
    assert found == names
    assert np.linalg.norm(table, axis=1) == pytest.approx(np.ones(len(names)))


@pytest.mark.parametrize("items", [(), (film(title=""),), (film(title="the of and"), film(title="and"))])
def test_a_library_that_says_nothing_has_empty_blocks(items: tuple[Item, ...]) -> None:
    for block in build_blocks(items).values():
        assert block.n_items == len(items)
        assert len(block.data) == 0
        assert block.indptr.tolist() == [0] * (len(items) + 1)


def test_at_most_so_many_words_are_kept() -> None:
    items = [film(summary="moon river ghost"), film(summary="moon river"), film(summary="moon"), film(summary="moon")]
    assert list(build_blocks(items, FeatureConfig(text_max_features=1))["text"].names) == ["moon"]
