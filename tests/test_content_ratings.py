"""Content ratings of the world, as Plex, its agents and other tools write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.content_ratings import OLDEST_AGE, age_of

AGES: dict[int | None, tuple[str, ...]] = {
    0: (
        "G",
        "TV-Y",
        "TV-G",
        "gb/U",
        "gb/Uc",
        "UK: Uc",
        "UK: U",
        "FSK 0",
        "de/0",
        "Ab 0 Jahren",
        "fr/U",
        "fr/Tous publics",
        "nl/AL",
        "es/APTA",
        "es/A",
        "es/TP",
        "it/T",
        "br/L",
        "br/Livre",
        "ca/G",
        "au/G",
        "jp/G",
        "kr/ALL",
        "se/Btl",
        "fi/S",
        "dk/A",
        "in/U",
        "0+",
        "Sweden:Btl",
        "be/KT",
        "hu/KN",
        "is/L",
        "tw/普遍級",
    ),
    5: ("CSM 5",),
    6: (
        "FSK-6",
        "Ab 6 Jahren",
        "nl/6",
        "nl/MG6",
        "pt/M/6",
        "it/6+",
        "no/6",
        "6+",
    ),
    7: (
        "TV-Y7",
        "TV-Y7-FV",
        "es/7",
        "fi/K-7",
        "cl/TE+7",
        "lt/N-7",
        "UA 7+",
    ),
    8: (
        "PG",
        "GP",
        "M/PG",
        "Approved",
        "Passed",
        "TV-PG",
        "TV-PG-DL",
        "TV-PG-V",
        "gb/PG",
        "UK: PG",
        "au/PG",
    ),
    10: ("fr/10",),
    11: (
        "se/11",
        "dk/11",
    ),
    12: (
        "gb/12",
        "gb/12A",
        "UK: 12A",
        "de/12",
        "fr/-12",
        "pt/M/12",
        "ie/12A",
        "jp/PG12",
        "kr/12",
        "in/UA",
        "CSM 12",
        "PEGI 12",
        "12+",
        "ro/AP-12",
        "ee/MS-12",
        "12 ans",
        "FSK ab 12",
    ),
    13: (
        "PG-13",
        "ca/13+",
        "nz/RP13",
        "in/UA 13+",
        "USA:PG-13",
        "id/R",
        "tr/13A",
        "sg/PG13",
    ),
    14: (
        "TV-14",
        "TV-14-V",
        "TV-14-DLSV",
        "nl/14",
        "it/VM14",
        "br/14",
        "ca/14A",
    ),
    15: (
        "gb/15",
        "au/M",
        "au/MA15+",
        "ie/15A",
        "jp/R15+",
        "mx/B15",
        "jp/R-15",
        "ie/15",
    ),
    16: (
        "FSK-16",
        "Ab 16 Jahren",
        "fr/16",
        "es/16",
        "M/16",
        "nz/R16",
        "fi/K-16",
        "16",
        "nz/M",
        "be/KNT",
        "sg/NC16",
        "U/A 16+",
        "bg/D",
    ),
    17: (
        "R",
        "TV-MA",
        "TV-MA-LSV",
    ),
    18: (
        "NC-17",
        "X",
        "gb/18",
        "gb/R18",
        "FSK 18",
        "it/VM18",
        "ca/18A",
        "au/R18+",
        "in/A",
        "18+",
        "my/18SG",
        "lt/N-18",
        "hk/III",
        " ca/R ",
    ),
    19: (
        "kr/19",
        "kr/청소년관람불가",
    ),
    21: ("sg/R21",),
    None: (
        "NR",
        "Not Rated",
        "Unrated",
        "NC",
        "xx/Banana",
        "",
        "1984",
        "99",
        "S",
        "A",
        "Teen",
        "de/BPjM",
        "TV-",
        "PG-99",
        "/",
        "12/12/12",
        "²",
    ),
}


@pytest.mark.parametrize(("age", "content_rating"), [(age, word) for age, words in AGES.items() for word in words])
def test_a_content_rating_means_an_age(age: int | None, content_rating: str) -> None:
    assert age_of(content_rating) == age


@pytest.mark.parametrize("content_rating", ["fsk6", " PG ", "pg-13", "tv-ma", "GB/12a", "FSK  16", "uk: U"])
def test_case_and_spaces_make_no_difference(content_rating: str) -> None:
    assert age_of(content_rating) == age_of(" ".join(content_rating.upper().split())) is not None


@given(st.text(max_size=30))
def test_any_text_is_an_age_or_nothing(content_rating: str) -> None:
    age = age_of(content_rating)
    assert age is None or 0 <= age <= OLDEST_AGE


@given(st.integers(0, 99), st.sampled_from(["{}", "{}+", "-{}", "FSK {}", "M/{}", "Ab {} Jahren", "xx/{}", "PEGI {}"]))
def test_a_number_counts_as_far_as_people_are_rated(number: int, pattern: str) -> None:
    assert age_of(pattern.format(number)) == (number if number <= OLDEST_AGE else None)
