"""The security headers of every response, and the scripts that the policy allows."""

from __future__ import annotations

from recommenderr.dashboard.web.auth_middleware import AuthMiddleware
from recommenderr.dashboard.web.security_headers import SecurityHeaders, content_policy
from recommenderr.dashboard.web.sessions import Authenticator
from tests.dashboard.web.asgi import ask, inside, scope_of


def test_every_response_has_the_headers() -> None:
    answer = ask(SecurityHeaders(AuthMiddleware(inside, Authenticator(None))), scope_of("/"))
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["content-security-policy"] == content_policy()


def test_the_policy_allows_no_other_script() -> None:
    rules = dict(rule.split(" ", 1) for rule in content_policy().split("; "))
    assert "'unsafe-inline'" not in rules["script-src"] and "'unsafe-eval'" not in rules["script-src"]
    assert rules["frame-ancestors"] == "'none'"
    assert not any("http" in rule for rule in rules.values())
