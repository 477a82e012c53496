"""Everyone with access to the server: the owner, the Home, managed users, friends, and people only the server knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from recommenderr.errors import PlexError, PlexUnreachableError
from recommenderr.plex.connection import Connection
from recommenderr.plex.restrictions import restrictions
from recommenderr.plex.xml import integer, text
from recommenderr.records import OWNER_ACCOUNT_ID, Account, AccountKind, Restriction, Server

NOBODY = 0


@dataclass(frozen=True, slots=True)
class AccountsResult:
    """The people of a server: the owner first, the others in the order in which Plex lists them.

    `restrictions` has what plex.tv restricts people to, by account id, of everyone whom it listed.
    """

    accounts: tuple[Account, ...]
    warnings: tuple[str, ...]
    restrictions: Mapping[int, Restriction] = field(default_factory=dict)


def accounts(connection: Connection, server: Server) -> AccountsResult:
    """Returns everybody who has or had access to this server.

    While plex.tv cannot be read, the people come from the server alone, with kind `unknown` and a warning:
    the server knows their ids and names, but not whether they are friends or part of the Home.
    """
    people = {account.account_id: account for account in _local(connection)}
    owner = people.pop(OWNER_ACCOUNT_ID, Account(OWNER_ACCOUNT_ID, "", "", "owner"))
    plex_tv = _ask_plex_tv(connection, server, owner)
    for account in (*plex_tv.friends, *plex_tv.home):  # the Home last: it knows who is managed
        people[account.account_id] = account
    owner = _named_owner(owner, people.pop(plex_tv.owner_id, None))
    warnings = (
        f"plex.tv could not be asked about everybody; what the server knows is used. {e}" for e in plex_tv.errors
    )
    return AccountsResult((_shown(owner), *map(_shown, people.values())), tuple(warnings), restrictions(plex_tv.rows))


@dataclass(slots=True)
class _PlexTvPeople:
    """What plex.tv answered; `owner_id` is the owner's id there, 1 (nobody's) where it is not known."""

    home: list[Account] = field(default_factory=list)
    friends: list[Account] = field(default_factory=list)
    owner_id: int = OWNER_ACCOUNT_ID
    rows: list[Element] = field(default_factory=list)
    errors: list[PlexError] = field(default_factory=list)


def _ask_plex_tv(connection: Connection, server: Server, owner: Account) -> _PlexTvPeople:
    """The Home and the friends, as far as plex.tv answers; once it is unreachable it is not asked again."""
    plex_tv = _PlexTvPeople()
    try:
        home = list(connection.read_tv("/api/home/users"))
        plex_tv.rows += home
        plex_tv.home, plex_tv.owner_id = _home(connection, owner, home)
    except PlexError as err:
        plex_tv.errors.append(err)
        if isinstance(err, PlexUnreachableError):
            return plex_tv
    try:
        friends = list(connection.read_tv("/api/users/"))
        plex_tv.rows += friends
        plex_tv.friends = _friends(friends, server)
    except PlexError as err:
        plex_tv.errors.append(err)
    return plex_tv


def _local(connection: Connection) -> list[Account]:
    """The server's own list: id 0 is nobody, id 1 the owner, all others carry their plex.tv id."""
    listed: list[Account] = []
    for row in connection.read("/accounts"):
        account_id = integer(row, "id")
        if row.tag == "Account" and account_id is not None and account_id > NOBODY:
            kind: AccountKind = "owner" if account_id == OWNER_ACCOUNT_ID else "unknown"
            listed.append(Account(account_id, text(row, "name"), "", kind))
    return listed


def _home(connection: Connection, owner: Account, rows: Sequence[Element]) -> tuple[list[Account], int]:
    """The people of the Home, or the owner alone where there is none, and the owner's id among them at plex.tv."""
    home = [account for row in rows if (account := _person(row, "home")) is not None]
    signed_in = _signed_in(connection)
    if signed_in is not None:
        return [*home, signed_in], signed_in.account_id
    by_name = [person for person in home if owner.name and owner.name in {person.name, person.username}]
    admins = [integer(row, "id") for row in rows if text(row, "admin") == "1"]
    return home, next((person.account_id for person in by_name), next(iter(admins), None) or OWNER_ACCOUNT_ID)


def _signed_in(connection: Connection) -> Account | None:
    """The account that the token belongs to; not always the Home's admin, because any member can own a server."""
    try:
        row = connection.read_tv("/api/v2/user")
    except PlexUnreachableError:
        raise
    except PlexError:
        return None
    return _person(row, "owner")


def _friends(rows: Sequence[Element], server: Server) -> list[Account]:
    """The people this server is shared with; plex.tv also lists those of the owner's other servers."""
    return [
        account
        for row in rows
        if _may_enter(row, server.machine_id) and (account := _person(row, "friend")) is not None
    ]


def _may_enter(row: Element, machine_id: str) -> bool:
    return any(
        text(server, "machineIdentifier") == machine_id and text(server, "pending") != "1"
        for server in row.findall("Server")
    )


def _person(row: Element, kind: AccountKind) -> Account | None:
    account_id = integer(row, "id")
    if row.tag.lower() != "user" or account_id is None or account_id <= NOBODY:
        return None
    if text(row, "restricted") == "1":
        kind = "managed"
    elif text(row, "home") == "1":
        kind = "home"
    username = text(row, "username")
    return Account(account_id, text(row, "title") or username, username, kind)


def _named_owner(owner: Account, at_tv: Account | None) -> Account:
    """The owner under their local id, with their names from plex.tv where the server has none."""
    if at_tv is None:
        return owner
    return replace(owner, name=owner.name or at_tv.name, username=at_tv.username)


def _shown(account: Account) -> Account:
    fallback = "Owner" if account.kind == "owner" else f"Account {account.account_id}"
    return account if account.name else replace(account, name=account.username or fallback)
