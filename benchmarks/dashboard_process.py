"""What a dashboard process holds in memory, in a process of its own: prints the figures as JSON.

First Streamlit with a page that shows a chart and nothing else, then ten people who ask for
lists, filters, explanations and similar titles, then one new generation after the other.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path

PEOPLE = 10
GENERATIONS = 12


def main(folder: Path) -> None:
    """Plays the sessions of one household."""
    import streamlit.web.bootstrap  # noqa: F401 - what `streamlit run` loads
    from streamlit.testing.v1 import AppTest

    AppTest.from_function(_page_with_a_chart).run(timeout=60)
    before = memory_mib()
    from benchmarks.environment import settings_of
    from recommenderr.recommender.service import Recommender

    recommender = Recommender(settings_of(folder))
    _sessions(recommender)
    gc.collect()
    after = memory_mib()
    grown = _generations(recommender, folder)
    print(json.dumps({"streamlit": before, "sessions": after, "generations": grown}))


def _page_with_a_chart() -> None:
    import altair
    import streamlit

    data = altair.Data(values=[{"a": 1}])  # type: ignore[no-untyped-call]
    streamlit.altair_chart(altair.Chart(data).mark_bar().encode(x="a:Q"))


def _sessions(recommender: object) -> None:
    from recommenderr.model.weights import default_weights
    from recommenderr.recommender.filters import Filters
    from recommenderr.recommender.service import Query, Recommender

    assert isinstance(recommender, Recommender)
    classic = default_weights("classic")
    for account_id in range(1, PEOPLE + 1):
        first = recommender.recommend(account_id, Query(k=48))
        recommender.recommend(account_id, Query(k=48, weights=classic))
        recommender.recommend(account_id, Query(k=48, filters=Filters(type="movie", genres=("Drama",))))
        for title in first.items[:3]:
            recommender.explain(account_id, title.details.item_id)
            recommender.similar(title.details.item_id)


def _generations(recommender: object, folder: Path) -> list[float]:
    """Memory in use after each of many new generations that ten people look at."""
    from datetime import UTC, datetime, timedelta

    from recommenderr.artifacts import GenerationWriter, prune
    from recommenderr.household.service import Household
    from recommenderr.recommender.service import Recommender

    assert isinstance(recommender, Recommender)
    household = Household(recommender.settings)
    own_mib = []
    for number in range(GENERATIONS):
        now = recommender.generation()
        with GenerationWriter(folder, datetime.now(UTC) + timedelta(minutes=number)) as writer:
            writer.reuse(now, "")
            manifest = {key: value for key, value in now.manifest.items() if key not in ("format", "built_at", "files")}
            name = writer.publish(manifest)
        prune(folder, name)
        for account_id in range(1, PEOPLE + 1):
            recommender.ranked(recommender.user(account_id), household.weights_of(account_id), 24)
        gc.collect()
        own_mib.append(memory_mib()["own"])
    return own_mib


def memory_mib() -> dict[str, float]:
    """Memory of this process: its own, and pages of files, which processes share and the system may drop."""
    fields = {}
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if name in ("VmRSS", "RssAnon", "RssFile"):
            fields[name] = int(rest.split()[0]) / 1024
    return {"all": fields["VmRSS"], "own": fields["RssAnon"], "files": fields["RssFile"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
