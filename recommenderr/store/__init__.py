"""Stores what Plex knows in one SQLite file: functions over a connection, rows in, frozen records out."""
