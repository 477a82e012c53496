"""The Plex server's answers about itself: its name, its libraries, its people."""

from __future__ import annotations

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.plex_server.elements import Query, container, element
from recommenderr.demo.titles import Section

LIBRARY_PLUGIN = "com.plexapp.plugins.library"


def root(library: DemoLibrary, query: Query) -> str:
    """`/`: the server's name, id and version."""
    attributes = {
        "size": 2,
        "apiVersion": "1.2.0",
        "friendlyName": library.name,
        "machineIdentifier": library.machine_id,
        "multiuser": True,
        "myPlex": True,
        "myPlexMappingState": "mapped",
        "myPlexSigninState": "ok",
        "myPlexSubscription": False,
        "myPlexUsername": f"{library.accounts[1].username}@example.com" if 1 in library.accounts else "",
        "ownerFeatures": "collections,home",
        "platform": "Linux",
        "platformVersion": "6.8",
        "transcoderVideoBitrates": "64,96,208,320,720,1500,2000,3000,4000,8000",
        "transcoderVideoQualities": "0,1,2,3,4,5,6,7,8,9",
        "transcoderVideoResolutions": "128,128,160,240,320,480,768,720,720,1080",
        "updatedAt": library.changed_at,
        "version": library.version,
    }
    return container(
        attributes, [element("Directory", {"count": 1, "key": k, "title": k}) for k in ("library", "hubs")]
    )


def identity(library: DemoLibrary) -> str:
    """`/identity`: for everyone, without a token, so it works as a health check."""
    return container(
        {"size": 0, "claimed": True, "machineIdentifier": library.machine_id, "version": library.version}, []
    )


def library_root(library: DemoLibrary, query: Query) -> str:
    """`/library`: only for the owner."""
    query.owner_only()
    keys = (("sections", "Library Sections"), ("recentlyAdded", "Recently Added Content"))
    rows = [element("Directory", {"key": key, "title": title}) for key, title in keys]
    return container({"size": len(rows), "identifier": LIBRARY_PLUGIN, "title1": "Plex Library"}, rows)


def sections(library: DemoLibrary, query: Query) -> str:
    """`/library/sections`: the libraries shared with the person who asks."""
    shared = [section for section in library.sections.values() if query.account.sees(section.key)]
    rows = [_section(library, section) for section in shared]
    return container({"size": len(rows), "allowSync": False, "title1": "Plex Library"}, rows)


def accounts(library: DemoLibrary, query: Query) -> str:
    """`/accounts`: the server's list of people: no one (0), the owner (1), and everyone else by plex.tv id."""
    query.owner_only()
    known = [(0, ""), *((account.account_id, account.name) for account in library.accounts.values())]
    rows = [
        element("Account", {"id": account_id, "key": f"/accounts/{account_id}", "name": name, "thumb": ""})
        for account_id, name in known
    ]
    return container({"size": len(rows), "identifier": "com.plexapp.system.accounts"}, rows)


def _section(library: DemoLibrary, section: Section) -> str:
    changed = max((title.updated_at for title in library.listing(section.key)), default=section.created_at)
    attributes = {
        "allowSync": True,
        "composite": f"/library/sections/{section.key}/composite/{changed}",
        "filters": True,
        "refreshing": False,
        "key": section.key,
        "type": section.type,
        "title": section.title,
        "agent": section.agent,
        "scanner": section.scanner,
        "language": section.language,
        "uuid": f"{library.machine_id[:8]}-0000-4000-8000-{int(section.key):012d}",
        "updatedAt": changed,
        "createdAt": section.created_at,
        "scannedAt": changed,
        "content": True,
        "directory": True,
        "contentChangedAt": library.changes,
        "hidden": False,
    }
    return element("Directory", attributes, element("Location", {"id": section.key, "path": f"/media/{section.title}"}))
