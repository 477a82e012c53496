"""What can be read on a page, the charts that stand on it, and what its address says."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pyarrow  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

from tests.pages.asking import page_html


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
