from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr import settings as module
from recommenderr.errors import SettingsError
from recommenderr.settings import DEMO_NOTICE, Login, Settings, default_text, specs


def load(**environ: str) -> Settings:
    return Settings.load(environ, env_file=None)


def test_without_anything_set_the_defaults_of_the_design_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CONTAINER_DATA", tmp_path)
    settings = load()
    assert settings.plex_base == "http://localhost:32400"
    assert settings.plex_token is None
    assert settings.plex_tv_base == "https://plex.tv"
    assert settings.db_path == tmp_path / "recommendations.db"
    assert settings.art_dir == tmp_path
    assert settings.log_file == tmp_path / "recommenderr.log"
    assert (settings.pull_interval_min, settings.disable_autostart, settings.log_level) == (60, False, "INFO")
    assert (settings.year_bucket_size, settings.year_min, settings.year_max) == (5, 1900, 2030)
    assert settings.scoring == "evidence"
    assert settings.sources == {}


def test_without_a_data_folder_of_a_container_everything_lies_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CONTAINER_DATA", tmp_path / "not there")
    settings = load()
    assert settings.db_path == Path("data/recommendations.db")
    assert settings.art_dir == Path("data")
    assert settings.log_file == Path("data/recommenderr.log")


def test_the_demo_stands_in_where_there_is_no_token() -> None:
    assert load().demo
    assert not load(PLEX_TOKEN="abcdefgh").demo


@pytest.mark.parametrize("blank", ["", "   ", "\t"])
def test_an_empty_value_counts_as_not_set(blank: str) -> None:
    settings = load(PLEX_TOKEN=blank, PULL_INTERVAL_MIN=blank)
    assert settings == load()
    assert settings.sources == {}


@pytest.mark.parametrize(
    ("given_text", "address"),
    [
        ("http://plex:32400/", "http://plex:32400"),
        ("192.168.1.10:32400", "http://192.168.1.10:32400"),
        (" https://home.example.org/plex/ ", "https://home.example.org/plex"),
        ("http://[fd00::1]:32400", "http://[fd00::1]:32400"),
    ],
)
def test_the_servers_address_is_understood(given_text: str, address: str) -> None:
    assert load(PLEX_BASE=given_text).plex_base == address


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("PLEX_BASE", "ftp://plex", "an address such as http://"),
        ("PLEX_BASE", "http://", "an address such as http://"),
        ("PLEX_BASE", "http://me:secret@plex", "the token belongs in PLEX_TOKEN"),
        ("PLEX_BASE", "http://plex:32400/?X-Plex-Token=abc", "the token belongs in PLEX_TOKEN"),
        ("PLEX_BASE", "http://plex:99999", "a number from 1 to 65535"),
        ("PULL_INTERVAL_MIN", "0", "a number from 1 to"),
        ("PULL_INTERVAL_MIN", "hourly", "a number from 1 to"),
        ("PULL_INTERVAL_MIN", "nan", "a number from 1 to"),
        ("REFRESH_TIMEOUT_MIN", "inf", "a number from 1 to"),
        ("PLEX_CONCURRENCY", "2.5", "a whole number from 1 to 32"),
        ("DISABLE_AUTOSTART", "perhaps", "true or false"),
        ("LOG_LEVEL", "LOUD", "one of DEBUG, INFO, WARNING, ERROR"),
        ("SCORING", "magic", "one of evidence, classic"),
        ("FEAT_W_GENRES", "-1", "a number from 0 to 100"),
        ("TASTE_BREADTH", "1.1", "a number from 0 to 1"),
        ("YEAR_BUCKET_SIZE", "0", "a whole number from 1 to 100"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_a_sentence(name: str, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(**{name: text})
    assert name in str(caught.value)
    assert told in str(caught.value)
    assert "environment" in str(caught.value)


def test_years_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"YEAR_MIN \(2000\) must be smaller than YEAR_MAX \(1990\)"):
        load(YEAR_MIN="2000", YEAR_MAX="1990")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("False", False), ("no", False)],
)
def test_yes_and_no_have_many_words(text: str, value: bool) -> None:
    assert load(DISABLE_AUTOSTART=text).disable_autostart is value


def test_library_names_are_separated_by_commas() -> None:
    assert load(PLEX_LIBRARIES=" Films, ,TV shows,3 ").plex_libraries == ("Films", "TV shows", "3")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"Films, old", Series', ("Films, old", "Series")),
        ('Series, "Films, ""new"""', ("Series", 'Films, "new"')),
        ('"Films', ("Films",)),
        ("Films\nSeries", ("Films", "Series")),
        ("Rock 'n' Roll, 20\" discs", ("Rock 'n' Roll", '20" discs')),
    ],
)
def test_a_library_name_with_a_comma_stands_in_quotes(text: str, names: tuple[str, ...]) -> None:
    assert load(PLEX_LIBRARIES=text).plex_libraries == names


def test_words_are_taken_whatever_their_case() -> None:
    assert load(LOG_LEVEL="debug", SCORING="Classic").log_level == "DEBUG"
    assert load(SCORING="Classic").scoring == "classic"


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("PULL_INTERVAL_MIN=15\nPLEX_BASE=http://of-the-file:1\nPLEX_TOKEN='with $dollar'\n")
    settings = Settings.load({"PULL_INTERVAL_MIN": "30"}, env_file)
    assert settings.pull_interval_min == 30
    assert settings.plex_base == "http://of-the-file:1"
    assert settings.plex_token == "with $dollar"
    assert settings.sources == {"pull_interval_min": "environment", "plex_base": ".env", "plex_token": ".env"}


def test_a_secret_can_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("a-token-of-a-file\n")
    settings = load(PLEX_TOKEN_FILE=str(secret))
    assert settings.plex_token == "a-token-of-a-file"
    assert settings.sources["plex_token"] == f"file {secret}"
    assert load(PLEX_TOKEN_FILE=str(secret), PLEX_TOKEN="of-the-environment").plex_token == "of-the-environment"


def test_a_secret_file_that_is_missing_empty_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"PLEX_TOKEN_FILE points at .*nowhere.*No such file"):
        load(PLEX_TOKEN_FILE=str(tmp_path / "nowhere"))
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(SettingsError, match=r"PLEX_TOKEN_FILE points at .*empty, which is empty"):
        load(PLEX_TOKEN_FILE=str(tmp_path / "empty"))
    (tmp_path / "noise").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="it is not text"):
        load(PLEX_TOKEN_FILE=str(tmp_path / "noise"))


def test_the_path_of_the_log_file_is_not_taken_for_a_secret_of_log(tmp_path: Path) -> None:
    """LOG_FILE is a setting of its own, not the file that holds a setting LOG."""
    assert load(LOG_FILE=str(tmp_path / "a.log")).log_file == tmp_path / "a.log"


def test_no_secret_shows_in_the_repr_or_in_a_refusal() -> None:
    settings = load(PLEX_TOKEN="very-secret-token", DASHBOARD_PASSWORD="open sesame")
    assert "very-secret-token" not in repr(settings)
    assert "open sesame" not in repr(settings)
    assert "plex_token='set'" in repr(settings)
    assert set(settings.secrets) == {"very-secret-token", "open sesame"}
    with pytest.raises(SettingsError) as caught:
        load(PLEX_TOKEN="very-secret\ntoken")
    assert "very-secret" not in str(caught.value)


def test_every_setting_is_one_of_the_design() -> None:
    names = {spec.name.upper() for spec in specs()}
    of_the_design = {
        *("PLEX_BASE", "PLEX_TOKEN", "PLEX_TV_BASE", "DB_PATH", "ART_DIR", "PULL_INTERVAL_MIN", "DISABLE_AUTOSTART"),
        *("LOG_LEVEL", "LOG_FILE", "FEAT_W_GENRES", "FEAT_W_PEOPLE", "FEAT_W_TEXT", "FEAT_W_COLLECTIONS"),
        *("FEAT_W_YEAR", "FEAT_W_ACCLAIM", "YEAR_BUCKET_SIZE", "YEAR_MIN", "YEAR_MAX", "TASTE_BREADTH", "DIVERSITY"),
        "SCORING",
    }
    assert of_the_design <= names


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.name)
def test_every_setting_says_what_it_does_and_how_it_must_look(spec: Any) -> None:
    assert spec.metadata["help"].endswith(".")
    assert spec.metadata["parse"].__doc__


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.name)
def test_every_default_reads_back_as_itself(spec: Any) -> None:
    text = default_text(spec)
    if text and text != "by scoring" and spec.metadata["shown"] is None:
        assert spec.metadata["parse"](text) == spec.default


@given(name=st.sampled_from([spec.name.upper() for spec in specs()]), text=st.text(max_size=40))
def test_whatever_text_is_given_it_is_taken_or_refused_by_name(name: str, text: str) -> None:
    refusal = name
    try:
        load(**{name: text})
    except SettingsError as err:
        refusal = str(err)
    assert name in refusal


USERS = "Ana K.=open sesame; ben=pass=word ;\n\n 3 = 'third' one"


def test_every_person_can_have_a_password_that_is_a_secret(tmp_path: Path) -> None:
    found = load(DASHBOARD_USERS=USERS, PLEX_TOKEN="very-secret-token", DASHBOARD_PASSWORD="another one")
    logins = (Login("Ana K.", "open sesame"), Login("ben", "pass=word"), Login("3", "'third' one"))
    assert found.dashboard_users == logins
    assert found.secrets == ("very-secret-token", "another one", "open sesame", "pass=word", "'third' one")
    for shown in (repr(found), repr(logins), str(found)):
        assert "sesame" not in shown and "pass=word" not in shown
    (tmp_path / "users").write_text("Ana K.=open sesame\nben=pass=word\n3='third' one\n")
    assert load(DASHBOARD_USERS_FILE=str(tmp_path / "users")).dashboard_users == logins


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("open sesame", "pairs NAME=password"),
        ("=open sesame", "pairs NAME=password"),
        ("Ana=", "pairs NAME=password"),
        ("Ana=open\tsesame", "pairs NAME=password"),
        ("Ana=short", "6 characters or more"),
        ("Ana=open sesame;Ben=open sesame", "stands twice"),
        ("Ana=open sesame;ANA=close sesame", "stands twice"),
    ],
)
def test_passwords_that_say_not_whose_they_are_are_refused_without_showing_them(text: str, told: str) -> None:
    with pytest.raises(SettingsError, match="DASHBOARD_USERS") as caught:
        load(DASHBOARD_USERS=text)
    assert told in str(caught.value)
    assert "sesame" not in str(caught.value) and "short" not in str(caught.value)


def test_the_password_of_all_is_nobodys_own() -> None:
    with pytest.raises(SettingsError, match="DASHBOARD_PASSWORD is also a password of DASHBOARD_USERS") as caught:
        load(DASHBOARD_USERS="Ana=open sesame", DASHBOARD_PASSWORD="open sesame")
    assert "sesame" not in str(caught.value)


def test_names_of_the_dashboard_are_names_alone() -> None:
    assert load(DASHBOARD_HOSTS=" Films.Example., nas.fritz.box").dashboard_hosts == ("films.example", "nas.fritz.box")
    for text in ("http://films.example", "films.example:8501", "*", "*.example", "films/x", "a b", "-x", "ü.example"):
        with pytest.raises(SettingsError, match=r"DASHBOARD_HOSTS .* without http:// and without a port"):
            load(DASHBOARD_HOSTS=text)


def test_the_demos_sentence_says_what_to_set() -> None:
    assert "PLEX_BASE" in DEMO_NOTICE
    assert "PLEX_TOKEN" in DEMO_NOTICE


def test_the_home_of_an_unknown_user_is_no_path() -> None:
    with pytest.raises(SettingsError, match="DB_PATH"):
        load(DB_PATH="~nobody-of-that-name/store.db")
