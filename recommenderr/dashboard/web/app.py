"""What the web server does beside Streamlit: gate, headers, posters, what goes on now, start and end."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config

from recommenderr import __version__, log
from recommenderr.dashboard.session import caches
from recommenderr.dashboard.web import live_status, poster_route
from recommenderr.dashboard.web.auth_middleware import AuthMiddleware
from recommenderr.dashboard.web.body_limit import BodyLimit
from recommenderr.dashboard.web.host_check import HostCheck
from recommenderr.dashboard.web.security_headers import SecurityHeaders
from recommenderr.dashboard.web.sessions import authenticator
from recommenderr.dashboard.web.stale_fragments import StaleFragments
from recommenderr.errors import ArtifactError, SettingsError, StoreError
from recommenderr.household import logins
from recommenderr.household.service import Household
from recommenderr.settings import Settings

_log = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("script.py")
"""What is run for every page."""


def settings() -> Settings:
    """The settings; a mistake in them ends the program with its sentence."""
    try:
        return Settings.load()
    except SettingsError as err:
        raise SystemExit(f"recommenderr: {err}") from err


def base_path() -> str:
    """The path under which the dashboard is served, empty for the root."""
    return str(config.get_option("server.baseUrlPath") or "").strip("/")


def middleware() -> list[Middleware]:
    """What every request passes before Streamlit sees it, outermost first."""
    found = settings()

    def refusal(name: str) -> str | None:
        return logins.refusal(name, Household(found).snapshot().accounts)

    return [
        Middleware(SecurityHeaders),
        Middleware(HostCheck, names=found.dashboard_hosts),
        Middleware(BodyLimit),
        Middleware(AuthMiddleware, gate=authenticator(found), base_path=base_path(), refusal=refusal),
        Middleware(StaleFragments),
    ]


def routes() -> list[BaseRoute]:
    """The addresses beside Streamlit's own."""
    found = settings()
    return [
        poster_route.route(caches.poster_service(found), base_path()),
        live_status.route(Household(found), base_path()),
    ]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Opens the log and the generation before the first visitor comes, and closes what is open after the last."""
    found = settings()
    log.setup(found.log_level, found.log_file, found.secrets)
    _log.info("The dashboard has started, version %s.", __version__)
    with suppress(ArtifactError):  # the pages say that nothing has been built yet
        caches.recommender(found).generation()
    with suppress(StoreError):  # as above
        for fault in logins.faults(found, Household(found).snapshot().accounts):
            _log.warning("%s", fault)
    yield {}
    caches.poster_service(found).close()
