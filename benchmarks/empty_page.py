"""What Streamlit itself costs: a page of one slider and one line. `benchmarks.dashboard` runs it as a script."""

import streamlit as st

st.set_page_config(page_title="Empty", layout="wide")
value = st.slider("Value", 0.0, 3.0, 1.0, step=0.05, key="c_value")
st.html(f'<p class="said">{value}</p>')
