"""The lists of the whole household, one task per person: in turn, on several cores, or on a Dask cluster.

People do not depend on each other, so joblib hands them out, and its backend decides where they are ranked. Every
worker maps the same generation and reads the same database: those of a cluster need both at the same paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Literal

from recommenderr.errors import WorkersError
from recommenderr.recommender.service import Query, Recommendations, Recommender
from recommenderr.records import Account
from recommenderr.settings import Settings

Backend = Literal["loky", "threading", "dask"]
CONNECT_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Workers:
    """Where people are ranked.

    Attributes:
        jobs: how many at once: 1 is this process alone, -1 one for each core. A cluster takes as many as it can.
        backend: joblib's name for the kind of workers.
        dask_address: where the cluster's scheduler listens, such as tcp://10.0.0.5:8786; for `dask` alone.
    """

    jobs: int = 1
    backend: Backend = "loky"
    dask_address: str = ""


@dataclass(frozen=True, slots=True)
class PersonList:
    """One person and their list."""

    account: Account
    recommendations: Recommendations


def rank_everybody(
    settings: Settings, accounts: Sequence[Account], query: Query, workers: Workers = Workers()
) -> Iterator[PersonList]:
    """The lists of these people in their order, each as soon as it and those before it are there.

    Raises:
        WorkersError: the cluster does not answer or cannot run this program, or a worker process was ended.
        RecommenderrError: whatever `Recommender.recommend` raises for one of them.
    """
    from joblib import Parallel, delayed

    sent = for_workers(settings)
    with _workers(workers) as backend, _sentences(workers):
        parallel = Parallel(n_jobs=workers.jobs, return_as="generator", **backend)
        yield from parallel(delayed(_rank)(sent, account, query) for account in accounts)


def _rank(settings: Settings, account: Account, query: Query) -> PersonList:
    """What a worker does for one person; the generation stays open for the next."""
    return PersonList(account, _door(settings).recommend(account.account_id, query))


@lru_cache(maxsize=1)
def _door(settings: Settings) -> Recommender:
    return Recommender(settings)


def for_workers(settings: Settings) -> Settings:
    """Ranking needs neither token nor password, so neither travels; a worker may stand in another directory."""
    return replace(
        settings,
        plex_token=None,
        dashboard_password=None,
        dashboard_users=(),
        db_path=settings.db_path.absolute(),
        art_dir=settings.art_dir.absolute(),
    )


@contextmanager
def _workers(workers: Workers) -> Iterator[dict[str, Any]]:
    """What joblib must be told of the backend; a cluster stays connected as long as the context lasts."""
    if workers.backend != "dask":
        yield {"backend": workers.backend}
        return
    try:
        from dask.distributed import Client
    except ImportError as err:
        raise WorkersError("Ranking on a Dask cluster needs a package: pip install 'dask[distributed]'.") from err
    from joblib import parallel_config

    try:
        client = Client(workers.dask_address, timeout=CONNECT_TIMEOUT_S, set_as_default=False)
    except (OSError, ValueError) as err:
        raise WorkersError(
            f"No Dask scheduler answers at {workers.dask_address}. Start `dask scheduler`, or correct --dask-address."
        ) from err
    with client:
        _check(client, workers.dask_address)
        with client.as_current(), parallel_config(backend="dask"):
            yield {}


def _check(client: Any, address: str) -> None:
    """Makes sure that the cluster can load this program; otherwise it would never answer."""
    specs = [client.run_on_scheduler(find_spec, "recommenderr"), *client.run(find_spec, "recommenderr").values()]
    if None in specs:
        raise WorkersError(
            f"The Dask cluster at {address} cannot load this program. Install it, in this version, on the scheduler "
            "and on every worker."
        )


@contextmanager
def _sentences(workers: Workers) -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as err:
        raise WorkersError(
            "A process that ranked was ended from outside, perhaps because memory ran out. Try fewer with --jobs."
        ) from err
    except TimeoutError as err:
        raise WorkersError(
            f"The Dask scheduler at {workers.dask_address} has no workers. Start some with `dask worker`."
        ) from err
