from __future__ import annotations

import socket
import xml.etree.ElementTree as ET

import pytest
import requests

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import UsageError
from tests.demo.client import CHILD, ask, film, get, paged, tags

# who may ask


def test_it_binds_only_to_the_loopback_interface(plex: DemoServer) -> None:
    assert plex.base == f"http://127.0.0.1:{plex.port}"
    with socket.socket() as other:
        other.bind(("127.0.0.2", plex.port))  # would be taken if the server listened on every interface


def test_without_a_token_it_is_401_with_an_html_body(plex: DemoServer) -> None:
    for path in ("/", "/library/sections", "/accounts", "/api/v2/user", "/library/metadata/1001/thumb/1"):
        answer = requests.get(plex.base + path, timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"]) == (401, "text/html")
        assert "401 Unauthorized" in answer.text


def test_a_wrong_token_and_an_empty_one_are_401(plex: DemoServer) -> None:
    assert ask(plex, "/library/sections", "wrong").status_code == 401
    assert ask(plex, "/library/sections?X-Plex-Token=").status_code == 200
    assert requests.get(f"{plex.base}/library/sections?X-Plex-Token=", timeout=10).status_code == 401


def test_identity_is_open_and_root_is_not(plex: DemoServer) -> None:
    identity = ET.fromstring(requests.get(f"{plex.base}/identity", timeout=10).content)
    root = get(plex, "/")
    assert identity.attrib["machineIdentifier"] == root.attrib["machineIdentifier"] == plex.library.machine_id
    assert root.attrib["friendlyName"] == "Small"
    assert root.attrib["version"] == plex.library.version


def test_library_history_and_accounts_are_only_for_the_owner(plex: DemoServer) -> None:
    for path in ("/library", "/status/sessions/history/all", "/accounts"):
        assert ask(plex, path, "token-of-bruno").status_code == 403
        assert ask(plex, path).status_code == 200


def test_a_friend_sees_the_libraries_shared_with_them(plex: DemoServer) -> None:
    assert [s.attrib["title"] for s in get(plex, "/library/sections")] == ["Films", "Series", "Home videos"]
    assert [s.attrib["title"] for s in get(plex, "/library/sections", "token-of-jonas")] == ["Films"]
    assert ask(plex, "/library/sections/2/all", "token-of-jonas").status_code == 403
    series = next(title for title in plex.library.titles.values() if title.type == "show")
    assert ask(plex, f"/library/metadata/{series.rating_key}", "token-of-jonas").status_code == 404


def test_requests_are_recorded_without_their_token(plex: DemoServer) -> None:
    ask(plex, "/library/sections")
    requests.get(f"{plex.base}/identity?X-Plex-Token={plex.token}&a=b", timeout=10)
    first, second = plex.requests
    assert (first.method, first.path, first.token_in) == ("GET", "/library/sections", "header")
    assert (second.path, dict(second.params), second.token_in) == ("/identity", {"a": "b"}, "query")
    assert plex.token not in repr(plex.requests)


def test_an_unknown_path_is_404_and_head_has_no_body(plex: DemoServer) -> None:
    assert ask(plex, "/nowhere").status_code == 404
    assert ask(plex, "/library/sections/99/all").status_code == 404
    head = requests.head(f"{plex.base}/library/sections", headers={"X-Plex-Token": plex.token}, timeout=10)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) > 100


def test_one_connection_serves_many_requests(plex: DemoServer) -> None:
    with requests.Session() as session:
        session.headers["X-Plex-Token"] = plex.token
        for _ in range(5):
            session.get(f"{plex.base}/library/sections", timeout=10)
    assert len(plex.requests) == 5
    assert plex.connections == 1


def test_a_port_in_use_is_refused(plex: DemoServer) -> None:
    with pytest.raises(UsageError, match=f"cannot use port {plex.port}"):
        DemoServer(plex.library, port=plex.port)


# listings


def test_a_listing_is_short_and_the_metadata_complete(plex: DemoServer) -> None:
    full = next(t for t in plex.library.titles.values() if len(t.genres) > 2 and len(t.cast) > 3 and len(t.writers) > 2)
    plex.library.alter(full.rating_key, labels=("Favourites",))
    listed = next(r for r in get(plex, "/library/sections/1/all") if r.attrib["ratingKey"] == full.rating_key)
    whole = get(plex, f"/library/metadata/{full.rating_key}")[0]
    assert tags(listed, "Genre") == list(full.genres[:2])
    assert tags(listed, "Role") == list(full.cast[:3])
    assert tags(listed, "Writer") == list(full.writers[:2])
    assert tags(listed, "Label") == []
    assert listed.find("Genre").attrib == {"tag": full.genres[0]}  # type: ignore[union-attr]
    assert tags(whole, "Genre") == list(full.genres)
    assert tags(whole, "Role") == list(full.cast)
    assert tags(whole, "Writer") == list(full.writers)
    assert tags(whole, "Label") == ["Favourites"]
    assert {"id", "filter", "tag"} == set(whole.find("Role").attrib)  # type: ignore[union-attr]


def test_pages_by_header_and_by_parameter(plex: DemoServer) -> None:
    path = "/library/sections/1/all?type=1"
    everything = [row.attrib["ratingKey"] for row in get(plex, path)]
    by_header = get(plex, path, **paged(10, 7))
    by_parameter = get(plex, f"{path}&X-Plex-Container-Start=10&X-Plex-Container-Size=7")
    assert [row.attrib["ratingKey"] for row in by_header] == everything[10:17]
    assert ET.tostring(by_header) == ET.tostring(by_parameter)
    assert {k: by_header.attrib[k] for k in ("size", "totalSize", "offset")} == {
        "size": "7",
        "totalSize": "51",
        "offset": "10",
    }


def test_size_zero_is_valid_and_a_page_past_the_end_is_empty(plex: DemoServer) -> None:
    count = get(plex, "/library/sections/1/all", **paged(0, 0))
    assert (count.attrib["size"], count.attrib["totalSize"], len(count)) == ("0", "51", 0)
    past = get(plex, "/library/sections/1/all", **paged(51, 10))
    assert (past.attrib["size"], len(past)) == ("0", 0)


def test_a_page_cap_gives_fewer_rows_than_requested(plex: DemoServer) -> None:
    plex.faults.page_cap, plex.faults.tells_total = 20, False
    capped = get(plex, "/library/sections/1/all", **paged(0, 1000))
    assert (len(capped), capped.attrib["size"], "totalSize" in capped.attrib) == (20, "20", False)
    assert len(get(plex, "/library/sections/1/all", **paged(40, 1000))) == 11


def test_forced_paging_refuses_a_listing_without_a_size(plex: DemoServer) -> None:
    plex.faults.forces_paging = True
    refused = ask(plex, "/library/sections/1/all")
    assert refused.status_code == 400
    assert "Missing X-Plex-Container-Size header" in refused.text
    assert ask(plex, "/library/sections/1/all", **paged(0, 5)).status_code == 200


def test_guids_are_sent_only_on_request(plex: DemoServer) -> None:
    key = next(iter(plex.library.titles))
    plex.library.alter(key, external_ids=("imdb://tt0000001", "tmdb://2"))
    assert get(plex, f"/library/metadata/{key}")[0].findall("Guid") == []
    guids = get(plex, f"/library/metadata/{key}?includeGuids=1")[0].findall("Guid")
    assert [guid.attrib["id"] for guid in guids] == ["imdb://tt0000001", "tmdb://2"]


def test_excluded_elements_are_omitted(plex: DemoServer) -> None:
    key = next(iter(plex.library.titles))
    assert get(plex, f"/library/metadata/{key}")[0].find("Media") is not None
    assert get(plex, f"/library/metadata/{key}?excludeElements=Similar,Media")[0].find("Media") is None


def test_the_next_answer_has_the_changes(plex: DemoServer) -> None:
    key = film(plex, next(iter(plex.library.titles.values())).title)
    plex.library.alter(key, title='Tom & "Jerry" <1>\nagain')
    assert get(plex, f"/library/metadata/{key}")[0].attrib["title"] == 'Tom & "Jerry" <1>\nagain'
    plex.library.remove(key)
    assert key not in {row.attrib["ratingKey"] for row in get(plex, "/library/sections/1/all")}
    added = plex.library.add("1", guid="plex://movie/new", type="movie", title="Brand new", year=2026)
    assert get(plex, f"/library/metadata/{added.rating_key}")[0].attrib["title"] == "Brand new"


def test_music_and_photos_are_not_films(demo_plex: DemoServer) -> None:
    kinds = {s.attrib["key"]: s.attrib["type"] for s in get(demo_plex, "/library/sections")}
    assert kinds == {"1": "movie", "2": "show", "3": "movie", "4": "movie", "5": "artist", "6": "photo"}
    assert {row.attrib["type"] for row in get(demo_plex, "/library/sections/5/all")} == {"artist"}
    assert {row.tag for row in get(demo_plex, "/library/sections/6/all")} == {"Photo"}


# metadata


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


# watched state


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
