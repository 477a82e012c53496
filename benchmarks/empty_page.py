"""What Streamlit itself costs: a page of one slider and one line. `benchmarks.dashboard` runs it as a script.

It keeps what is loaded out of garbage collections, as the dashboard does
(`dashboard/session/caches.py`): otherwise Streamlit would collect it all after each run, and the dashboard
would look cheap next to it.
"""

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def frozen() -> bool:
    """Once for all visitors."""
    gc.collect()
    gc.freeze()
    return True


st.set_page_config(page_title="Empty", layout="wide")
value = st.slider("Value", 0.0, 3.0, 1.0, step=0.05, key="c_value")
st.html(f'<p class="value">{value}</p>')
frozen()
