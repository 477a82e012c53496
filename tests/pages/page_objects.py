"""Opens pages without a browser, over a household on disk, and reads what they show."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow  # type: ignore[import-untyped]
import pytest
from streamlit.testing.v1 import AppTest

from recommenderr.settings import Settings
from tests.factories.hostile_household import environment

ENTRY = Path(__file__).parents[2] / "streamlit_app.py"
UNSET = tuple(
    f"{name}{end}" for name in ("PLEX_TOKEN", "DASHBOARD_PASSWORD", "DASHBOARD_USERS") for end in ("", "_FILE")
)
TIMEOUT_S = 30


def opened(monkeypatch: pytest.MonkeyPatch, settings: Settings, page: str = "", **params: Any) -> AppTest:
    """A page opened by its address, run once; without a page the first one."""
    for name in UNSET:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    app = AppTest.from_file(str(ENTRY), default_timeout=TIMEOUT_S)
    for name, value in params.items():
        app.query_params[name] = value
    if page:
        app.switch_page(page)
    return app.run()


def blocks(app: AppTest) -> list[str]:
    """Every block of HTML on the page but the style."""
    found = [element.proto.body for element in app.get("html")]
    return [body for body in found if not body.startswith("<style>")]


def page_html(app: AppTest) -> str:
    """The blocks as one text, without the tags around names in sentences."""
    return re.sub("</?bdi>", "", "\n".join(blocks(app)))


def alerts(app: AppTest) -> list[str]:
    """What stands in red, yellow and blue boxes."""
    return [alert.value for alert in (*app.error, *app.warning, *app.info)]


def well(app: AppTest) -> AppTest:
    """The page, which must show no error."""
    assert not app.exception, app.exception
    assert not app.error, alerts(app)
    return app


def words(app: AppTest) -> str:
    """The text of a page's HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page_html(app))).split())


def charts(app: AppTest) -> list[list[dict[str, Any]]]:
    """The rows that each chart of a page is sent."""
    sent = [element.proto.data.data for element in app.get("vega_lite_chart")]
    return [pyarrow.ipc.open_stream(data).read_all().to_pylist() for data in sent]


def words_for_charts(app: AppTest) -> list[str]:
    """What a screen reader says of each chart."""
    return [element.proto.alt for element in app.get("vega_lite_chart")]


def address(app: AppTest) -> dict[str, str]:
    """The parameters of a page's address, each once."""
    return {
        name: value if isinstance(value, str) else " ".join(value) for name, value in dict(app.query_params).items()
    }
