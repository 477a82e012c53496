from __future__ import annotations

import logging
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommenderr import log

TOKEN = "s3cret-T0ken-of-tests"


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process's logging as it was, and no secret left behind."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(log, "_known", set())
    root.handlers = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers = handlers
    root.setLevel(level)


def test_a_secret_is_removed_from_messages_arguments_and_tracebacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log"
    log.setup("INFO", file, [TOKEN, None])
    logger = logging.getLogger("recommenderr.test")
    logger.info("asked with %s", TOKEN)
    try:
        raise ConnectionError(f"GET http://plex/?X-Plex-Token={TOKEN}")
    except ConnectionError:
        logger.exception("it broke")
    for text in (file.read_text(), capsys.readouterr().err):
        assert "asked with [removed]" in text
        assert "ConnectionError" in text
        assert TOKEN not in text


@pytest.mark.parametrize(
    "text",
    [
        "GET /library?X-Plex-Token=abcDEF123&x=1",
        "{'X-Plex-Token': 'abcDEF123'}",
        'accessToken="abcDEF123"',
        '"authToken": "abcDEF123"',
        "x-plex-token: abcDEF123",
    ],
)
def test_what_stands_behind_a_tokens_name_is_removed_though_nobody_registered_it(text: str) -> None:
    assert "abcDEF123" not in log.without_secrets(text)
    assert "[removed]" in log.without_secrets(text)


def test_a_longer_secret_that_holds_a_shorter_one_goes_as_a_whole() -> None:
    log.register_secret("abcd")
    log.register_secret("abcdefgh")
    assert log.without_secrets("abcdefgh") == "[removed]"


def test_very_short_texts_are_no_secrets() -> None:
    log.register_secret("abc")
    log.register_secret(None)
    assert log.without_secrets("abc of the household") == "abc of the household"


def test_lines_below_the_level_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "log"
    log.setup("WARNING", file)
    logging.getLogger("a").info("not this")
    logging.getLogger("a").warning("but this")
    assert "not this" not in file.read_text()
    assert "but this" in file.read_text()


def test_setting_up_again_does_not_double_the_lines(tmp_path: Path) -> None:
    for _ in range(2):
        log.setup("INFO", tmp_path / "log")
    logging.getLogger("a").info("once")
    assert (tmp_path / "log").read_text().count("once") == 1


def test_a_log_file_that_cannot_be_written_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    log.setup("INFO", tmp_path / "file" / "log")
    logging.getLogger("a").info("goes on")
    told = capsys.readouterr().err
    assert "cannot be written" in told
    assert "goes on" in told


def test_the_file_rotates_and_only_a_few_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MAX_FILE_BYTES", 500)
    log.setup("INFO", tmp_path / "log", stderr=False)
    for number in range(100):
        logging.getLogger("a").info("line %d with some words", number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["log", "log.1", "log.2", "log.3"]
    assert all(path.stat().st_size <= 500 for path in tmp_path.iterdir())


@pytest.mark.parametrize(("level", "told"), [("INFO", False), ("DEBUG", True)])
def test_every_try_of_a_request_is_for_the_file_alone(
    level: str, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.setup(level, tmp_path / "log")
    logging.getLogger("urllib3.connectionpool").warning("Retrying once more")
    logging.getLogger("urllib3.connectionpool").error("It cannot be")
    logging.getLogger("recommenderr.plex").warning("Nobody is there")
    said, kept = capsys.readouterr().err, (tmp_path / "log").read_text()
    assert "It cannot be" in said and "Nobody is there" in said and ("Retrying" in said) is told
    assert "Retrying once more" in kept


def test_a_line_break_in_a_message_fakes_no_second_entry(tmp_path: Path) -> None:
    log.setup("INFO", tmp_path / "log")
    logging.getLogger("a").warning(
        "the server %r is %s", "Attic", "gone\n2026-01-01 00:00:00,000 INFO    a: all is well"
    )
    first, second = (tmp_path / "log").read_text().splitlines()
    assert first.endswith("is gone")
    assert second.startswith("    2026-01-01")


@pytest.mark.parametrize("end", ["\r", "\x0b", "\x0c", "\x85", "\u2028", "\x1b[2K"])
def test_no_other_character_fakes_an_entry_or_commands_a_terminal(end: str, tmp_path: Path) -> None:
    log.setup("INFO", tmp_path / "log", stderr=False)
    logging.getLogger("a").warning("gone%s2026-01-01 00:00:00,000 INFO    a: all is well", end)
    try:
        raise ValueError(f"x\n2026-01-01 00:00:00,000 INFO    a: all is well{end}")
    except ValueError:
        logging.getLogger("a").exception("it broke")
    text = (tmp_path / "log").read_bytes().decode()
    assert end not in text
    assert "\n2026-01-01" not in text
    assert len(log.tail(tmp_path / "log", ())) == len(text.splitlines())


def test_tracebacks_of_one_place_come_once_a_minute() -> None:
    now = 100.0
    limit = log.FaultLimit(lambda: now)

    def fault(kind: type[Exception] = ValueError) -> logging.LogRecord:
        try:
            raise kind("again")
        except kind:
            return logging.LogRecord("a", logging.ERROR, "", 0, "it broke", (), sys.exc_info())

    assert [limit.filter(fault()) for _ in range(3)] == [True, False, False]
    assert limit.filter(fault(KeyError)), "another fault"
    assert limit.filter(logging.makeLogRecord({"msg": "a line without a traceback"}))
    now += 60
    assert limit.filter(fault())


def test_places_of_faults_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MAX_FAULTS", 2)
    limit = log.FaultLimit(lambda: 0.0)
    for name in ("a", "b", "c"):
        assert limit.filter(
            logging.LogRecord(name, logging.ERROR, "", 0, "broke", (), (ValueError, ValueError(), None))
        )
    assert len(limit._logged_at) == 2


def test_the_log_and_its_folder_are_private(tmp_path: Path) -> None:
    file = tmp_path / "data" / "log"
    log.setup("INFO", file, stderr=False)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]
    file.chmod(0o644)
    log.setup("INFO", file, stderr=False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "one of an earlier version"


def test_another_process_goes_on_in_the_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MAX_FILE_BYTES", 500)
    log.setup("INFO", tmp_path / "log", stderr=False)
    logging.getLogger("a").info("before")
    other = log.LogFile(tmp_path / "log", maxBytes=500, backupCount=3, encoding="utf-8")
    for number in range(20):
        other.emit(logging.makeLogRecord({"msg": f"line {number} of the other process, with words"}))
    rotated = (tmp_path / "log.1").read_text()
    logging.getLogger("a").info("after")
    other.close()
    assert "after" in (tmp_path / "log").read_text()
    assert (tmp_path / "log.1").read_text() == rotated


def test_a_log_file_that_was_removed_is_started_again(tmp_path: Path) -> None:
    log.setup("INFO", tmp_path / "log", stderr=False)
    (tmp_path / "log").unlink()
    logging.getLogger("a").info("after")
    assert "after" in (tmp_path / "log").read_text()


def test_a_full_disk_is_reported_once_and_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("INFO", Path("/dev/full"))
    for number in range(3):
        logging.getLogger("a").info("line %d", number)
    told = capsys.readouterr().err
    assert told.count("The log file /dev/full cannot be written (No space left on device).") == 1
    assert "Traceback" not in told
    assert "line 2" in told


def test_a_fault_in_a_line_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.setup("INFO", tmp_path / "log", stderr=False)
    logging.getLogger("a").info("%d", "no number")
    assert "no number" in capsys.readouterr().err
