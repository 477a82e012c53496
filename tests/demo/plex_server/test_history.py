from __future__ import annotations

from recommenderr.demo.plex_server.server import DemoServer
from tests.demo.client import HOME, OWNER, ask, get, paged

# history


HISTORY = "/status/sessions/history/all"


def test_history_rows_have_what_plex_sends_and_not_more(plex: DemoServer) -> None:
    rows = get(plex, f"{HISTORY}?sort=viewedAt:desc")
    episode = next(row for row in rows if row.attrib["type"] == "episode")
    assert not {"guid", "duration", "year", "grandparentRatingKey", "viewOffset"} & set(episode.attrib)
    assert {"historyKey", "key", "ratingKey", "parentKey", "grandparentKey", "viewedAt", "accountID"} <= set(
        episode.attrib
    )
    times = [int(row.attrib["viewedAt"]) for row in rows]
    assert times == sorted(times, reverse=True)
    assert len({row.attrib["historyKey"] for row in rows}) == len(rows) == len(plex.library.history)


def test_a_removed_title_leaves_its_rows_without_keys(plex: DemoServer) -> None:
    row = next(row for row in plex.library.history if row.type == "movie")
    plex.library.remove(str(row.rating_key))
    left = next(r for r in get(plex, HISTORY) if r.attrib["historyKey"].endswith(f"/{row.history_id}"))
    assert not {"key", "ratingKey", "parentKey", "grandparentKey"} & set(left.attrib)
    assert (left.attrib["title"], left.attrib["accountID"]) == (row.title, str(row.account_id))


def test_history_filters_and_pages(plex: DemoServer) -> None:
    times = sorted(row.viewed_at or 0 for row in plex.library.history)
    assert {r.attrib["accountID"] for r in get(plex, f"{HISTORY}?accountID={HOME}")} == {str(HOME)}
    assert len(get(plex, f"{HISTORY}?viewedAt>={times[10]}")) == len(times) - 10
    plex.faults.filters_time = False
    assert len(get(plex, f"{HISTORY}?viewedAt>={times[10]}")) == len(times)
    page = get(plex, f"{HISTORY}?sort=viewedAt:desc", **paged(5, 4))
    assert (len(page), page.attrib["totalSize"], page.attrib["offset"]) == (4, str(len(times)), "5")


def test_rows_without_a_time_count_as_the_oldest(plex: DemoServer) -> None:
    plex.library.play(OWNER, next(iter(plex.library.titles)), None)
    rows = get(plex, f"{HISTORY}?sort=viewedAt:desc")
    assert "viewedAt" not in rows[-1].attrib
    assert all("viewedAt" in row.attrib for row in rows[:-1])


def test_the_history_grows_while_it_is_read(plex: DemoServer) -> None:
    key = next(iter(plex.library.titles))
    plex.faults.after_history_page = lambda library: library.play(OWNER, key, 1_900_000_000)
    before = len(plex.library.history)
    first = get(plex, f"{HISTORY}?sort=viewedAt:desc", **paged(0, 10))
    second = get(plex, f"{HISTORY}?sort=viewedAt:desc", **paged(10, 10))
    assert (int(first.attrib["totalSize"]), int(second.attrib["totalSize"])) == (before, before + 1)
    assert second[0].attrib["historyKey"] == first[9].attrib["historyKey"]


def test_the_demo_history_has_music_photos_and_clips(demo_plex: DemoServer) -> None:
    rows = get(demo_plex, HISTORY)
    assert {(row.tag, row.attrib["type"]) for row in rows} == {
        ("Video", "movie"),
        ("Video", "episode"),
        ("Video", "clip"),
        ("Track", "track"),
        ("Photo", "photo"),
    }
    unnamed = [
        r
        for r in rows
        if r.attrib["type"] == "episode" and "ratingKey" in r.attrib and "grandparentKey" not in r.attrib
    ]
    assert unnamed


# people


def test_accounts_start_with_no_one_and_the_owner(plex: DemoServer) -> None:
    rows = [(row.attrib["id"], row.attrib["name"]) for row in get(plex, "/accounts")]
    assert rows[:3] == [("0", ""), ("1", "Ana"), ("101", "Bruno")]


def test_plex_tv_lists_the_home_and_the_friends(plex: DemoServer) -> None:
    home = {row.attrib["title"]: row.attrib for row in get(plex, "/api/home/users")}
    assert list(home) == ["Ana", "Bruno", "Mila"]
    assert (home["Mila"]["username"], home["Mila"]["email"], home["Mila"]["restricted"]) == ("", "", "1")
    assert (home["Ana"]["id"], home["Ana"]["admin"]) == ("9001", "1")
    users = get(plex, "/api/users/")
    assert [row.attrib["title"] for row in users] == ["Bruno", "Mila", "Jonas", "Nils"]
    servers = {row.attrib["title"]: row[0].attrib["machineIdentifier"] for row in users}
    assert servers["Jonas"] == plex.library.machine_id != servers["Nils"]


def test_shared_servers_have_everyones_token_for_the_owner(plex: DemoServer) -> None:
    path = f"/api/servers/{plex.library.machine_id}/shared_servers"
    tokens = {row.attrib["userID"]: row.attrib["accessToken"] for row in get(plex, path)}
    assert tokens == {"101": "token-of-bruno", "102": "token-of-mila", "103": "token-of-jonas"}
    assert ask(plex, path, "token-of-bruno").status_code == 401
    assert ask(plex, "/api/servers/another/shared_servers").status_code == 404


# posters


def test_posters_are_drawn_at_their_path_in_the_requested_size(plex: DemoServer) -> None:
    title = next(iter(plex.library.titles.values()))
    plain = ask(plex, title.poster_path)
    sized = ask(plex, f"/photo/:/transcode?width=90&height=135&minSize=1&upscale=1&url={title.poster_path}")
    assert (plain.headers["Content-Type"], sized.headers["Content-Type"]) == ("image/jpeg", "image/jpeg")
    assert plain.content[:2] == sized.content[:2] == b"\xff\xd8"
    assert len(plain.content) > len(sized.content)


def test_a_missing_poster_is_404(plex: DemoServer) -> None:
    key = next(iter(plex.library.titles))
    path = plex.library.alter(key, thumb="").poster_path
    assert path == ""
    assert ask(plex, f"/library/metadata/{key}/thumb/1").status_code == 404
    assert ask(plex, "/library/metadata/999999/thumb/1").status_code == 404
    other = plex.library.listing("1")[5].poster_path
    elsewhere = f"http://elsewhere.example{other}"
    assert ask(plex, f"/photo/:/transcode?width=90&height=135&url={other}").status_code == 200
    assert ask(plex, f"/photo/:/transcode?width=90&height=135&url={elsewhere}").status_code == 404
    assert ask(plex, f"/photo/:/transcode?width=99999&height=135&url={other}").status_code == 400
