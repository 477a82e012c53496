"""The same lists wherever people are ranked: here, in other processes, on a Dask cluster of two workers."""

from __future__ import annotations

import importlib.util
import pickle
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommenderr.errors import NoGenerationError, StoreError, WorkersError
from recommenderr.household.service import Household
from recommenderr.recommender.batch import Workers, for_workers, rank_everybody
from recommenderr.recommender.service import Query, Recommender
from recommenderr.records import Account
from recommenderr.settings import Settings

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="dask is not here (pip install 'dask[distributed]'), so nothing is ranked on a cluster",
)


@pytest.fixture(scope="module")
def settings(built_demo: Path) -> Settings:
    """The demo household, read and built."""
    return Settings(db_path=built_demo / "store.db", art_dir=built_demo, log_file=built_demo / "log")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a scheduler with two worker processes, all on the loopback interface."""
    from dask.distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=":0"
    ) as running:
        yield str(running.scheduler_address)


def accounts(settings: Settings) -> list[Account]:
    return [person.account for person in Household(settings).people()]


QUERY = Query(k=5, explain=True)


def told(settings: Settings, workers: Workers) -> list[tuple[int, list[dict[str, object]], str | None]]:
    return [
        (one.account.account_id, [item.as_json() for item in one.recommendations.items], one.recommendations.note)
        for one in rank_everybody(settings, accounts(settings), QUERY, workers)
    ]


def test_everybody_gets_what_each_would_get_alone(settings: Settings) -> None:
    recommender = Recommender(settings)
    alone = [(a.account_id, recommender.recommend(a.account_id, QUERY)) for a in accounts(settings)]
    expected = [(account_id, [item.as_json() for item in found.items], found.note) for account_id, found in alone]
    assert told(settings, Workers()) == expected


def test_the_first_list_is_there_before_the_last_is_made(settings: Settings) -> None:
    lists = rank_everybody(settings, accounts(settings), QUERY)
    assert next(lists).account.name == "Ana"
    lists.close()  # type: ignore[attr-defined]


def test_what_goes_to_the_workers_holds_no_secret(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(settings.art_dir)
    mine = Settings(
        db_path=Path("store.db"), art_dir=Path(), log_file=Path("log"), plex_token="t0ken", dashboard_password="s3cret"
    )
    sent = pickle.dumps(for_workers(mine))
    assert b"t0ken" not in sent
    assert b"s3cret" not in sent
    assert pickle.loads(sent).db_path == settings.db_path.absolute()  # noqa: S301 - of this test's own making


def test_where_nothing_is_built_it_is_said(tmp_path: Path) -> None:
    empty = Settings(db_path=tmp_path / "store.db", art_dir=tmp_path, log_file=tmp_path / "log")
    with pytest.raises((NoGenerationError, StoreError)):
        list(rank_everybody(empty, [Account(1, "Ana", "ana", "owner")], QUERY))


@needs_dask
@pytest.mark.dask
def test_a_cluster_of_two_workers_gives_the_same(settings: Settings, cluster: str) -> None:
    assert told(settings, Workers(backend="dask", dask_address=cluster)) == told(settings, Workers())


@needs_dask
@pytest.mark.dask
def test_what_fails_on_a_worker_is_the_same_sentence(settings: Settings, cluster: str, tmp_path: Path) -> None:
    empty = Settings(db_path=settings.db_path, art_dir=tmp_path, log_file=tmp_path / "log")
    with pytest.raises(NoGenerationError, match="Run `recommenderr refresh` first"):
        list(rank_everybody(empty, accounts(settings), QUERY, Workers(backend="dask", dask_address=cluster)))


@needs_dask
@pytest.mark.dask
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{port}", "no such thing://"])
def test_a_cluster_that_does_not_answer_is_one_sentence(
    settings: Settings, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as reserved:  # bound and not listening: nobody else answers there
        reserved.bind(("127.0.0.1", 0))
        address = address.format(port=reserved.getsockname()[1])
        monkeypatch.setattr("recommenderr.recommender.batch.CONNECT_TIMEOUT_S", 0.5)
        with pytest.raises(WorkersError, match="No Dask scheduler answers at"):
            list(rank_everybody(settings, accounts(settings), QUERY, Workers(backend="dask", dask_address=address)))


@needs_dask
@pytest.mark.dask
def test_a_cluster_without_this_program_is_one_sentence(
    settings: Settings, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere: dict[str, object] = {}
    monkeypatch.setattr("recommenderr.recommender.batch.find_spec", nowhere.get)
    with pytest.raises(WorkersError, match="cannot load this program"):
        list(rank_everybody(settings, accounts(settings), QUERY, Workers(backend="dask", dask_address=cluster)))


def test_without_dask_the_sentence_says_what_to_install(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("dask", "dask.distributed"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(WorkersError, match=r"pip install 'dask\[distributed\]'"):
        list(rank_everybody(settings, accounts(settings), QUERY, Workers(backend="dask", dask_address="tcp://a:1")))
