"""A disk that flips bytes: the store is sound, or one sentence names the backup."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from recommenderr.errors import StoreDamagedError, StoreError
from recommenderr.store import titles
from recommenderr.store.connection import check_sound, open_store
from recommenderr.store.copies import keep_copy
from tests.factories.records import film, refill

NAMES = ("Heat", "Alien", "Der große Blonde", "君の名は。", "Amélie")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of some titles, with a copy next to it."""
    path = tmp_path_factory.mktemp("whole") / "store.db"
    with open_store(path) as conn:
        refill(conn, [film(str(number), NAMES[number % len(NAMES)]) for number in range(1, 60)])
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        keep_copy(conn, path, 1)
    return path


@pytest.mark.parametrize("header", [True, False])
def test_whatever_byte_is_flipped_the_sentence_names_the_backup(whole: Path, header: bool) -> None:
    before = whole.read_bytes()
    rng = random.Random(7)
    sentences = list[str]()
    try:
        for number in range(100):
            flipped = bytearray(before)
            places = [number] if header else rng.choices(range(100, len(before)), k=1 + number)
            for place in places:
                flipped[place] ^= rng.randrange(1, 256)
            whole.write_bytes(flipped)
            try:
                check_sound(whole)
                with open_store(whole, read_only=True) as conn:
                    list(titles.iter_titles(conn))
            except StoreError as err:
                sentences.append(str(err))
    finally:
        whole.write_bytes(before)
    assert len(sentences) > 10
    assert not [told for told in sentences if "recommenderr restore" not in told and "newer version" not in told]


def test_a_text_that_is_none_is_damage(whole: Path) -> None:
    before = whole.read_bytes()
    try:
        whole.write_bytes(before.replace("Amélie".encode(), b"Am\xc3\xffl\xff"))
        with pytest.raises(StoreDamagedError, match="recommenderr restore"), open_store(whole, read_only=True) as conn:
            list(titles.iter_titles(conn))
    finally:
        whole.write_bytes(before)
