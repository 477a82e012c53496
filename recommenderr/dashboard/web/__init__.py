"""The web server around Streamlit: sessions, middleware and routes."""
