"""The dashboard: `streamlit run streamlit_app.py`, or `make run` for dashboard and sidecar together.

The server imports `app` from here. When it is run as a script, as the tests do, it shows the same pages.
"""

import streamlit as st

if __name__ == "__main__":
    from recommenderr.dashboard import navigation

    navigation.run()
else:
    from recommenderr.dashboard.web import app as server

    app = st.App(server.SCRIPT, routes=server.routes(), middleware=server.middleware(), lifespan=server.lifespan)
