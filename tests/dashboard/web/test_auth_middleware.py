"""Authentication: every kind of request, with and without a session."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from starlette.types import Message

from recommenderr.dashboard.web.auth_middleware import AuthMiddleware
from recommenderr.dashboard.web.login_throttle import FREE_TRIES, MAX_RECENT_FAILURES, LoginThrottle
from recommenderr.dashboard.web.sessions import DEVICE_COOKIE, Authenticator
from recommenderr.settings import Login
from tests.dashboard.web.asgi import INSIDE, Answer, ask, inside, scope_of


def sign_in(auth: AuthMiddleware, password: str, to: str = "/", **headers: str) -> Answer:
    form = urlencode({"password": password, "to": to}).encode()
    return ask(auth, scope_of("/sign-in", "POST", **headers), form)


@pytest.fixture
def auth() -> AuthMiddleware:
    return AuthMiddleware(inside, Authenticator("sesame"))


PATHS = (
    "/",
    "/title?item=1",
    "/posters/1?w=320",
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/agent/openapi.json",
    "/static/js/index.js",
    "/media/abc.png",
    "/_stcore/health/../metrics",
    "//",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT"])
def test_nothing_is_served_without_a_session(auth: AuthMiddleware, path: str, method: str) -> None:
    answer = ask(auth, scope_of(path, method))
    assert answer.status == 401
    assert INSIDE not in answer.body


@pytest.mark.parametrize("path", PATHS)
def test_everything_is_served_with_a_session(auth: AuthMiddleware, path: str) -> None:
    assert ask(auth, scope_of(path, session=auth.authenticator.create_session())).body == INSIDE


def test_without_a_password_everything_is_served() -> None:
    assert ask(AuthMiddleware(inside, Authenticator(None)), scope_of("/")).body == INSIDE


def test_the_health_check_is_always_open(auth: AuthMiddleware) -> None:
    assert ask(auth, scope_of("/_stcore/health")).status == 200


def test_a_page_gets_the_form_and_an_image_one_line(auth: AuthMiddleware) -> None:
    assert b'<form method="post" action="/sign-in">' in ask(auth, scope_of("/title?item=1")).body
    assert ask(auth, scope_of("/posters/1", accept="image/*")).body == b"Sign in first."


def test_the_password_redirects_to_the_requested_page(auth: AuthMiddleware) -> None:
    answer = sign_in(auth, "sesame", "/title?item=1")
    assert (answer.status, answer.headers["location"]) == (303, "/title?item=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
    session = cookie.split(";")[0].partition("=")[2]
    assert ask(auth, scope_of("/", session=session)).body == INSIDE


def test_over_https_the_cookie_is_secure(auth: AuthMiddleware) -> None:
    assert "; Secure" in sign_in(auth, "sesame", x_forwarded_proto="https").headers["set-cookie"]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nx: y", ""]
)
def test_signing_in_leads_to_no_other_site(auth: AuthMiddleware, target: str) -> None:
    assert sign_in(auth, "sesame", target).headers["location"] == "/"


def test_the_form_shows_the_url_as_text(auth: AuthMiddleware) -> None:
    page = ask(auth, scope_of('/title?item="><script>alert(1)</script>')).body
    assert b"<script>" not in page


def test_each_password_signs_in_its_owner() -> None:
    auth = AuthMiddleware(inside, Authenticator("for all of it", (Login("Ben", "ben's own"), Login("3", "cleo's own"))))
    for password, name in (("for all of it", ""), ("ben's own", "Ben"), ("cleo's own", "3")):
        session = sign_in(auth, password).headers["set-cookie"].split(";")[0].partition("=")[2]
        user = auth.authenticator.user(session)
        assert user is not None and user.name == name
        assert user.sees_all == (not name)


def test_the_right_password_of_an_unknown_name_is_refused() -> None:
    auth = AuthMiddleware(
        inside, Authenticator(None, (Login("Bob", "bob's own"),)), refusal=lambda name: f"{name} is not known."
    )
    answer = sign_in(auth, "bob's own")
    assert answer.status == 403 and "set-cookie" not in answer.headers
    assert b"Bob is not known." in answer.body


def test_a_wrong_password_is_logged_without_itself(auth: AuthMiddleware, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(auth, "almost-the-password")
    assert caplog.messages == ["Someone at 10.0.0.7 gave a wrong password."]


def test_wrong_passwords_are_refused_and_slowed_down(auth: AuthMiddleware) -> None:
    answers = [sign_in(auth, "guess") for _ in range(FREE_TRIES + 2)]
    assert [answer.status for answer in answers] == [401] * (FREE_TRIES + 1) + [429]
    assert answers[-1].headers["retry-after"] == "2"
    assert b"Wait 2 seconds" in answers[-1].body
    assert sign_in(auth, "sesame").status == 429


def test_a_browser_that_was_here_before_is_not_shut_out_by_others(auth: AuthMiddleware) -> None:
    for number in range(MAX_RECENT_FAILURES):
        auth.throttle.failed(f"10.{number}.0.1")
    assert sign_in(auth, "sesame").status == 429
    known = f"{DEVICE_COOKIE}={auth.authenticator.create_device('')}"
    assert sign_in(auth, "guess", cookie=known).status == 401
    assert sign_in(auth, "sesame", cookie=known).status == 303
    forged = f"{DEVICE_COOKIE}={Authenticator('sesame').create_device('')}"
    assert sign_in(auth, "sesame", cookie=forged).status == 429


def test_a_device_cookie_opens_nothing(auth: AuthMiddleware) -> None:
    device = auth.authenticator.create_device("")
    assert ask(auth, scope_of("/", session=device)).status == 401
    assert auth.authenticator.device_owner(auth.authenticator.create_session()) is None


def test_someone_with_a_password_does_not_guess_others_in_between() -> None:
    auth = AuthMiddleware(inside, Authenticator(None, (Login("Ben", "ben's own"), Login("Ana", "ana's own"))))
    device = f"{DEVICE_COOKIE}={auth.authenticator.create_device('Ben')}"
    for cookie in ("", device):
        statuses = []
        for number in range(20):
            statuses.append(sign_in(auth, f"guess {number}", cookie=cookie).status)
            sign_in(auth, "ben's own", cookie=cookie)
        assert statuses.count(401) == FREE_TRIES + 1
    elsewhere = {**scope_of("/sign-in", "POST"), "client": ("10.0.0.77", 1)}
    assert ask(auth, elsewhere, b"password=ana%27s+own").status == 303


def test_a_form_from_another_site_is_refused(auth: AuthMiddleware) -> None:
    answer = sign_in(auth, "sesame", sec_fetch_site="cross-site")
    assert answer.status == 403 and "set-cookie" not in answer.headers


def test_an_endless_form_is_not_read_to_its_end() -> None:
    auth, parts = AuthMiddleware(inside, Authenticator("sesame")), 0
    answer: list[Message] = []

    async def receive() -> Message:
        nonlocal parts
        parts += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def send(message: Message) -> None:
        answer.append(message)

    asyncio.run(auth(scope_of("/sign-in", "POST"), receive, send))
    assert parts == 5 and answer[0]["status"] == 413


def test_signing_out_ends_the_session_everywhere(auth: AuthMiddleware) -> None:
    session = auth.authenticator.create_session()
    answer = ask(auth, scope_of("/sign-out", "POST", session=session))
    assert answer.status == 303 and "Max-Age=0" in answer.headers["set-cookie"]
    assert ask(auth, scope_of("/", session=session)).status == 401


def test_another_site_cannot_sign_a_user_out(auth: AuthMiddleware) -> None:
    session = auth.authenticator.create_session()
    assert ask(auth, scope_of("/sign-out", "POST", session=session, sec_fetch_site="cross-site")).status == 403
    for method in ("GET", "HEAD"):  # a link or an image, for which no browser says where it is when there is no TLS
        answer = ask(auth, scope_of("/sign-out", method, session=session))
        assert answer.status == 303 and "set-cookie" not in answer.headers
    assert ask(auth, scope_of("/", session=session)).status == 200


def test_metrics_are_for_who_sees_all() -> None:
    auth = AuthMiddleware(inside, Authenticator("for all of it", (Login("Ben", "ben's own"),)))
    for name, status in (("", 200), ("Ben", 403)):
        session = auth.authenticator.create_session(name)
        assert ask(auth, scope_of("/_stcore/metrics", session=session)).status == status


def test_an_address_that_is_none_stays_out_of_the_log(auth: AuthMiddleware, caplog: pytest.LogCaptureFixture) -> None:
    forged = "10.0.0.1 gave a wrong password.\x852026-01-01 00:00:00,000 ERROR   a: all is lost"
    ask(auth, {**scope_of("/sign-in", "POST"), "client": (forged, 0)}, b"password=guess")
    assert caplog.messages == ["Someone at an unknown address gave a wrong password."]


def websocket(auth: AuthMiddleware, session: str | None, end_after: int | None = None) -> list[Message]:
    """What the client of a websocket receives that sends two messages and closes."""
    got: list[Message] = []
    messages = iter([{"type": "websocket.receive", "text": "1"}, {"type": "websocket.receive", "text": "2"}])
    count = 0

    async def receive() -> Message:
        nonlocal count
        if count == end_after:
            auth.authenticator.end_session(session)
        count += 1
        return next(messages, {"type": "websocket.disconnect", "code": 1000})

    async def send(message: Message) -> None:
        got.append(message)

    scope = {**scope_of("/_stcore/stream", session=session), "type": "websocket"}
    asyncio.run(auth(scope, receive, send))
    return got


def test_a_websocket_needs_a_session(auth: AuthMiddleware) -> None:
    assert [message["type"] for message in websocket(auth, None)] == ["websocket.close"]
    assert [message.get("text") for message in websocket(auth, auth.authenticator.create_session())] == [
        None,
        "1",
        "2",
        None,
    ]


def test_a_websocket_ends_with_its_session(auth: AuthMiddleware) -> None:
    got = websocket(auth, auth.authenticator.create_session(), end_after=1)
    assert [message.get("text") for message in got] == [None, "1", None]
    assert got[-1]["code"] == 1008


def test_all_paths_are_below_the_base_path() -> None:
    auth = AuthMiddleware(inside, Authenticator("sesame"), LoginThrottle(), "/films/")
    assert b'action="/films/sign-in"' in ask(auth, scope_of("/films/title")).body
    answer = ask(auth, scope_of("/films/sign-in", "POST"), b"password=sesame&to=/other")
    assert answer.headers["location"] == "/films/" and "Path=/films" in answer.headers["set-cookie"]
    assert ask(auth, scope_of("/films/_stcore/health")).status == 200
