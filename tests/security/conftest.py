from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from recommenderr.build import build
from recommenderr.records import Item
from recommenderr.settings import Login, Settings
from recommenderr.store import presets
from recommenderr.store.connection import open_store
from tests.browser.page_objects import dashboard
from tests.factories.hostile_household import BEN, CLEO, NOW, ZOE, history, library, made, settings_in
from tests.factories.records import ANA, refill
from tests.plex.scripted import Says, Scripted
from tests.security.attacker import Attacker

TOKEN = "token-that-no-one-may-see"
PASSWORDS = {"": "for all of the house", "ana": "the owner's own", "ben.k": "ben's own word", "3": "cleo's own word"}
UNKNOWN = "word of a stranger"
SECRET_PRESET = "Only Ana's evening"
SECRETS = (TOKEN, UNKNOWN, *PASSWORDS.values())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each of these tests talks to a dashboard in a process of its own."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("slow")


def logins() -> tuple[Login, ...]:
    named = tuple(Login(name, password) for name, password in PASSWORDS.items() if name)
    return (*named, Login("Bob", UNKNOWN))


def without_secrets(attacker: Attacker) -> None:
    """Fails where anything that came back holds a secret."""
    for secret in SECRETS:
        assert not any(secret.encode() in data for data in attacker.got), f"{secret!r} came back"


@pytest.fixture(scope="session")
def shut_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A household in which everyone has a password; Ana has a preset."""
    settings = made(tmp_path_factory.mktemp("shut"), dashboard_password=PASSWORDS[""], dashboard_users=logins())
    with open_store(settings.db_path) as conn:
        presets.save(conn, ANA.account_id, SECRET_PRESET, {"genres": 2.0})
    return settings


@pytest.fixture(scope="session")
def shut_house(shut_settings: Settings) -> Iterator[str]:
    with dashboard(shut_settings) as address:
        yield address


@pytest.fixture
def stranger(shut_house: str) -> Iterator[Attacker]:
    """Somebody who has not signed in."""
    attacker = Attacker(shut_house)
    yield attacker
    without_secrets(attacker)


@pytest.fixture(scope="session")
def ben(shut_house: str) -> Iterator[Attacker]:
    """Ben, signed in."""
    attacker = Attacker(shut_house)
    assert attacker.sign_in(PASSWORDS["ben.k"]).status == 303
    yield attacker
    without_secrets(attacker)


@pytest.fixture(scope="session")
def ana(shut_house: str) -> Iterator[Attacker]:
    """The owner, signed in by name."""
    attacker = Attacker(shut_house)
    assert attacker.sign_in(PASSWORDS["ana"]).status == 303
    yield attacker
    without_secrets(attacker)


JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Scripted]:
    """A host that the program has no business with."""
    with Scripted({"/stolen": Says(JPEG, kind="image/jpeg")}) as server:
        yield server


@pytest.fixture(scope="session")
def thumbs(elsewhere: Scripted) -> dict[str, str]:
    """Title to the poster path that a hostile library names for it."""
    return {
        "100": "/library/metadata/100/thumb/1",
        "101": f"{elsewhere.base}/stolen",
        "102": elsewhere.base.removeprefix("http:") + "/stolen",
        "103": "/library/metadata/../../:/prefs",
        "104": "/library/metadata/%2e%2e/%2e%2e/:/prefs",
        "105": "/library/sections/1/refresh",
        "106": "/:/scrobble?key=1&identifier=com.plexapp.plugins.library",
        "107": "/library/metadata/107/thumb/redirect",
        "108": "/library/metadata/108/thumb/huge",
        "109": "/library/metadata/109/thumb/page",
        "110": "/library/metadata/110/thumb/lie",
        "111": "file:///etc/passwd",
        "112": "/library/metadata/1/..\\..\\x",
    }


@pytest.fixture(scope="session")
def plex(elsewhere: Scripted) -> Iterator[Scripted]:
    """A Plex server that answers posters with everything but posters."""
    answers = {
        "redirect": Says("", 302, headers={"Location": f"{elsewhere.base}/stolen"}),
        "huge": Says(b"\xff\xd8" + b"x" * 6_000_000, kind="image/jpeg"),
        "page": Says("<script>alert(1)</script>", kind="text/html"),
        "lie": Says("<script>alert(1)</script>", kind="image/jpeg"),
    }
    good = Says(JPEG, kind="image/jpeg")
    with Scripted({}) as server:
        server.answers["/photo/:/transcode"] = lambda asked: answers.get(asked.params["url"].split("/")[-1], good)
        for key, name in (("107", "redirect"), ("108", "huge"), ("109", "page"), ("110", "lie")):
            server.answers[f"/library/metadata/{key}/thumb/{name}"] = answers[name]
        yield server


@pytest.fixture(scope="session")
def open_settings(plex: Scripted, thumbs: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A household without a password, on a hostile Plex server, that also answers to films.example."""
    settings = settings_in(
        Path(tmp_path_factory.mktemp("open")), plex_base=plex.base, plex_token=TOKEN, dashboard_hosts=("films.example",)
    )

    def hostile(item: Item) -> Item:
        return replace(item, thumb=thumbs.get(item.item_id, item.thumb))

    with open_store(settings.db_path) as conn:
        refill(conn, [*map(hostile, library())], history=history(), people=(ANA, BEN, CLEO, ZOE), now=NOW, demo=False)
        build(conn, settings, NOW, lambda phase, done, total: None)
    return settings


@pytest.fixture(scope="session")
def open_house(open_settings: Settings) -> Iterator[str]:
    with dashboard(open_settings) as address:
        yield address


@pytest.fixture
def guest(open_house: str) -> Iterator[Attacker]:
    """Somebody on the network of a house without a password."""
    attacker = Attacker(open_house)
    yield attacker
    without_secrets(attacker)
