"""Draws a poster where Plex has none, and all of them for the demo library."""
