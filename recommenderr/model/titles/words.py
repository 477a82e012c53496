"""Takes texts of any language apart into words, and says which of them are stop words in the language of the text.

Runs at build time only. Scripts without spaces have no words that a program could see: Chinese and Japanese are taken
apart into pairs of characters (a run of katakana is a loan word, and one of hiragana is grammar), Thai into phrases by
a small model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import stopwordsiso
from budoux import Parser, load_default_thai_parser
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

BREAK = ""
"""Stands between two words that are no neighbours. It is no word itself."""

ENGLISH = "en"
_LATIN_WORD = re.compile(r"\b\w\w+\b")
_HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED = rf"{_HAN}\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_THAI = r"\u0e00-\u0e7f"
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963"
    r"\u0981-\u0983\u09bc\u09be-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b4d"
    r"\u0b82\u0bbe-\u0bcd\u0c00-\u0c03\u0c3e-\u0c4d\u0c81-\u0c83\u0cbc-\u0ccd\u0d00-\u0d03\u0d3e-\u0d4d\u0d82\u0d83\u0dca-\u0ddf"
    r"\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
_NEEDS_CARE = re.compile(f"[{_UNSPACED}{_THAI}{_MARKS}]")
_RUNS = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    rf"|(?P<katakana>[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]+)|(?P<hiragana>[\u3040-\u309f]+)"
    rf"|(?P<thai>[{_THAI}]+)|(?P<word>[^\W{_UNSPACED}{_THAI}](?:[^\W{_UNSPACED}{_THAI}]|[{_MARKS}])+)"
)
_CHINESE_GRAMMAR = re.compile("[的了是在和与與也就都而及着著或个個这這那之于於被把从從对對为為]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_SITES = "imdb|tmdb|tvdb|anidb|themoviedb|thetvdb|tvmaze|trakt|plex|letterboxd"
_IDS = re.compile(
    rf"[\[{{(]\s*(?:(?:{_SITES})(?:id)?[2-9]?\s*[-=:_ ]\s*(?:tt)?[0-9]+|edition-[^\]}})]*|tt[0-9]{{5,}})\s*[\]}})]"
    rf"|\b(?:{_SITES})(?:id)?[2-9]?(?:[-=:_]|://)(?:tt)?[0-9]+\b|\btt[0-9]{{6,}}\b"
)
_HINTS = ("db", "{edition", "tvmaze", "trakt", "letterboxd", "plex")
_TITLE_NUMBER = re.compile(r"tt[0-9]")


def words(text: str) -> list[str]:
    """The words of two letters or more, lower case, in their order; `BREAK` where neighbours make no pair.

    Ids of other sites, as folders have them, are no words: `[tvdb-371310]`, `{imdb-tt0903747}`.
    """
    text = text.lower()
    if any(hint in text for hint in _HINTS) or _TITLE_NUMBER.search(text):
        text = _IDS.sub(" ", text)
    if not _NEEDS_CARE.search(text):
        return _LATIN_WORD.findall(text)
    return list(_runs(text))


def _runs(text: str) -> Iterator[str]:
    japanese = _KANA.search(text) is not None
    for match in _RUNS.finditer(text):
        run, kind = match[0], match.lastgroup
        if kind == "word":
            yield run
        elif kind == "han":
            for part in [run] if japanese else _CHINESE_GRAMMAR.split(run):
                yield from _pairs(part)
        elif kind == "katakana" and len(run) > 1:
            yield from (BREAK, run, BREAK)
        elif kind == "thai":
            for phrase in _thai(run):
                yield from (BREAK, phrase, BREAK)


def _pairs(run: str) -> Iterator[str]:
    """Every two neighbouring characters; a character alone is a word."""
    if len(run) == 1:
        yield from (BREAK, run, BREAK)
    for first, second in pairwise(run):
        yield from (BREAK, first + second, BREAK)


def _thai(run: str) -> list[str]:
    return [phrase for phrase in _thai_parser().parse(run) if len(phrase) > 1]


@cache
def _thai_parser() -> Parser:
    return load_default_thai_parser()


@cache
def _stop_words() -> tuple[tuple[str, ...], dict[str, tuple[int, ...]]]:
    """The languages, English first, and for each stop word the positions of the languages that have it."""
    others = sorted(stopwordsiso.langs() - {ENGLISH})
    languages = (ENGLISH, *others)
    positions: dict[str, list[int]] = {}
    for position, language in enumerate(languages):
        listed = ENGLISH_STOP_WORDS if language == ENGLISH else stopwordsiso.stopwords(language)
        for word in {part for text in listed for part in words(text)} - {BREAK}:
            positions.setdefault(word, []).append(position)
    return languages, {word: tuple(places) for word, places in positions.items()}


def stop_word_mask(
    vocabulary: list[str], tokens: NDArray[np.int32], owner: NDArray[np.int32], n: int
) -> NDArray[np.bool_]:
    """Which words of `n` texts are stop words in the language of their text.

    The language of a text is the one with the most of its words among the stop words; of equals the one that more of
    the library is in. A text without any is taken to be in the language of most of the library.

    Args:
        vocabulary: every word.
        tokens: int32, shape (n_words,): the position of each word in the vocabulary.
        owner: int32, shape (n_words,): the text of each word.
        n: the number of texts.

    Returns:
        bool, shape (n_words,).
    """
    languages, positions = _stop_words()
    n_tokens = len(tokens)
    is_listed = np.zeros((len(vocabulary), len(languages)), dtype=np.bool_)
    for row, word in enumerate(vocabulary):
        for column in positions.get(word, ()):
            is_listed[row, column] = True
    listed = np.flatnonzero(np.any(is_listed, axis=1)[tokens])  # half of a text; the others say nothing
    tokens, owner = tokens[listed], owner[listed]
    counts = csr_array((np.ones(len(tokens), np.float32), (owner, tokens)), shape=(n, len(vocabulary)))
    hits = counts @ is_listed.astype(np.float32)
    share = hits.sum(axis=0)
    language = np.argmax(hits + share / (share.sum() + 1), axis=1)
    mask = np.zeros(n_tokens, dtype=np.bool_)
    mask[listed] = is_listed[tokens, language[owner]]
    return mask
