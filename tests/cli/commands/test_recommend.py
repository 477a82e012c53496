from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from recommenderr.demo.people import DemoAccount
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.settings import DEMO_NOTICE
from tests.cli.conftest import Run


def test_users_are_listed_with_the_owner_first(demo: Path, run: Run) -> None:
    ran = run("users")
    lines = ran.out.splitlines()
    assert ran.status == 0
    assert lines[0].split() == ["id", "name", "username", "who", "has", "watched"]
    assert lines[1].split() == ["1", "Ana", "ana", "owner", "yes"]
    assert len(lines) == 7
    assert DEMO_NOTICE in ran.err


def test_users_as_json(demo: Path, run: Run) -> None:
    people = run("users", "--output", "json").document
    assert people[0] == {"account_id": 1, "name": "Ana", "username": "ana", "kind": "owner", "has_history": True}
    assert {person["kind"] for person in people} == {"owner", "home", "managed", "friend"}


def test_recommend_shows_rank_match_title_year_and_reasons(demo: Path, run: Run) -> None:
    ran = run("recommend", "ana")
    lines = ran.out.splitlines()
    head = next(number for number, line in enumerate(lines) if line.split()[:1] == ["#"])
    rows = lines[head + 1 :]
    assert ran.status == 0
    assert len(rows) == 10
    assert [int(row.split()[0]) for row in rows] == list(range(1, 11))
    assert rows[0].split()[1:3] == ["100", "%"]
    assert all("(19" in row or "(20" in row for row in rows)
    assert all("shares" in row for row in rows)
    assert DEMO_NOTICE in ran.err
    assert DEMO_NOTICE not in ran.out


def check_sum(parts: list[dict[str, Any]], score: float) -> None:
    assert math.isclose(math.fsum(part["contribution"] for part in parts), score, abs_tol=1e-9)


def test_recommend_as_json_is_one_list_whose_explanations_add_up(demo: Path, run: Run) -> None:
    ran = run("recommend", "Ana", "--k", "25", "--output", "json", "--explain")
    items = ran.document
    assert len(items) == 25
    for item in items:
        assert set(item) == {
            *("item_id", "guid", "type", "title", "year", "genres", "collections", "score", "relevancy", "explain")
        }
        assert isinstance(item["relevancy"], int)
        assert 0 <= item["relevancy"] <= 100
        check_sum(list(item["explain"]["groups"].values()), item["score"])
        check_sum(item["explain"]["features"], item["score"])
        check_sum(item["explain"]["watched"], item["score"])
        percents = [group["percent_of_score"] for group in item["explain"]["groups"].values()]
        assert sum(percents) == pytest.approx(100, abs=0.5)
    assert items[0]["relevancy"] == 100


def test_without_explain_the_json_has_none(demo: Path, run: Run) -> None:
    assert all("explain" not in item for item in run("recommend", "Ana", "--output", "json").document)


@pytest.mark.parametrize("kind", ["movie", "show"])
def test_one_type_alone(demo: Path, run: Run, kind: str) -> None:
    items = run("recommend", "Ana", "--type", kind, "--output", "json").document
    assert [item["type"] for item in items] == [kind] * 10


def test_a_person_answers_to_username_name_and_id(demo: Path, run: Run) -> None:
    lists = [run("recommend", word, "--output", "json").document for word in ("clara_v", "CLARA", "44150936")]
    assert lists[0] == lists[1] == lists[2] != []


def test_of_two_people_of_one_name_both_are_listed(server: DemoServer, run: Run) -> None:
    server.library.add_account(DemoAccount(104, "BRUNO", "other", "friend", 104))
    assert run("ingest").status == 0
    for words in (("recommend", "bruno"), ("explain", "Bruno", "1001"), ("export", "bruno"), ("forget", "bruno")):
        ran = run(*words)
        assert (ran.status, ran.out) == (2, ""), words
        assert "is the name of 2 people: Bruno (id 101), BRUNO (id 104). Give the id" in ran.err


def test_recommend_with_explain_names_groups_features_and_watched_titles(demo: Path, run: Run) -> None:
    out = run("recommend", "Ana", "--k", "2", "--explain").out
    assert out.count("   groups    ") == 2
    assert out.count("   features  ") == 2
    assert out.count("   watched   ") == 2


def test_somebody_without_history_gets_a_list_and_the_reason_for_it(demo: Path, run: Run) -> None:
    ran = run("recommend", "Tom")
    assert ran.status == 0
    assert "Tom has not watched anything yet" in ran.out
    assert ran.out.count("  from 20") == 10
    as_json = run("recommend", "Tom", "--output", "json")
    assert len(as_json.document) == 10
    assert "Tom has not watched anything yet" in as_json.err


def test_a_name_that_nobody_has_is_wrong_use_and_lists_who_there_is(demo: Path, run: Run) -> None:
    ran = run("recommend", "Nobody")
    assert (ran.status, ran.out) == (2, "")
    assert "There are: Ana, Bruno" in ran.err


def test_where_nothing_is_built_the_demo_builds_first_and_says_so(place: Path, run: Run) -> None:
    ran = run("recommend", "Ana", "--k", "3", "--output", "json")
    assert ran.status == 0
    assert len(ran.document) == 3
    assert "Nothing has been built yet. Building the demo first" in ran.err


def test_where_nothing_is_built_a_real_server_is_not_read_unasked(server: DemoServer, run: Run) -> None:
    ran = run("recommend", "Ana")
    assert (ran.status, ran.out) == (1, "")
    assert "recommenderr refresh" in ran.err
    assert server.requests == []
    assert run("ingest").status == 0
    ran = run("recommend", "Ana")
    assert (ran.status, ran.out) == (1, "")
    assert "Nothing has been built yet. Run `recommenderr refresh` first." in ran.err


def test_with_a_real_server_nobody_speaks_of_a_demo(server: DemoServer, run: Run) -> None:
    assert run("refresh").status == 0
    ran = run("recommend", "Ana", "--k", "3")
    assert ran.status == 0
    assert ran.err == ""


@pytest.mark.parametrize("k", ["0", "-1", "1001", "ten", "1.5", "", "٣"])
def test_a_list_length_out_of_range_is_wrong_use(demo: Path, run: Run, k: str) -> None:
    ran = run("recommend", "Ana", f"--k={k}")
    assert (ran.status, ran.out) == (2, "")
    assert "is not a whole number from 1 to 1000" in ran.err


def test_a_thousand_titles_may_be_asked_for(demo: Path, run: Run) -> None:
    items = run("recommend", "Ana", "--k", "1000", "--output", "json").document
    assert 100 < len(items) <= 1000
    assert len({item["item_id"] for item in items}) == len(items)
