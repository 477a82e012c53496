"""A small Plex server and plex.tv on this machine alone, for the demo and for tests."""
