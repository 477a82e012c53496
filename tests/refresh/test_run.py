"""A refresh from end to end, over HTTP; what a build takes over from the one before; what the demo household gets."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from recommenderr.artifacts import Generation, open_current
from recommenderr.artifacts.generation import FOLDER
from recommenderr.build import Built, build
from recommenderr.content_ratings import age_of
from recommenderr.demo.household import CHILD
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import ArtifactError, BusyError, NoGenerationError, PlexRefusedError
from recommenderr.household.service import Household
from recommenderr.recommender.filters import Filters
from recommenderr.recommender.service import Query, Recommendations, Recommender
from recommenderr.refresh import run
from recommenderr.refresh.run import refresh
from recommenderr.settings import Settings
from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from tests.factories.records import dump
from tests.factories.small_library import NOW, OWNER

HISTORY = "^/status/sessions/history"
ABOUT_REFRESHES = {"refreshes", "sqlite_sequence"}


def settings_for(server: DemoServer, folder: Path) -> Settings:
    """Settings of somebody who has set up this server, with everything kept in one folder."""
    return Settings(
        plex_base=server.base,
        plex_tv_base=server.base,
        plex_token=server.token,
        db_path=folder / "store.db",
        art_dir=folder / "art",
        log_file=folder / "log",
    )


def contents(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the store but those about refreshes."""
    with open_store(settings.db_path) as conn:
        return {name: rows for name, rows in dump(conn).items() if name not in ABOUT_REFRESHES}


@pytest.fixture
def settings(plex: DemoServer, tmp_path: Path) -> Settings:
    return settings_for(plex, tmp_path)


def rows(settings: Settings) -> list[tuple[str, str | None]]:
    """How the refreshes went, the latest first."""
    with open_store(settings.db_path, read_only=True) as conn:
        return [(row.outcome, row.error) for row in refreshes.recent(conn, 10)]


# ---------------------------------------------------------------- a refresh


def test_a_plain_copy_of_the_database_holds_the_refresh(settings: Settings, tmp_path: Path) -> None:
    with open_store(settings.db_path):  # as the sidecar has it open
        refresh(settings)
        copied = Path(shutil.copy(settings.db_path, tmp_path / "copied.db"))
        with open_store(copied, read_only=True) as conn:
            last = refreshes.last(conn)
    assert last is not None and last.outcome == "ok"
    assert contents(replace(settings, db_path=copied)) == contents(settings)


def test_a_refresh_reads_builds_and_keeps_how_it_went(plex: DemoServer, settings: Settings) -> None:
    result = refresh(settings)
    assert rows(settings) == [("ok", None)]
    with open_store(settings.db_path, read_only=True) as conn:
        last = refreshes.last(conn)
    assert last is not None
    assert (last.refresh_id, last.summary) == (result.refresh_id, result.summary)
    assert last.finished_at is not None
    assert result.generation == open_current(settings.art_dir).name
    assert "61 titles, features rebuilt; evidence of 2 people, 0 as before" in result.summary
    assert result.seconds > 0
    assert {one.token_in for one in plex.requests} == {"header"}


def test_a_second_refresh_takes_over_what_did_not_change(settings: Settings) -> None:
    refresh(settings)
    assert "features as before; evidence of 2 people, 2 as before" in refresh(settings).summary


def test_progress_is_reported_phase_by_phase_and_written_down(settings: Settings) -> None:
    told: list[tuple[str, int, int]] = []
    written: list[tuple[str, str]] = []

    def on_progress(phase: str, done: int, total: int) -> None:
        told.append((phase, done, total))
        with open_store(settings.db_path, read_only=True) as conn:
            last = refreshes.last(conn)
        assert last is not None
        written.append((last.phase, last.outcome))

    refresh(settings, on_progress=on_progress)
    phases = list(dict.fromkeys(phase for phase, _, _ in told))
    assert phases[:6] == ["libraries", "listing", "metadata", "history", "people", "writing"]
    assert phases[6:] == ["features", "evidence", "switching"]
    assert list(dict.fromkeys(phase for phase, _ in written)) == ["starting", *phases]
    assert {outcome for _, outcome in written} == {"running"}
    assert all(0 <= done <= total for _, done, total in told if total)


def test_ingest_and_build_are_its_halves(settings: Settings) -> None:
    result = refresh(settings, build=False)
    assert result.generation is None
    with pytest.raises(NoGenerationError):
        open_current(settings.art_dir)
    assert refresh(settings, ingest=False).generation == open_current(settings.art_dir).name
    assert rows(settings) == [("ok", None), ("ok", None)]


def test_a_second_refresh_at_once_is_refused_and_told_who_is_at_it(settings: Settings) -> None:
    refused: list[str] = []

    def on_progress(phase: str, done: int, total: int) -> None:
        if phase == "listing" and not refused:
            with pytest.raises(BusyError) as caught:
                refresh(settings)
            refused.append(str(caught.value))

    refresh(settings, on_progress=on_progress)
    assert len(refused) == 1
    assert refused[0].startswith(f"A refresh is running already (process {os.getpid()} since 20")
    assert refused[0].endswith(" UTC). Wait until it has ended.")
    assert rows(settings) == [("ok", None)]


@pytest.mark.slow
def test_so_it_is_from_another_process(settings: Settings, tmp_path: Path) -> None:
    """The lock goes with its process, however that ends."""
    program = (
        "import sys; from pathlib import Path; from recommenderr.refresh_lock import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(settings.art_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdin is not None
    with closing(holder.stdin), closing(holder.stdout):
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=rf"\(process {holder.pid} since "):
            refresh(settings)
        holder.kill()
        holder.wait()
    assert refresh(settings).generation is not None


def test_a_failed_refresh_leaves_everything_as_it_was_and_says_why(plex: DemoServer, settings: Settings) -> None:
    first = refresh(settings).generation
    before = contents(settings)
    plex.library.add("1", title="New", type="movie", guid="plex://movie/new", added_at=1, updated_at=1)
    plex.faults.fail(HISTORY, status=401, times=None)
    with pytest.raises(PlexRefusedError) as caught:
        refresh(settings)
    assert rows(settings) == [("failed", str(caught.value)), ("ok", None)]
    assert plex.token not in str(caught.value)
    assert open_current(settings.art_dir).name == first
    assert contents(settings) == before


def test_a_build_that_fails_keeps_what_was_read_and_what_serves(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = refresh(settings).generation

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ArtifactError, match=r"disk of .* is full"):
            refresh(settings)
    assert [outcome for outcome, _ in rows(settings)] == ["failed", "ok"]
    assert "is full" in str(rows(settings)[0][1])
    assert open_current(settings.art_dir).name == first
    assert [entry.name for entry in (settings.art_dir / FOLDER).iterdir()] == [first]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(KeyboardInterrupt(), run.INTERRUPTED), (ZeroDivisionError("secret detail"), run.UNEXPECTED)],
)
def test_whatever_ends_it_is_written_down_and_goes_on(error: BaseException, sentence: str, settings: Settings) -> None:
    def on_progress(phase: str, done: int, total: int) -> None:
        if phase == "metadata":
            raise error

    with pytest.raises(type(error)):
        refresh(settings, on_progress=on_progress)
    assert rows(settings) == [("failed", sentence)]
    assert refresh(settings).generation is not None


def test_a_place_that_cannot_be_made_is_named(plex: DemoServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = replace(settings_for(plex, tmp_path), art_dir=tmp_path / "file" / "art")
    with pytest.raises(ArtifactError, match=r"file/art cannot be written \(.*\)\. Let this user write there"):
        refresh(settings)


def test_a_server_without_a_single_film(plex: DemoServer, settings: Settings) -> None:
    for key in list(plex.library.titles):
        plex.library.remove(key)
    assert "0 titles" in refresh(settings).summary
    found = Recommender(settings).recommend(OWNER, Query())
    assert found.items == ()
    assert found.note is not None


# ---------------------------------------------------------------- what a build takes over


def built(settings: Settings, now: datetime = NOW) -> tuple[Built, Generation]:
    with open_store(settings.db_path) as conn:
        done = build(conn, settings, now, lambda phase, done, total: None)
    return done, open_current(settings.art_dir)


# ---------------------------------------------------------------- what the demo household gets


@pytest.fixture(scope="module")
def household(demo_plex: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    """The whole demo household, read over HTTP and built as of the day on which it stands."""
    settings = settings_for(demo_plex, tmp_path_factory.mktemp("household"))
    refresh(settings, build=False)
    built(settings)
    return Recommender(settings)


TWENTY = Query(k=20)


def top(household: Recommender, name: str, query: Query = TWENTY) -> Recommendations:
    return household.recommend(Household(household.settings).find_person(name).account_id, query)


def above_pg(found: Recommendations) -> list[tuple[int, str, str]]:
    """Place, title and content rating of what is not known to be fit for a child that may see PG."""
    ages = [age_of(item.details.content_rating) for item in found.items]
    limit = age_of("PG")
    assert limit is not None
    return [
        (place, item.details.title, item.details.content_rating)
        for place, (item, age) in enumerate(zip(found.items, ages, strict=True), start=1)
        if age is None or age > limit
    ]


def test_everybody_gets_a_list_of_what_they_have_not_seen(household: Recommender) -> None:
    for person in Household(household.settings).people():
        found = top(household, str(person.account.account_id))
        assert len(found.items) == 20
        assert max(item.relevancy for item in found.items) == 100
        user = household.user(person.account.account_id)
        seen = {household.generation().titles.item_ids[int(row)] for row in user.model.profile.rows}
        assert not seen & {item.details.item_id for item in found.items}
        assert bool(seen) == person.has_history


def test_the_child_gets_no_horror(household: Recommender) -> None:
    assert [item.details.title for item in top(household, CHILD).items if "Horror" in item.details.genres] == []


def test_the_child_gets_mostly_what_it_likes(household: Recommender) -> None:
    genres = [set(item.details.genres) for item in top(household, CHILD).items]
    assert sum(bool(of_title & {"Family", "Animation"}) for of_title in genres) >= 15


def test_the_child_gets_nothing_above_pg(household: Recommender) -> None:
    assert above_pg(top(household, CHILD)) == []


def test_the_filter_lets_nothing_above_pg_through(household: Recommender) -> None:
    """For the child, who sees titles for at most 7 years anyway, it takes nothing away."""
    query = Query(k=200, filters=Filters(age_max=8))
    found = top(household, "Ana", query)
    assert len(found.items) > 50
    assert above_pg(found) == []
    assert above_pg(top(household, CHILD, query)) == []
    filtered = [item.details.item_id for item in top(household, CHILD, query).items]
    assert filtered == [item.details.item_id for item in top(household, CHILD, Query(k=200)).items]
    assert filtered


def test_who_has_two_tastes_gets_both(household: Recommender) -> None:
    """Horror, and period romance."""
    genres = [set(item.details.genres) for item in top(household, "Clara").items]
    assert sum("Horror" in of_title for of_title in genres) >= 3
    assert sum("Romance" in of_title for of_title in genres) >= 3


def test_who_watched_nothing_gets_new_titles_of_all_kinds_and_is_told_so(household: Recommender) -> None:
    tom = Household(household.settings).find_person("Tom")
    weights = Household(household.settings).weights_of(tom.account_id).changed({"diversity": 0.0})
    found = top(household, "Tom", Query(k=20, weights=weights))
    general = "Tom has not watched anything yet, so this list is a general one"
    assert found.note is not None and found.note.startswith(general)
    assert min(item.details.year or 0 for item in found.items) >= 2010
    various = top(household, "Tom")
    assert {item.details.type for item in various.items} == {"movie", "show"}
    assert various.note == found.note


def test_who_has_a_history_is_told_nothing(household: Recommender) -> None:
    assert top(household, "Ana").note is None


def test_the_same_household_gets_the_same_lists_again(household: Recommender) -> None:
    again = Recommender(household.settings)
    for name in ("Ana", "Clara", CHILD):
        assert [item.details.item_id for item in top(again, name).items] == [
            item.details.item_id for item in top(household, name).items
        ]
