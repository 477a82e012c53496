"""Draws posters: for titles that have none in Plex, and for the whole demo library."""
