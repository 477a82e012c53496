"""A small Plex server and plex.tv on the loopback interface, for the demo and for tests."""
