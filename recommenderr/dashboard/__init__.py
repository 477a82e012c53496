"""The web pages: the only part that knows Streamlit. It reads what a refresh wrote, and never reads Plex's library."""
