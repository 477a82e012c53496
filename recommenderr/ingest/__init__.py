"""Reads a Plex server into the store: everything is fetched first, then written in one transaction."""

from recommenderr.ingest.run import ingest
from recommenderr.ingest.write import IngestSummary

__all__ = ["IngestSummary", "ingest"]
