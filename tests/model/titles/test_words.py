"""Words of any language, and the stop words of each text's own."""

from __future__ import annotations

import pytest

from recommenderr.model.titles.text_features import count_terms
from recommenderr.model.titles.words import words

GERMAN = [
    "Der Kommissar. Ein alter Kommissar jagt den Mörder durch die Nacht, und die Stadt schläft nicht.",
    "Nacht über Berlin. Der Mörder ist in der Stadt, aber der Kommissar hat keine Spur von ihm.",
    "Das Schloss. Die Gräfin und ihr Schloss: eine Liebe, die nicht sein darf, weil der Krieg kommt.",
    "Krieg und Liebe. Er liebt die Gräfin, doch der Krieg hat sie getrennt, bis sie sich auf dem Schloss wiedersehen.",
]
JAPANESE = [
    "魔法使いの旅。若い魔法使いが、ドラゴンを倒すために旅に出る。",
    "ドラゴンと王国。王国を守る魔法使いは、ドラゴンと戦っていた。",
    "刑事の夜。東京の刑事が殺人事件を追う。",
    "殺人事件。東京で起きた殺人事件の真相を、老いた刑事が暴いていく。",
]
ENGLISH = [
    "The Detective. An old detective hunts the murderer through the city at night.",
    "City of Night. The murderer is in the city, and the detective has no clue.",
]


def terms(*texts: str) -> set[str]:
    """The single words that two texts share."""
    return {term for term in count_terms(texts, 2, 1000)[1] if " " not in term}


def test_a_german_library() -> None:
    assert terms(*GERMAN) == {"kommissar", "mörder", "nacht", "stadt", "schloss", "gräfin", "liebe", "krieg"}


def test_a_japanese_library() -> None:
    assert terms(*JAPANESE) == {"魔法", "法使", "ドラゴン", "王国", "刑事", "東京", "殺人", "人事", "事件"} - {"王国"}


def test_a_mixed_library_has_the_stop_words_of_each_text() -> None:
    assert terms(*GERMAN, *JAPANESE, *ENGLISH) == terms(*GERMAN) | terms(*JAPANESE) | {
        *("detective", "murderer", "city", "night")
    }


@pytest.mark.parametrize(
    ("texts", "shared"),
    [
        (("Le roi et la reine sont au château.", "La reine du château est une sorcière."), {"reine", "château"}),
        (("Она живёт в старом замке, и это тайна.", "Это замок, в котором тайна была с ней."), {"тайна"}),
        (("เจ้าหญิงและมังกรในอาณาจักรที่ถูกลืม", "มังกรกับเจ้าหญิงในถ้ำ"), {"มังกร", "เจ้าหญิง"}),
        (("一个年轻的侦探追捕凶手", "凶手和侦探的故事"), {"侦探", "凶手"}),
        (("한국의 형사 이야기", "형사 그리고 도시"), {"형사"}),
        (("एक राजकुमारी की कहानी", "यह राजकुमारी और उसका महल है"), {"राजकुमारी"}),
    ],
)  # fmt: skip
def test_other_languages(texts: tuple[str, ...], shared: set[str]) -> None:
    assert terms(*texts) == shared


@pytest.mark.parametrize(
    "text",
    [
        *("Lost [tvdb-371310]", "Lost {imdb-tt0903747}", "Lost {tmdb-603} ", "Lost (tvdbid=5)", "Lost [tvdbid-73739]"),
        *("Lost tt0903747", "Lost imdb://tt0903747", "Lost {edition-Extended Cut}", "LOST [TMDBID=12]"),
    ],
)
def test_ids_of_other_sites_are_no_words(text: str) -> None:
    assert words(text) == ["lost"]


def test_what_only_looks_like_an_id_stays() -> None:
    assert words("Little (2019) [extended] battle") == ["little", "2019", "extended", "battle"]


def test_characters_of_scripts_without_spaces_make_no_pairs_of_words() -> None:
    assert {term for term in count_terms(JAPANESE, 1, 1000)[1] if " " in term} == set()
