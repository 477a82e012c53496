"""Lets signed-in users through to every page, websocket and file; everyone else gets the sign-in form."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from recommenderr.dashboard.streamlit_internals import HEALTH_PATH, METRICS_PATH
from recommenderr.dashboard.templating import render
from recommenderr.dashboard.web.body_limit import TooLargeError, bounded
from recommenderr.dashboard.web.client_address import client_address
from recommenderr.dashboard.web.login_throttle import LoginThrottle
from recommenderr.dashboard.web.sessions import DEVICE_COOKIE, SESSION_COOKIE, SESSION_S, Authenticator, AuthUser

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
MAX_FORM_BYTES = 4096
FORM_TIMEOUT_S = 10.0
NO_STORE = {"Cache-Control": "no-store"}

_log = logging.getLogger(__name__)


class AuthMiddleware:
    """Requires a session for everything except the health check.

    `refusal` says why no one can sign in with a name although the password is right, None when someone can.
    `sees_all` says whether a user may see what concerns everyone, such as metrics.
    """

    def __init__(
        self,
        app: ASGIApp,
        authenticator: Authenticator,
        throttle: LoginThrottle | None = None,
        base_path: str = "",
        refusal: Callable[[str], str | None] = lambda name: None,
        sees_all: Callable[[AuthUser], bool] = lambda user: user.sees_all,
    ) -> None:
        self.app = app
        self.authenticator = authenticator
        self.throttle = throttle or LoginThrottle()
        self.refusal = refusal
        self.sees_all = sees_all
        self.base = "/" + base_path.strip("/") if base_path.strip("/") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request, a websocket or a lifespan event."""
        if scope["type"] not in {"http", "websocket"} or self.authenticator.is_open:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            response = await self._response(Request(scope, receive))
            await (response or self.app)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        if not self._is_signed_in(connection):
            await WebSocketClose(WS_1008_POLICY_VIOLATION)(scope, receive, send)
            return

        async def receive_while_signed_in() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and not self._is_signed_in(connection):
                return {"type": "websocket.disconnect", "code": WS_1008_POLICY_VIOLATION}
            return message

        await self.app(scope, receive_while_signed_in, send)

    async def _response(self, request: Request) -> Response | None:
        """The response to a request, None when it goes through to the application."""
        path = request.scope["path"].removeprefix(self.base)
        if path == SIGN_IN and request.method == "POST":
            return await self._sign_in(request)
        if path == SIGN_OUT:
            return self._sign_out(request)
        if path == HEALTH_PATH:
            return None
        user = self._user(request)
        if user is not None:
            is_refused = path.startswith(METRICS_PATH) and not await asyncio.to_thread(self.sees_all, user)
            return PlainTextResponse("Metrics are for the owner.", 403, headers=NO_STORE) if is_refused else None
        if "text/html" in request.headers.get("accept", "") and request.method == "GET":
            return self._form(request, 401)
        return PlainTextResponse("Sign in first.", 401, headers=NO_STORE)

    def _is_signed_in(self, connection: HTTPConnection) -> bool:
        return self._user(connection) is not None

    def _user(self, connection: HTTPConnection) -> AuthUser | None:
        return self.authenticator.user(connection.cookies.get(SESSION_COOKIE))

    async def _sign_in(self, request: Request) -> Response:
        if is_cross_site(request):
            return self._form(request, 403, "That form came from another site. Type the password here.")
        try:
            form = await read_form(request)
        except TooLargeError:
            return self._form(request, 413, "That is longer than any password. Try again.")
        except TimeoutError:
            return self._form(request, 408, "The form did not arrive in time. Try again.")
        except ClientDisconnect:
            return PlainTextResponse("The form did not arrive.", 400, headers=NO_STORE)
        return await self._check_password(request, form.get("password", ""), self._target(form.get("to", "")))

    async def _check_password(self, request: Request, password: str, target: str) -> Response:
        address = client_address(request)
        device = self.authenticator.device_owner(request.cookies.get(DEVICE_COOKIE))
        wait_s = math.ceil(self.throttle.wait_s(address, device))
        if wait_s:
            response = self._form(request, 429, f"Too many tries. Wait {wait_s} seconds, then try again.", target)
            response.headers["Retry-After"] = str(wait_s)
            return response
        name = self.authenticator.name_of(password)
        if name is None:
            self.throttle.failed(address, device)
            _log.warning("Someone at %s gave a wrong password.", address)
            return self._form(request, 401, "That is not the password. Try again.", target)
        if name and (reason := await asyncio.to_thread(self.refusal, name)):
            return self._form(request, 403, reason, target)
        device_cookie = self.authenticator.create_device(name)
        return self._redirect(request, target, self.authenticator.create_session(name), SESSION_S, device_cookie)

    def _sign_out(self, request: Request) -> Response:
        """Ends the session, for a form of our own alone: another site's has no cookie (SameSite) or another origin."""
        if request.method != "POST":
            return RedirectResponse(f"{self.base}/", 303, headers=NO_STORE)
        if is_cross_site(request):
            return PlainTextResponse("Sign out on the page itself.", 403, headers=NO_STORE)
        self.authenticator.end_session(request.cookies.get(SESSION_COOKIE))
        return self._redirect(request, f"{self.base}/", "", 0)

    def _form(self, request: Request, status: int, message: str = "", target: str | None = None) -> HTMLResponse:
        if target is None:
            target = self._target(str(request.url.replace(scheme="", netloc="")))
        page = render("sign_in.html", action=f"{self.base}{SIGN_IN}", target=target, message=message)
        return HTMLResponse(page, status, headers=NO_STORE)

    def _target(self, url: str) -> str:
        """The URL to open after signing in: one of this dashboard, never of another site."""
        is_plain = all(32 < ord(letter) < 127 and letter != "\\" for letter in url)
        is_inside = url.startswith(f"{self.base}/") and not url.startswith("//")
        return url if is_plain and is_inside and SIGN_OUT not in url and SIGN_IN not in url else f"{self.base}/"

    def _redirect(self, request: Request, target: str, cookie: str, max_age_s: int, device: str = "") -> Response:
        """Redirects with a session cookie; an empty one with age 0 deletes it."""
        response = RedirectResponse(target, 303, headers=NO_STORE)
        if device:
            self._set_cookie(request, response, DEVICE_COOKIE, device, max_age_s)
        self._set_cookie(request, response, SESSION_COOKIE, cookie, max_age_s)
        return response

    def _set_cookie(self, request: Request, response: Response, name: str, value: str, max_age_s: int) -> None:
        is_https = "https" in {request.url.scheme, request.headers.get("x-forwarded-proto")}
        response.set_cookie(
            name,
            value,
            max_age=max_age_s,
            path=self.base or "/",
            secure=is_https,
            httponly=True,
            samesite="lax",
        )


def is_cross_site(request: Request) -> bool:
    """Whether another site made the browser send this request."""
    return request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a URL-encoded form, whatever content type it claims.

    Raises:
        TooLargeError: the form has more than `MAX_FORM_BYTES`; the rest was not read.
        TimeoutError: the form did not come in `FORM_TIMEOUT_S`.
        ClientDisconnect: the connection ended before the form did.
    """
    async with asyncio.timeout(FORM_TIMEOUT_S):
        body = await Request(request.scope, bounded(request.receive, MAX_FORM_BYTES)).body()
    return dict(parse_qsl(body.decode("utf-8", "replace")))
