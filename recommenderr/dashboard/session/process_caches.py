"""What all sessions of the process share: the settings, one door to the recommendations, one shelf of posters."""

from __future__ import annotations

import gc
import threading
from functools import lru_cache

import streamlit as st

from recommenderr.household.server_check import ServerCheck
from recommenderr.recommender.posters import PictureShelf
from recommenderr.recommender.service import Recommender
from recommenderr.settings import Settings

_lock = threading.Lock()


@lru_cache(maxsize=4)
def _recommender(settings: Settings) -> Recommender:
    return Recommender(settings)


@lru_cache(maxsize=4)
def _shelf(settings: Settings) -> PictureShelf:
    return PictureShelf(_recommender(settings))


def recommender(settings: Settings) -> Recommender:
    """The one door; it sees a new generation by itself, through the pointer file."""
    with _lock:
        return _recommender(settings)


def shelf(settings: Settings) -> PictureShelf:
    """The one shelf of posters."""
    with _lock:
        return _shelf(settings)


@lru_cache(maxsize=4)
def server_check(settings: Settings) -> ServerCheck:
    """The one that asks the server whether it answers."""
    return ServerCheck(settings)


@st.cache_resource(show_spinner=False, max_entries=16)
def frozen(page: str, generation: str | None) -> bool:
    """Keeps what is loaded by now out of garbage collections, once a page and generation.

    Streamlit collects after every run; with numpy and charts loaded that is most of what a rerun costs. What was kept
    out before is looked through first: sessions that have ended since would otherwise keep their generation for good.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return True
