"""Recommenderr: what a Plex household watches next, and why."""

__version__ = "0.1.0"
