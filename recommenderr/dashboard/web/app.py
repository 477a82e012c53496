"""The web application around Streamlit: its middleware, its routes, and what happens at start and stop."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute

from recommenderr import __version__, log
from recommenderr.dashboard.session import caches
from recommenderr.dashboard.web import connection_limits, live_status, poster_route
from recommenderr.dashboard.web.auth_middleware import AuthMiddleware
from recommenderr.dashboard.web.body_limit import BodyLimit
from recommenderr.dashboard.web.connection_limits import WebSocketLimit
from recommenderr.dashboard.web.host_check import HostCheck
from recommenderr.dashboard.web.security_headers import SecurityHeaders
from recommenderr.dashboard.web.sessions import SESSION_COOKIE, AuthUser, authenticator, authorize
from recommenderr.dashboard.web.stale_fragments import StaleFragments
from recommenderr.errors import ArtifactError, SettingsError, StoreError
from recommenderr.household import logins
from recommenderr.household.service import Household
from recommenderr.settings import Settings

_log = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("script.py")
"""The script that Streamlit runs for every page."""


def settings() -> Settings:
    """The settings.

    Raises:
        SystemExit: a setting is invalid; the message says which.
    """
    try:
        return Settings.load()
    except SettingsError as err:
        raise SystemExit(f"recommenderr: {err}") from err


def base_path() -> str:
    """The path under which the dashboard is served, empty for the root."""
    return str(st.get_option("server.baseUrlPath") or "").strip("/")


def middleware() -> list[Middleware]:
    """The middleware before Streamlit, outermost first."""
    current = settings()

    def refusal(name: str) -> str | None:
        return logins.refusal(name, Household(current).snapshot().accounts)

    def sees_all(user: AuthUser) -> bool:
        authorized = authorize(user, Household(current).snapshot().accounts)
        return authorized is not None and authorized.sees_all

    return [
        Middleware(SecurityHeaders),
        Middleware(HostCheck, names=current.dashboard_hosts),
        Middleware(WebSocketLimit, refusals=connection_limits.install().refusals),
        Middleware(BodyLimit),
        Middleware(
            AuthMiddleware,
            authenticator=authenticator(current),
            base_path=base_path(),
            refusal=refusal,
            sees_all=sees_all,
        ),
        Middleware(StaleFragments),
    ]


def routes() -> list[BaseRoute]:
    """The routes next to Streamlit's own."""
    current = settings()

    def viewer(request: Request) -> AuthUser | None:
        session = authenticator(current).user(request.cookies.get(SESSION_COOKIE))
        if session is None or session.sees_all:
            return session
        return authorize(session, [person.account for person in Household(current).people()])

    return [
        poster_route.route(caches.poster_service(current), viewer, base_path()),
        live_status.route(Household(current), base_path()),
    ]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Opens the log and the generation before the first request, and closes the posters after the last."""
    current = settings()
    log.setup(current.log_level, current.log_file, current.secrets)
    _log.info("The dashboard has started, version %s.", __version__)
    with suppress(ArtifactError):  # the pages say that nothing was built yet
        caches.recommender(current).generation()
    with suppress(StoreError):  # the pages say so too
        for fault in logins.faults(current, Household(current).snapshot().accounts):
            _log.warning("%s", fault)
    yield {}
    caches.poster_service(current).close()
