"""What the browser gets of a chart."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pyarrow  # type: ignore[import-untyped]
from hypothesis import strategies as st
from streamlit.dataframe_util import convert_pandas_df_to_arrow_bytes

from tests.factories.hostile_household import HOSTILE

LABELS = st.sampled_from([*HOSTILE, "", " ", "nan", "None", "'; datum.x", "a.b[c]\\", "0"]) | st.text(max_size=20)
"""Names as they may be in a library: any text, and some that looks like code, markup or a missing value."""

SHARES = st.floats(0, 1)


def sent(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame after they have been sent as Streamlit sends them."""
    rows: list[dict[str, Any]] = pyarrow.ipc.open_stream(convert_pandas_df_to_arrow_bytes(frame)).read_all().to_pylist()
    return rows


def fields(spec: Any) -> set[str]:
    """Every column that a specification reads."""
    if isinstance(spec, dict):
        own = {spec["field"]} if isinstance(spec.get("field"), str) else set()
        return own.union(*map(fields, spec.values()))
    return set().union(*map(fields, spec)) if isinstance(spec, list) else set()


def assert_fits(spec: dict[str, Any], frame: pd.DataFrame) -> None:
    """A specification has no data of its own, is JSON, and reads columns that the frame has."""
    assert json.loads(json.dumps(spec)) == spec
    assert not {"data", "datasets", "$schema"} & set(spec)
    assert fields(spec) <= set(frame.columns)
