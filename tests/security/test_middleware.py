"""The running dashboard under unknown hosts, from other sites, with large bodies, and with path traversal."""

from __future__ import annotations

import json

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from tests.security.attacker import Attacker

FOREIGN_HOSTS = (
    *("evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "films.example.evil"),
    *("notfilms.example", "x.films.example", "nas.local.evil.example", "nas@evil.example", "1.2.3.4.5", "a b"),
)
OWN_HOSTS = (
    "localhost",
    "nas:8501",
    "nas.local",
    "NAS.lan",
    "tv.home.arpa",
    "192.168.1.5:80",
    "[::1]:1",
    "films.example",
)
FOREIGN_ORIGINS = (
    *("http://evil.example", "https://localhost.evil.example", "http://127.0.0.1:1", "null", "file://", "evil", ""),
    "http://films.example.evil",
)


def upgraded(attacker: Attacker, *headers: tuple[str, str]) -> int:
    """The status of opening a websocket: 101 when it opens; a refusal must name the setting."""
    try:
        with attacker.websocket(headers):
            return 101
    except InvalidStatus as err:
        answer = err.response
    attacker.got.append(bytes(answer.body))
    assert b"DASHBOARD_HOSTS" in answer.body
    return answer.status_code


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/posters/100?w=320"])
def test_an_unknown_host_is_refused(guest: Attacker, host: str, path: str) -> None:
    answer = guest.ask(path, headers=[("Host", host), ("X-Forwarded-Host", "localhost")])
    assert answer.status in {400, 421}
    if answer.status == 421:
        assert b"DASHBOARD_HOSTS" in answer.body
        assert answer.body.count(b".") < 12 and answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("headers", [[("Host", "localhost"), ("Host", "evil.example")], [("Host", "")]])
def test_two_hosts_or_none_are_refused(guest: Attacker, headers: list[tuple[str, str]]) -> None:
    assert guest.ask("/", headers=headers).status in {400, 421}


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_local_hosts_are_answered(guest: Attacker, host: str) -> None:
    assert guest.ask("/_stcore/health", headers=[("Host", host)]).body == b"ok"


@pytest.mark.parametrize("host", FOREIGN_HOSTS[:4])
def test_a_websocket_with_an_unknown_host_is_refused(guest: Attacker, host: str) -> None:
    assert upgraded(guest, ("Host", host), ("Origin", f"http://{host}")) == 421


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_another_site_opens_no_websocket(guest: Attacker, origin: str) -> None:
    forwarded = (("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example"))
    assert upgraded(guest, ("Origin", origin), *forwarded) == 403


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS[:3])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
def test_another_site_reads_and_sends_nothing(guest: Attacker, origin: str, method: str) -> None:
    answer = guest.ask("/_stcore/host-config", method, [("Origin", origin)], b"")
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


def test_no_other_site_sends_messages_to_a_page(guest: Attacker) -> None:
    assert json.loads(guest.ask("/_stcore/host-config").body)["allowedOrigins"] == []


def test_own_pages_open_a_websocket(guest: Attacker) -> None:
    host = guest.host
    assert upgraded(guest, ("Origin", f"http://{host}")) == 101
    assert upgraded(guest, ("Origin", "https://films.example:8443")) == 101  # a proxy with a listed name
    assert upgraded(guest, ("Host", "nas"), ("Origin", "https://nas")) == 101
    assert upgraded(guest) == 101  # no browser


@pytest.mark.parametrize("path", ["/sign-in", "/", "/_stcore/upload_file/a/b", "/posters/100"])
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_a_body_announced_too_large_is_refused(guest: Attacker, path: str, method: str) -> None:
    for length in ("100000000", "-1", "9" * 30, "1e3"):
        assert guest.ask(path, method, [("Content-Length", length)], b"").status in {400, 413}


@pytest.mark.parametrize("size", [5_000, 70_000])
@pytest.mark.parametrize("announced", [True, False])
def test_a_form_that_is_too_long_is_refused(stranger: Attacker, size: int, announced: bool) -> None:
    form = b"password=" + b"x" * size
    if announced:
        assert stranger.ask("/sign-in", "POST", [], form).status == 413
        return
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(form), form)
    assert stranger.ask("/sign-in", "POST", [("Transfer-Encoding", "chunked")], chunked).status == 413


def test_a_message_of_a_websocket_has_a_limit(guest: Attacker) -> None:
    with guest.websocket() as wire:
        wire.send(b"x" * 1_100_000)
        with pytest.raises(ConnectionClosedError) as caught:
            list(wire)
    assert caught.value.rcvd is not None and caught.value.rcvd.code == 1009


def test_guessing_is_slowed_down_despite_forged_addresses(stranger: Attacker) -> None:
    through_a_proxy = ("X-Forwarded-For", "203.0.113.9")  # counts, since it comes from this machine
    for number in range(4):
        claimed = [through_a_proxy, ("X-Real-IP", f"10.0.0.{number}"), ("Forwarded", f"for=10.0.0.{number}")]
        assert stranger.ask("/sign-in", "POST", claimed, b"password=guess").status == 401
    answer = stranger.ask("/sign-in", "POST", [through_a_proxy], b"password=guess")
    assert answer.status == 429 and int(answer.headers["retry-after"]) >= 1


def test_a_forged_address_before_the_proxys_own_is_ignored(stranger: Attacker) -> None:
    def guess(claimed: str) -> int:
        return stranger.ask(
            "/sign-in", "POST", [("X-Forwarded-For", f"{claimed}, 203.0.113.10")], b"password=guess"
        ).status

    assert [guess(f"10.0.0.{number}") for number in range(5)] == [401, 401, 401, 401, 429]


TRAVERSALS = (
    *("/..%2f..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/static/..%2f..%2fstore.db"),
    *("/posters/..%2f..%2fstore.db?w=320", "/posters/%2e%2e/store.db?w=320", "/posters/../store.db", "/media/..%2fx"),
    *("/component/x/..%2f..%2fstore.db", "/app/static/../.env", "/.env", "//etc/passwd", "/data/recommendations.db"),
    "/_stcore/bidi-components/x/..%2f..%2fstore.db",
)


@pytest.mark.parametrize("path", TRAVERSALS)
def test_path_traversal_reaches_no_file(guest: Attacker, path: str) -> None:
    answer = guest.ask(path)
    assert not answer.body.startswith(b"SQLite format") and b"root:" not in answer.body
    assert "PLEX" not in answer.body.decode("latin-1")


def test_the_agent_api_is_off(guest: Attacker) -> None:
    for path in ("/_stcore/agent/interact", "/_stcore/agent/mcp"):
        answer = guest.ask(path, "POST", [("Content-Type", "application/json")], b"{}")
        assert answer.status in {400, 403} and b"does not serve the agent API" in answer.body
