"""Recognises collections that a program made, which say nothing about a title: `Recently Added`, `IMDb Top 250`."""

from __future__ import annotations

import re
import unicodedata

from recommenderr.text import normalize_name

LARGEST_SHARE = 0.25
LEAST_TITLES = 10
"""A collection of at least so many titles that holds more than this share of a library says nothing about one."""

_SITES = (
    r"imdb|tmdb|tvdb|trakt|letterboxd|rotten tomatoes|metacritic|mdblist|anidb|myanimelist|anilist|simkl|flixpatrol|"
    r"tautulli|plex|kometa|recommenderr|overseerr|jellyseerr|radarr|sonarr"
)
_STREAMS = r"netflix|hulu|disney\+|prime video|amazon prime|hbo max|max originals|apple tv\+|paramount\+|peacock"
_NAMES = re.compile(
    rf"\b(?:{_SITES})\b|(?:{_STREAMS})"
    r"|\b(?:recently|newly|just) (?:added|released|aired|watched|played|updated)\b"
    r"|\bnew (?:releases|episodes|arrivals|in)\b"
    r"|\b(?:trending|most (?:popular|watched|played|rated|viewed)|top rated)\b"
    r"|\bpopular (?:now|this|on|movies|films|shows)\b|^popular$"
    r"|\btop \d+\b|\b(?:highest|best) rated\b"
    r"|\bbest of (?:the )?\d{4}s?\b|\b(?:19|20)\d0s (?:movies|films|shows)\b"
    r"|\b(?:picked|picks|recommended|recommendations|suggested|suggestions) for\b"
    r"|\b(?:because|since) you (?:watched|like)"
    r"|\b(?:un|never )watched\b|\bwatch ?list\b|\bcontinue watching\b|\bon deck\b|\b(?:leaving|coming) soon\b"
    r"|\bnow (?:playing|streaming|showing)\b|\bin (?:theaters|theatres|cinemas)\b|\bbox office\b"
    r"|\b(?:added|released|watched|aired) (?:this|last|in the last)\b|\bthis (?:week|month|year)\b"
    r"|\b(?:4k|2160p|1080p|720p|uhd|hdr10?\+?|dolby (?:vision|atmos))\b"
    r"|\b(?:kurzlich|zuletzt|neu) (?:hinzugefugt|erschienen|gesehen)\b|\bempfehlungen fur\b"
    r"|\bajoutes? recemment\b|\brecien (?:anadid|agregad)|\baggiunt[ei] di recente\b"
)
_JOINERS = {"\u200c", "\u200d"}
_BLANKS = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0", "\u00ad"}


def reason_to_leave_out(name: str, share: float, titles: int, *, smart: bool) -> str | None:
    """Why a collection is not taste, in words; None for one that is.

    Args:
        name: its name as Plex has it.
        share: the largest share of a library that is in it, 0 to 1.
        titles: how many titles it has.
        smart: whether Plex says that it fills itself by a filter.
    """
    if smart:
        return "a smart collection"
    if any(_is_invisible(letter) for letter in name):
        return "a name with invisible characters"
    if _NAMES.search(normalize_name(name)):
        return "the name of a list that a program makes"
    if titles >= LEAST_TITLES and share > LARGEST_SHARE:
        return f"{share:.0%} of a library"
    return None


def _is_invisible(letter: str) -> bool:
    return letter in _BLANKS or (unicodedata.category(letter) in {"Cf", "Cc", "Co"} and letter not in _JOINERS)
