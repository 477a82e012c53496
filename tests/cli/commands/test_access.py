"""`cap`: the owner limits what a person sees, and everything follows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from recommenderr.content_ratings import age_of
from recommenderr.store import access, people
from recommenderr.store.connection import open_store
from tests.cli.conftest import Run, _use


@pytest.fixture
def household(place: Path, built_demo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the built demo, to change."""
    folder = shutil.copytree(built_demo, place / "demo")
    _use(monkeypatch, folder)
    return folder


def test_a_limit_is_kept_and_taken_away(household: Path, run: Run) -> None:
    before = len(run("recommend", "Jonas", "--k", "1000", "--output", "json").document)
    assert (
        run("cap", "Jonas", "12").out == "Jonas sees titles for at most 12 years. What Plex limits applies as well.\n"
    )
    listed = run("recommend", "Jonas", "--k", "1000", "--output", "json").document
    assert 0 < len(listed) < before
    titles = [run("explain", "Jonas", item["item_id"], "--output", "json") for item in listed[:2]]
    assert all(ran.status == 0 for ran in titles)
    assert "no age limit of yours" in run("cap", "Jonas", "--clear").out
    assert len(run("recommend", "Jonas", "--k", "1000", "--output", "json").document) == before


def test_a_content_rating_of_unknown_age_is_let_through(household: Path, run: Run) -> None:
    with open_store(household / "store.db") as conn:
        conn.execute("UPDATE items SET content_rating = 'Odd', content_rating_age = NULL WHERE content_rating = 'G'")
        conn.execute("UPDATE meta SET value = value + 1 WHERE key = 'titles_stamp'")
    assert run("build").status == 0
    assert age_of("Odd") is None
    run("cap", "Jonas", "6")
    ran = run("recommend", "Jonas", "--k", "1000")
    assert "left out because no age is known for their content ratings (odd" in ran.out
    few = len(run("recommend", "Jonas", "--k", "1000", "--output", "json").document)
    listed = {one["name"]: one for one in run("cap", "--list", "--output", "json").document}
    assert (listed["Jonas"]["age_cap"], listed["Jonas"]["libraries"]) == (6, ["1", "2"])
    assert listed["Jonas"]["withheld"]["odd"] > 0
    assert run("cap", "Jonas", "--allow", "Odd").status == 0
    assert len(run("recommend", "Jonas", "--k", "1000", "--output", "json").document) > few
    assert run("cap", "Jonas", "--refuse", "ODD").status == 0
    assert len(run("recommend", "Jonas", "--k", "1000", "--output", "json").document) == few


def test_the_list_says_what_everyone_may_see(demo: Path, run: Run) -> None:
    listed = {one["name"]: one for one in run("cap", "--list", "--output", "json").document}
    assert set(listed) == {"Bruno", "Clara", "Mila", "Jonas", "Tom"}
    assert listed["Mila"]["plex_profile"] == "little_kid"
    text = run("cap", "--list").out
    assert "little_kid" in text and "Ana" not in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Ana", "12"), "Ana owns the server and sees everything"),
        (("Jonas", "99"), "99 is no age from 0 to 21 years"),
        (("Jonas",), "Write `cap USER AGE`"),
        ((), "Write `cap USER AGE`"),
        (("Jonas", "12", "--clear"), "Write `cap USER AGE`"),
        (("--list", "Jonas"), "Write `cap USER AGE`"),
        (("Nobody", "12"), "Nobody"),
    ],
)
def test_what_cannot_be_done_is_said(demo: Path, run: Run, words: tuple[str, ...], sentence: str) -> None:
    ran = run("cap", *words)
    assert ran.status == 2
    assert sentence in ran.err


def test_status_names_those_whose_libraries_are_not_known(household: Path, run: Run) -> None:
    assert run("status", "--output", "json").document["libraries_unknown_for"] == []
    with open_store(household / "store.db") as conn:
        tom = people.find_account(conn, "Tom").account_id
        conn.execute("UPDATE access SET libraries = NULL WHERE account_id = ?", (tom,))
        assert access.access_of(conn, tom).libraries is None
    assert run("status", "--output", "json").document["libraries_unknown_for"] == ["Tom"]
    assert "all shown to Tom: Plex did not say which are shared with them" in run("status").out
