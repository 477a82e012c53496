"""The answers of plex.tv: the signed-in person, the Home, friends, and each person's token for this server."""

from __future__ import annotations

from recommenderr.demo.library import DemoLibrary
from recommenderr.demo.people import DemoAccount
from recommenderr.demo.plex_server.elements import Query, RefusalError, container, element
from recommenderr.demo.titles import hex_id

PLUGIN = {"friendlyName": "myPlex", "identifier": "com.plexapp.plugins.myplex"}
IN_HOME = {"owner", "home", "managed"}


def signed_in(library: DemoLibrary, query: Query, token: str) -> str:
    """`/api/v2/user`: the person that the token belongs to, in the shape that plexapi's `MyPlexAccount` reads."""
    account = query.account
    home = [member for member in library.accounts.values() if member.kind in IN_HOME]
    attributes = {
        "id": account.tv_id,
        "uuid": _uuid(account),
        "username": account.username,
        "title": account.name,
        "email": _email(account),
        "friendlyName": account.name,
        "authToken": token,
        "confirmed": True,
        "country": "DE",
        "guest": False,
        "hasPassword": True,
        "home": account.kind in IN_HOME,
        "homeAdmin": account.is_owner,
        "homeSize": len(home),
        "joinedAt": 1_400_000_000,
        "maxHomeSize": 15,
        "protected": False,
        "restricted": account.kind == "managed",
        "scrobbleTypes": "",
        "subscriptionDescription": "",
        "thumb": "",
    }
    subscription = {"active": False, "status": "Inactive", "subscribedAt": "", "plan": "", "paymentService": ""}
    profile = {"autoSelectAudio": True, "defaultAudioLanguage": "en", "defaultSubtitleLanguage": "en"}
    profile |= {"autoSelectSubtitle": 0, "defaultSubtitleAccessibility": 0, "defaultSubtitleForces": 0}
    parts = element("subscription", subscription) + element("profile", profile) + element("entitlements", {})
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + element("user", attributes, parts)


def home_users(library: DemoLibrary, query: Query) -> str:
    """`/api/home/users`: owner, members and managed people; a managed person has no username and no email."""
    people = [account for account in library.accounts.values() if account.kind in IN_HOME]
    return container({**PLUGIN, "size": len(people)}, [_home_user(account) for account in people])


def users(library: DemoLibrary, query: Query) -> str:
    """`/api/users/`: friends and the Home, without the owner; one friend belongs to another server of the owner."""
    people = [account for account in library.accounts.values() if not account.is_owner]
    rows = [_user(account, library.machine_id, library.name) for account in people]
    stranger = DemoAccount(99_000_001, "Nils", "nils_elsewhere", "friend", 99_000_001)
    rows.append(_user(stranger, hex_id("another server", length=40), "Summer house"))
    return container(
        {**PLUGIN, "machineIdentifier": library.machine_id, "totalSize": len(rows), "size": len(rows)}, rows
    )


def shared_servers(library: DemoLibrary, query: Query, machine_id: str) -> str:
    """`/api/servers/{machineId}/shared_servers`: each person's token for this server, only for the owner."""
    if not query.account.is_owner:
        raise RefusalError(401, "Unauthorized")
    if machine_id != library.machine_id:
        raise RefusalError(404, "Not Found")
    people = [account for account in library.accounts.values() if not account.is_owner]
    rows = [_shared_server(library, account) for account in people]
    return container({**PLUGIN, "machineIdentifier": machine_id, "size": len(rows)}, rows)


def _home_user(account: DemoAccount) -> str:
    return element(
        "User",
        {
            "id": account.tv_id,
            "uuid": _uuid(account),
            "admin": account.is_owner,
            "guest": False,
            "restricted": account.kind == "managed",
            "restrictionProfile": account.restriction or None,
            "protected": False,
            "title": account.name,
            "username": account.username,
            "email": _email(account),
            "thumb": "",
        },
    )


def _user(account: DemoAccount, machine_id: str, server_name: str) -> str:
    server = {
        "id": account.tv_id % 100_000,
        "serverId": 1,
        "machineIdentifier": machine_id,
        "name": server_name,
        "numLibraries": 3 if account.sections is None else len(account.sections),
        "allLibraries": account.sections is None,
        "owned": False,
        "pending": False,
    }
    attributes = {
        "id": account.tv_id,
        "title": account.name,
        "username": account.username,
        "email": _email(account),
        "thumb": "",
        "home": account.kind in IN_HOME,
        "restricted": account.kind == "managed",
        "protected": False,
        "filterAll": "",
        "filterMovies": "",
        "filterMusic": "",
        "filterPhotos": "",
        "filterTelevision": "",
    }
    return element("User", attributes, element("Server", server))


def _shared_server(library: DemoLibrary, account: DemoAccount) -> str:
    attributes = {
        "id": 30_000 + account.tv_id % 10_000,
        "username": account.username,
        "email": _email(account),
        "userID": account.tv_id,
        "accessToken": account.token,
        "name": library.name,
        "acceptedAt": 1_600_000_000,
        "invitedAt": 1_599_000_000,
        "allLibraries": account.sections is None,
        "owned": False,
    }
    rows = [
        element(
            "Section",
            {"id": 1000 + int(s.key), "key": s.key, "title": s.title, "type": s.type, "shared": account.sees(s.key)},
        )
        for s in library.sections.values()
    ]
    return element("SharedServer", attributes, "".join(rows))


def _email(account: DemoAccount) -> str:
    return f"{account.username}@example.com" if account.username else ""


def _uuid(account: DemoAccount) -> str:
    return hex_id("person", account.tv_id, length=16)
