"""Who is who, and who is none of this server's business."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from recommenderr.demo.people import DemoAccount
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.errors import PlexRefusedError
from recommenderr.records import Account, Server
from tests.plex.scripted import Line, Says, Scripted, assert_fails, container, reading, reading_demo

M1 = Server("m1", "Attic", "1")
LOCAL = container('<Account id="0" name=""/>', '<Account id="1" name="Olga"/>', '<Account id="500" name="Old lodger"/>')
HERE = '<Server machineIdentifier="m1" pending="0"/>'


def accounts(answers: Mapping[str, Line]) -> tuple[dict[int, Account], tuple[str, ...]]:
    """The people by id, in order, and the warnings."""
    with Scripted({"/accounts": LOCAL, **answers}) as server, reading(server.base) as reader:
        result = reader.accounts(M1)
    return {account.account_id: account for account in result.accounts}, result.warnings


def test_the_household(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        result = reader.accounts(reader.server())
    assert result.warnings == ()
    assert result.accounts == (
        Account(1, "Ana", "ana", "owner"),
        Account(101, "Bruno", "bruno", "home"),
        Account(102, "Mila", "", "managed"),
        Account(103, "Jonas", "jonas", "friend"),
    )


def test_friends_of_the_owners_other_server_are_left_out(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        names = {account.name for account in reader.accounts(reader.server()).accounts}
    assert "Nils" not in names  # plex.tv lists him


def test_nobody_is_nobody(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        assert 0 not in {account.account_id for account in reader.accounts(reader.server()).accounts}


def test_without_plex_tv_the_local_names_are_kept_with_a_warning(plex: DemoServer) -> None:
    plex.faults.lose_plex_tv()
    with reading_demo(plex) as reader:
        result = reader.accounts(reader.server())
    assert result.accounts == (
        Account(1, "Ana", "", "owner"),
        Account(101, "Bruno", "", "unknown"),
        Account(102, "Mila", "", "unknown"),
        Account(103, "Jonas", "", "unknown"),
    )
    assert len(result.warnings) == 1
    assert "/api/home/users" in result.warnings[0]
    assert plex.token not in result.warnings[0]


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503, 520])
def test_plex_tv_failing_is_no_failure(plex: DemoServer, status: int) -> None:
    plex.faults.fail("^/api/users", status=status, times=None)
    with reading_demo(plex) as reader:
        result = reader.accounts(reader.server())
    assert [account.account_id for account in result.accounts] == [1, 101, 102, 103]
    assert len(result.warnings) == 1


def test_the_home_is_known_where_the_friends_are_not(plex: DemoServer) -> None:
    plex.faults.fail("^/api/users", status=500, times=None)
    with reading_demo(plex) as reader:
        kinds = [account.kind for account in reader.accounts(reader.server()).accounts]
    assert kinds == ["owner", "home", "managed", "unknown"]


def test_the_friends_are_known_where_the_home_is_not(plex: DemoServer) -> None:
    plex.faults.fail("^/api/home", status=500, times=None)
    with reading_demo(plex) as reader:
        result = reader.accounts(reader.server())
    assert [account.kind for account in result.accounts] == ["owner", "home", "managed", "friend"]
    assert len(result.warnings) == 1


def test_the_servers_own_list_must_be_readable(plex: DemoServer) -> None:
    plex.faults.fail("^/accounts", status=403, times=None)
    with reading_demo(plex) as reader:
        server = reader.server()
        assert_fails(lambda: reader.accounts(server), PlexRefusedError, "403")


def test_people_who_were_let_in_once_are_remembered_as_the_server_does() -> None:
    found, warnings = accounts({"/api/home/users": container(), "/api/users/": container()})
    assert list(found.values()) == [Account(1, "Olga", "", "owner"), Account(500, "Old lodger", "", "unknown")]
    assert warnings == ()


def test_the_owner_is_not_always_the_homes_admin() -> None:
    home = container(
        '<User id="8001" admin="1" title="Papa" username="papa" restricted="0"/>',
        '<User id="8002" admin="0" title="Olga P." username="olga" restricted="0"/>',
    )
    found, _ = accounts(
        {
            "/api/home/users": home,
            "/api/users/": container(),
            "/api/v2/user": '<user id="8002" title="Olga P." username="olga"/>',
        }
    )
    assert found == {
        1: Account(1, "Olga", "olga", "owner"),
        500: Account(500, "Old lodger", "", "unknown"),
        8001: Account(8001, "Papa", "papa", "home"),
    }


@pytest.mark.parametrize(
    ("titles", "owner_id"), [(("Papa", "Olga"), 8002), (("Papa", "Mama"), 8001)], ids=["by name", "the admin"]
)
def test_where_plex_tv_does_not_say_who_is_signed_in(titles: tuple[str, str], owner_id: int) -> None:
    home = container(
        f'<User id="8001" admin="1" title="{titles[0]}" username="one"/>',
        f'<User id="8002" admin="0" title="{titles[1]}" username="two"/>',
    )
    found, warnings = accounts({"/api/home/users": home, "/api/users/": container()})
    assert owner_id not in found
    assert found[1].username == {8001: "one", 8002: "two"}[owner_id]
    assert warnings == ()


def test_kinds_and_names() -> None:
    home = container(
        '<User id="9" admin="1" title="Olga" username="olga"/>',
        '<User id="11" title="kid" username="" restricted="1" restrictionProfile="little_kid"/>',
        '<User id="12" title="teen" username="" restricted="1"/>',
        '<User id="13" title="" username="guest_13" guest="1"/>',
        '<User id="x" title="no id"/>',
    )
    users = container(
        f'<User id="11" title="kid" username="" home="1" restricted="1">{HERE}</User>',
        f'<User id="12" title="teen" username="">{HERE}</User>',  # the Home alone tells what they are
        f'<User id="20" title="Ren&#233; &amp;amp; Co &lt;3" username="rene">{HERE}</User>',
        f'<User id="21" title="" username="">{HERE}</User>',
        '<User id="22" title="Elsewhere" username="e"><Server machineIdentifier="m2" pending="0"/></User>',
        '<User id="23" title="Invited" username="i"><Server machineIdentifier="m1" pending="1"/></User>',
        '<User id="24" title="Both" username="b"><Server machineIdentifier="m2"/>' + HERE + "</User>",
        '<User id="25" title="No server" username="n"/>',
    )
    found, _ = accounts(
        {"/api/home/users": home, "/api/users/": users, "/api/v2/user": '<user id="9" username="olga"/>'}
    )
    assert {account_id: (one.name, one.username, one.kind) for account_id, one in found.items()} == {
        1: ("Olga", "olga", "owner"),
        500: ("Old lodger", "", "unknown"),
        11: ("kid", "", "managed"),
        20: ("René & Co <3", "rene", "friend"),
        21: ("Account 21", "", "friend"),
        24: ("Both", "b", "friend"),
        12: ("teen", "", "managed"),
        13: ("guest_13", "guest_13", "home"),
    }


def test_an_owner_without_a_local_name_has_the_one_of_plex_tv() -> None:
    found, _ = accounts(
        {
            "/accounts": container('<Account id="1" name=""/>'),
            "/api/home/users": container(),
            "/api/users/": container(),
            "/api/v2/user": '<user id="9" title="Olga" username="olga"/>',
        }
    )
    assert found == {1: Account(1, "Olga", "olga", "owner")}


def test_an_owner_without_any_name() -> None:
    nameless: Mapping[str, Line] = {"/accounts": container(), "/api/home/users": Says("", 500)}
    assert accounts(nameless)[0] == {1: Account(1, "Owner", "", "owner")}


def test_a_newcomer_appears(plex: DemoServer) -> None:
    with reading_demo(plex) as reader:
        server = reader.server()
        plex.library.add_account(DemoAccount(104, "Vera", "vera", "friend", 104))
        assert Account(104, "Vera", "vera", "friend") in reader.accounts(server).accounts
