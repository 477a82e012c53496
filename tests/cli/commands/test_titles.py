from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.model.weights import SHOWN_GROUPS
from recommenderr.settings import Settings
from recommenderr.store.connection import open_store
from tests.cli.commands.test_recommend import check_sum
from tests.cli.conftest import Run


def explained(run: Run, title: str, person: str = "Ana") -> Any:
    return run("explain", person, title, "--output", "json").document


def ranked(run: Run, person: str = "Ana") -> list[Any]:
    """The whole list by score alone."""
    items: list[Any] = run("recommend", person, "--k", "1000", "--output", "json").document
    return sorted(items, key=lambda item: -item["score"])


def test_explain_adds_up_for_any_title_watched_or_not(demo: Path, run: Run) -> None:
    item = explained(run, "Dune")
    assert item["title"] == "Dune"
    for parts in (list(item["explain"]["groups"].values()), item["explain"]["features"], item["explain"]["watched"]):
        check_sum(parts, item["score"])
    assert explained(run, item["item_id"]) == item


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Back  to the Future", "Back to the Future"),
        (" back to the\u00a0FUTURE (1985) ", "Back to the Future"),
        ("Ocean’s Eleven", "Ocean's Eleven"),
        ("lilo and stitch", "Lilo & Stitch"),
        ("pride  &  prejudice", "Pride & Prejudice"),
        ("PRIDE and prejudice", "Pride and Prejudice"),
        ("amelie", "Amélie"),
        ("Spider–Man ２", "Spider-Man 2"),
        ("X‑Men", "X-Men"),
        ("wall-e", "WALL·E"),
    ],
)
def test_a_title_is_found_however_its_name_is_typed(demo: Path, run: Run, typed: str, title: str) -> None:
    assert explained(run, typed)["title"] == title


def test_explain_says_which_rank_and_whose_contributions_stand_at_rank_10(demo: Path, run: Run) -> None:
    items = ranked(run)
    item = explained(run, items[120]["item_id"])
    why = item["why_not"]
    assert (item["rank"], item["candidates"], item["watched"]) == (121, len(items), False)
    assert (item["rank"], item["candidates"], item["watched"]) == (why["rank"], why["candidates"], why["watched"])
    assert why["beside_title"] == {name: items[9][name] for name in ("item_id", "title")}
    assert list(why["beside"]) == list(SHOWN_GROUPS)
    assert sum(why["beside"].values()) == pytest.approx(items[9]["score"], abs=1e-9)
    lag = {group: why["beside"][group] - item["explain"]["groups"][group]["contribution"] for group in SHOWN_GROUPS}
    assert why["held_back_by"] == max(lag, key=lag.__getitem__)


def test_the_change_that_is_named_does_bring_the_title_up(
    demo: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    lifted = 0
    for item in ranked(run)[20:200:20]:
        change = explained(run, item["item_id"])["why_not"]["change"]
        if change is None:
            continue
        with monkeypatch.context() as patched:
            patched.setenv(f"FEAT_W_{change['weight'].upper()}", repr(change["needed"]))
            assert explained(run, item["item_id"])["rank"] <= 20
        lifted += 1
    assert lifted


def test_a_title_among_the_first_is_at_its_place(demo: Path, run: Run) -> None:
    items = ranked(run)
    best, tenth = explained(run, items[0]["item_id"]), explained(run, items[9]["item_id"])
    assert (best["rank"], best["relevancy"], best["why_not"]["change"]) == (1, 100, None)
    assert tenth["why_not"]["beside_title"]["item_id"] == tenth["item_id"]
    assert tenth["why_not"]["held_back_by"] is None
    assert "It is among the first 20." in run("explain", "Ana", items[0]["item_id"]).out


def test_explain_in_text_tells_place_groups_features_and_watched_titles(demo: Path, run: Run) -> None:
    ran = run("explain", "Ana", "Dune")
    assert ran.status == 0
    assert ran.out.startswith("Dune (film, 2021), id ")
    assert re.search(r"\nRank \d+ of \d+ by score, which is 0\.\d{4}: a better match for Ana than \d+ % of", ran.out)
    assert re.search(r"\n +adds +share +rank 10 +by group\n", ran.out)
    assert "by feature" in ran.out and "by what was watched" in ran.out


def test_explain_in_text_names_the_group_that_lags_and_the_change_that_would_do(demo: Path, run: Run) -> None:
    told = {True: 0, False: 0}
    for listed in ranked(run)[20::40]:
        why, out = explained(run, listed["item_id"])["why_not"], run("explain", "Ana", listed["item_id"]).out
        assert f"Compared with {why['beside_title']['title']} (" in out
        assert f" at rank 10, it lacks most in {why['held_back_by']}. " in out
        change, told[why["change"] is None] = why["change"], 1
        if change is None:
            assert "No change of a single weight brings it into the first 20." in out
        else:
            way = "up" if change["needed"] > change["now"] else "down"
            how = f"the weight of {change['weight']} {way} from {change['now']:g} to {change['needed']:g}."
            assert f"The smallest change that brings it into the first 20: {how}" in out
    assert told == {True: 1, False: 1}


def test_a_watched_title_has_the_rank_that_it_would_have(demo: Path, run: Run) -> None:
    listed = {item["item_id"] for item in ranked(run)}
    watched = next(
        part
        for item in ranked(run)
        for part in explained(run, item["item_id"])["explain"]["watched"]
        if part["item_id"] not in {None, *listed}
    )
    item = explained(run, watched["item_id"])
    assert item["watched"] is True
    assert item["candidates"] == len(listed) + 1
    assert item["rank"] == 1 + sum(other["score"] > item["score"] for other in ranked(run))
    assert "Ana has watched it, so it is not recommended" in run("explain", "Ana", watched["item_id"]).out


def test_a_title_that_is_gone_says_so(server: DemoServer, run: Run) -> None:
    title = next(t for n, t in enumerate(server.library.titles.values()) if n % 2 and n % 5)
    assert run("refresh").status == 0
    server.library.remove(title.rating_key)
    assert run("refresh").status == 0
    item = explained(run, title.rating_key)
    assert (item["why_not"]["gone"], item["watched"]) == (True, False)
    assert "It is not on the server any more" in run("explain", "Ana", title.rating_key).out


def test_in_a_small_library_the_last_one_stands_in_for_rank_10(server: DemoServer, run: Run) -> None:
    """Ana has seen every second of these; all but six of the others go."""
    unseen = [title for number, title in enumerate(list(server.library.titles.values())) if number % 2]
    for title in unseen[6:]:
        server.library.remove(title.rating_key)
    assert run("refresh").status == 0
    items = ranked(run)
    assert len(items) == 6
    item = explained(run, items[2]["item_id"])
    assert item["why_not"]["beside_title"]["item_id"] == items[-1]["item_id"]
    assert re.search(r" rank 6 +by group", run("explain", "Ana", items[2]["item_id"]).out)


def test_where_everything_is_seen_it_is_compared_with_nothing(server: DemoServer, run: Run) -> None:
    for number, title in enumerate(list(server.library.titles.values())):
        if number % 2:
            server.library.remove(title.rating_key)
    assert run("refresh").status == 0
    title = next(iter(server.library.titles.values()))
    item = explained(run, title.rating_key)
    assert (item["rank"], item["candidates"], item["why_not"]["beside_title"]) == (1, 1, None)
    text = run("explain", "Ana", title.rating_key).out
    assert "Rank 1 of 1 by score" in text and "It would be among the first 20." in text
    assert "Compared with" not in text and "rank 0" not in text


@pytest.mark.parametrize("words", [("explain", "Ana"), ("similar",)], ids=lambda words: words[0])
def test_a_title_that_is_not_there_is_wrong_use(demo: Path, run: Run, words: tuple[str, ...]) -> None:
    ran = run(*words, "No such film at all")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.endswith(
        "recommenderr: No title answers to 'No such film at all'. Write its name as Plex does, or its id.\n"
    )


@pytest.mark.parametrize(
    ("typed", "names"),
    [("Alienn", "Alien or Aliens?"), ("lady brid", "Lady Bird?"), ("Dune Part Tow", "Dune: Part Two?")],
)
def test_a_typing_error_is_met_with_the_name_that_was_meant(demo: Path, run: Run, typed: str, names: str) -> None:
    ran = run("similar", typed)
    assert ran.status == 2
    assert ran.err.endswith(f"Write its name as Plex does, or its id. Did you mean {names}\n")


def test_similar_lists_the_nearest_titles_and_not_the_title_itself(demo: Path, run: Run) -> None:
    items = run("similar", "Dune", "--output", "json").document
    assert items[0]["title"] == "Dune: Part Two"
    assert len(items) == 10
    assert "Dune" not in [item["title"] for item in items]
    assert [item["score"] for item in items] == sorted((item["score"] for item in items), reverse=True)
    assert items[0]["relevancy"] == 100
    by_id = run("similar", explained(run, "Dune")["item_id"], "--k", "3", "--output", "json").document
    assert by_id == items[:3]


def test_similar_gives_the_objects_of_recommend(demo: Path, run: Run) -> None:
    for more in ([], ["--explain"]):
        similar = run("similar", "Dune", "--output", "json", *more).document
        recommended = run("recommend", "Ana", "--output", "json", *more).document
        assert {tuple(item) for item in similar} == {tuple(item) for item in recommended}


def test_similar_explains_by_the_title_alone(demo: Path, run: Run) -> None:
    seed = explained(run, "Dune")["item_id"]
    for item in run("similar", "Dune", "--explain", "--output", "json").document:
        check_sum(list(item["explain"]["groups"].values()), item["score"])
        check_sum(item["explain"]["features"], item["score"])
        assert {part["item_id"] for part in item["explain"]["watched"]} <= {seed, None}
        assert item["explain"]["groups"]["acclaim"]["contribution"] == 0


def test_similar_in_text(demo: Path, run: Run) -> None:
    lines = run("similar", "Dune", "--k", "2").out.splitlines()
    assert re.fullmatch(r"Most like Dune \(2021\), of \d+ other titles:", lines[0])
    assert lines[2].split() == ["#", "match", "title", "because", "it"]
    assert re.match(r"1  100 %  Dune: Part Two \(2024\) .*shares .* with Dune", lines[3])
    assert "   groups    " in run("similar", "Dune", "--k", "1", "--explain").out


def test_a_library_of_one_title_has_none_that_is_similar(server: DemoServer, run: Run) -> None:
    only, *others = server.library.titles
    for key in others:
        server.library.remove(key)
    assert run("refresh").status == 0
    assert run("similar", only, "--output", "json").document == []
    assert run("similar", only).out == "There is no other title.\n"


def test_several_titles_of_one_name_are_told_apart_by_their_ids(demo: Path, run: Run) -> None:
    with open_store(Settings.load().db_path, read_only=True) as conn:
        (name,) = conn.execute(
            "SELECT title FROM items WHERE item_id = title_id GROUP BY title HAVING count(*) > 1 LIMIT 1"
        ).fetchone() or pytest.skip("every title of the demo has a name of its own")
    ran = run("similar", name)
    assert (ran.status, ran.out) == (2, "")
    assert "Name one by its id." in ran.err
