"""One reader asks for everything that a refresh needs."""

from __future__ import annotations

from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.plex.reader import PlexReader
from tests.plex.scripted import reading_demo


def test_a_reader_reads_libraries_titles_history_and_people(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        server = reader.server()
        libraries = reader.libraries()
        listed = [item for library in libraries for item in reader.listing(library)]
        items = list(reader.metadata([item.item_id for item in listed]))
        history = reader.history()
        accounts = reader.accounts(server)
    assert server.machine_id == plex.library.machine_id
    assert [library.title for library in libraries] == ["Films", "Series"]
    assert {item.item_id for item in items} == {item.item_id for item in listed} == set(plex.library.titles)
    assert len(history.rows) == len(plex.library.history)
    assert {account.name for account in accounts.accounts} >= {"Ana", "Bruno", "Mila", "Jonas"}


def test_progress_counts_the_titles_that_were_read(plex: DemoServer) -> None:
    done: list[int] = []
    with reading_demo(plex) as reader:
        ids = [item.item_id for library in reader.libraries() for item in reader.listing(library)]
        list(reader.metadata(ids, done.append))
    assert done == sorted(done)
    assert done[-1] == len(ids)


def test_a_reader_closes_with_its_context(plex: DemoServer) -> None:
    with PlexReader(plex.base, plex.token, tv_base=plex.base, client_id="tests") as reader:
        assert reader.base == plex.base
