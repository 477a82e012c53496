"""Certificates that do not fit are refused, with a sentence that says what to change."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from recommenderr.errors import PlexUnreachableError
from tests.plex.scripted import Scripted, failing, reading

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to make certificates with")


def self_signed(directory: Path, names: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for these names that has signed itself, and a server's settings with it."""
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    words = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout {key}"
    subprocess.run(
        [*words.split(), "-out", certificate, "-subj", "/CN=plex", "-addext", f"subjectAltName={names}"],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


@pytest.mark.slow
def test_a_self_signed_certificate_is_not_trusted(tmp_path: Path) -> None:
    _, context = self_signed(tmp_path, "IP:127.0.0.1")
    with Scripted({}, tls=context) as server, reading(server.base) as reader:
        with pytest.raises(PlexUnreachableError, match="cannot be trusted") as failure:
            reader.server()
        assert server.base in str(failure.value)
        assert "plex.direct" in str(failure.value)
        assert server.asked == []  # nothing was sent, the token least of all


@pytest.mark.slow
def test_a_certificate_that_the_system_trusts_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, context = self_signed(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with Scripted({}, tls=context) as server, reading(server.base) as reader:
        assert reader.server().machine_id == "m1"


@pytest.mark.slow
def test_a_bare_address_under_plexs_own_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, context = self_signed(tmp_path, "DNS:*.0123456789.plex.direct")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with Scripted({}, tls=context) as server, reading(server.base) as reader:
        failing(reader.server, PlexUnreachableError, r"not for 127\.0\.0\.1.*plex\.direct.*http://")


@pytest.mark.slow
def test_a_name_that_the_certificate_is_not_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, context = self_signed(tmp_path, "DNS:media.example")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with Scripted({}, tls=context) as server, reading(f"https://localhost:{server.port}") as reader:
        failing(reader.server, PlexUnreachableError, r"not for localhost.*PLEX_BASE")


def test_https_to_a_server_that_speaks_http() -> None:
    with Scripted({}) as server, reading(server.base.replace("http:", "https:")) as reader:
        failing(reader.server, PlexUnreachableError, r"does not speak https.*http://")


@pytest.mark.slow
def test_http_to_a_server_that_speaks_https(tmp_path: Path) -> None:
    _, context = self_signed(tmp_path, "IP:127.0.0.1")
    with Scripted({}, tls=context) as server, reading(server.base.replace("https:", "http:")) as reader:
        failing(reader.server, PlexUnreachableError, r"broke off.*https://")
