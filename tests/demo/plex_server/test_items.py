"""Metadata of single titles, seasons and episodes, and their watched state."""

from __future__ import annotations

from recommenderr.demo.plex_server.server import DemoServer
from tests.demo.client import CHILD, ask, get, paged


def test_unknown_ids_are_omitted_and_only_unknown_ids_are_404(plex: DemoServer) -> None:
    first, second = list(plex.library.titles)[:2]
    rows = get(plex, f"/library/metadata/{first},999999,{second}")
    assert [row.attrib["ratingKey"] for row in rows] == [first, second]
    assert rows.attrib["size"] == "2"
    assert [row.attrib["ratingKey"] for row in get(plex, f"/library/metadata/{first}%2C{second}")] == [first, second]
    assert ask(plex, "/library/metadata/999998,999999").status_code == 404


def test_more_than_300_ids_are_too_many(plex: DemoServer) -> None:
    first = next(iter(plex.library.titles))
    assert ask(plex, "/library/metadata/" + ",".join([first] * 300)).status_code == 200
    assert ask(plex, "/library/metadata/" + ",".join([first] * 301)).status_code == 414


def test_seasons_and_episodes(demo_plex: DemoServer) -> None:
    series = demo_plex.library.find("Doctor Who")
    seasons = get(demo_plex, f"/library/metadata/{series.rating_key}/children")
    assert [row.attrib["index"] for row in seasons][:3] == ["0", "1", "2"]
    assert seasons[0].attrib["title"] == "Specials"
    episodes = get(demo_plex, f"/library/metadata/{seasons[1].attrib['ratingKey']}/children")
    assert [row.attrib["index"] for row in episodes] == [str(n + 1) for n in range(series.seasons[1])]
    leaves = get(demo_plex, f"/library/metadata/{series.rating_key}/allLeaves")
    assert (
        len(leaves)
        == series.episode_count
        == int(get(demo_plex, f"/library/metadata/{series.rating_key}")[0].attrib["leafCount"])
    )
    one = get(demo_plex, f"/library/metadata/{leaves[7].attrib['ratingKey']}")[0]
    assert (one.attrib["type"], one.attrib["grandparentRatingKey"]) == ("episode", series.rating_key)
    season = get(demo_plex, f"/library/metadata/{one.attrib['parentRatingKey']}")[0]
    assert (season.attrib["type"], season.attrib["parentRatingKey"]) == ("season", series.rating_key)


def test_watched_state_follows_the_token(plex: DemoServer) -> None:
    title = next(t for t in plex.library.titles.values() if (CHILD, t.guid) not in plex.library.states)
    plex.library.mark(CHILD, title.rating_key, 1_700_000_000)
    plex.library.rate(CHILD, title.rating_key, 8.0, 1_700_000_100)
    mine = get(plex, "/library/sections/1/all?type=1&unwatched=0", "token-of-mila")
    assert [row.attrib["ratingKey"] for row in mine] == [title.rating_key]
    assert (mine[0].attrib["viewCount"], mine[0].attrib["lastViewedAt"], mine[0].attrib["userRating"]) == (
        "1",
        "1700000000",
        "8.0",
    )
    others = get(plex, f"/library/metadata/{title.rating_key}", "token-of-jonas")[0]
    assert "userRating" not in others.attrib and "viewCount" not in others.attrib


def test_every_copy_of_a_title_shares_its_state(demo_plex: DemoServer) -> None:
    keys = [t.rating_key for t in demo_plex.library.titles.values() if t.title == "Finding Nemo"]
    child = next(a for a in demo_plex.library.accounts.values() if a.kind == "managed")
    rows = get(demo_plex, f"/library/metadata/{','.join(keys)}", child.token)
    assert len(rows) == 2
    assert len({(row.attrib["viewCount"], row.attrib["lastViewedAt"]) for row in rows}) == 1


def test_a_series_counts_the_episodes_seen(plex: DemoServer) -> None:
    series = next(t for t in plex.library.titles.values() if t.type == "show")
    for episode in list(series.episodes())[:2]:
        plex.library.mark(CHILD, str(episode.rating_key), 1_700_000_000)
    shows = get(plex, "/library/sections/2/all?type=2&unwatched=0", "token-of-mila")
    episodes = get(plex, "/library/sections/2/all?type=4&unwatched=0", "token-of-mila")
    assert [(row.attrib["ratingKey"], row.attrib["viewedLeafCount"]) for row in shows] == [(series.rating_key, "2")]
    assert [row.attrib["index"] for row in episodes] == ["1", "2"]
    assert get(plex, "/library/sections/2/all?type=4", **paged(0, 3)).attrib["totalSize"] == str(
        sum(t.episode_count for t in plex.library.titles.values())
    )


def test_a_season_can_be_marked(plex: DemoServer) -> None:
    series = next(t for t in plex.library.titles.values() if len(t.seasons) > 1)
    plex.library.mark(CHILD, str(series.season_key(2)), 1_700_000_000)
    row = get(plex, f"/library/metadata/{series.rating_key}", "token-of-mila")[0]
    assert row.attrib["viewedLeafCount"] == str(series.seasons[1])


def test_a_series_marked_as_a_whole_can_be_hidden_but_not_its_episodes(demo_plex: DemoServer) -> None:
    shows = {r.attrib["title"] for r in get(demo_plex, "/library/sections/2/all?type=2&unwatched=0")}
    episodes = get(demo_plex, "/library/sections/2/all?type=4&unwatched=0")
    assert "Firefly" not in shows
    assert sum(row.attrib["grandparentTitle"] == "Firefly" for row in episodes) == 14
    friend = next(a for a in demo_plex.library.accounts.values() if a.name == "Jonas")
    rows = get(demo_plex, "/library/sections/2/all?type=2&unwatched=0", friend.token)
    marked = next(row for row in rows if row.attrib["title"] == "Arrested Development")
    assert "lastViewedAt" not in marked.attrib
