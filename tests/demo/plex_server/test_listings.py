"""Listings: what is short in them, pages and filters."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from recommenderr.demo.plex_server.server import DemoServer
from tests.demo.client import ask, get, paged, tags


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


def test_music_and_photos_are_not_films(demo_plex: DemoServer) -> None:
    kinds = {s.attrib["key"]: s.attrib["type"] for s in get(demo_plex, "/library/sections")}
    assert kinds == {"1": "movie", "2": "show", "3": "movie", "4": "movie", "5": "artist", "6": "photo"}
    assert {row.attrib["type"] for row in get(demo_plex, "/library/sections/5/all")} == {"artist"}
    assert {row.tag for row in get(demo_plex, "/library/sections/6/all")} == {"Photo"}
