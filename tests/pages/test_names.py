"""Names of every kind come from the server to the page, and to the command line, as they are."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from recommenderr.cli.format import recommendations
from recommenderr.demo.people import DemoAccount
from recommenderr.demo.plex_server.server import DemoServer
from recommenderr.household.service import Household
from recommenderr.recommender.service import Recommender
from recommenderr.refresh.run import refresh
from tests.factories.hostile_household import settings_in
from tests.pages.page_objects import opened, page_html, well, words

NAMES = (
    "Comma, \"quote\" and 'apostrophe'",
    "<b>Angle</b> & amp; brackets",
    "👨‍👩‍👧 🇳🇴 Ωmega ﬁnd 日本",
    "שלום עולם، مرحبا",
    "Endless " + "very " * 77 + "long",
)
WHO = 'Ann "A," <i>O\'Neill</i> 👩‍🚀 مرحبا'


def test_names_are_unharmed_from_the_server_to_the_page(
    plex: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = list(plex.library.titles)[1 : 2 * len(NAMES) : 2]  # what the owner has not seen
    for key, name in zip(keys, NAMES, strict=True):
        plex.library.alter(key, title=name, genres=("Genre, with a comma",), cast=(f"{name} junior",))
    plex.library.add_account(DemoAccount(101, WHO, "bruno", "home", 101, token="token-of-bruno"))
    settings = settings_in(tmp_path, plex_base=plex.base, plex_tv_base=plex.base, plex_token=plex.token)
    refresh(settings)
    names = {person.account.name for person in Household(settings).people()}
    assert WHO in names
    for key, name in zip(keys, NAMES, strict=True):
        app = well(opened(monkeypatch, settings, "pages/title.py", item=key, user="101"))
        assert name in unescape(page_html(app))
        assert f"{name} junior" in words(app)
        details = Recommender(settings).explain(101, key).details
        assert name in recommendations.title_name(details)
