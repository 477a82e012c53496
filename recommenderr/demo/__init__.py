"""A demo library and household, and a small Plex server for them, so that no real server is needed to try or test."""
