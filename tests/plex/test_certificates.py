"""Certificates that do not fit are refused, with a sentence that says what to change."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from recommenderr.errors import PlexUnreachableError
from recommenderr.plex.transport import CERTIFICATE_VARIABLES, spelled_address
from tests.plex.scripted import Scripted, assert_fails, reading

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
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_certificate_that_the_system_trusts_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    certificate, context = self_signed(tmp_path, "IP:127.0.0.1")
    for name in CERTIFICATE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, str(certificate))
    with Scripted({}, tls=context) as server, reading(server.base) as reader:
        assert reader.server().machine_id == "m1"


@pytest.mark.slow
def test_a_bare_address_under_plexs_own_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, context = self_signed(tmp_path, "DNS:*.0123456789.plex.direct")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with Scripted({}, tls=context) as server, reading(server.base) as reader:
        assert_fails(reader.server, PlexUnreachableError, r"not for 127\.0\.0\.1.*plex\.direct.*http://")


@pytest.mark.slow
def test_a_plex_direct_name_needs_no_name_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, context = self_signed(tmp_path, "DNS:*.0123456789abcdef.plex.direct")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with Scripted({}, tls=context) as server:
        for label in ("127-0-0-1.0123456789abcdef", "127-0-0-1.0123456789ABCDEF"):
            with reading(f"https://{label}.plex.direct:{server.port}") as reader:
                assert reader.server().machine_id == "m1"
        with reading(f"https://127-0-0-1.fedcba9876543210.plex.direct:{server.port}") as reader:
            assert_fails(reader.server, PlexUnreachableError, r"not for 127-0-0-1\.fedcba9876543210\.plex\.direct")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192-168-1-10.0123abcd.plex.direct", "192.168.1.10"),
        ("fd00-0-0-0-0-0-0-1.0123abcd.plex.direct", "fd00::1"),
        ("fd00--1.0123abcd.plex.direct", "fd00::1"),
        ("192-168-1-999.0123abcd.plex.direct", None),
        ("192-168-1-10.0123abcd.plex.direct.evil.example", None),
        ("192-168-1-10.plex.direct", None),
        ("media.example", None),
    ],
)
def test_the_address_that_a_plex_direct_name_spells(host: str, address: str | None) -> None:
    assert spelled_address(host) == address


@pytest.mark.slow
def test_a_name_that_the_certificate_is_not_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, context = self_signed(tmp_path, "DNS:media.example")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with Scripted({}, tls=context) as server, reading(f"https://localhost:{server.port}") as reader:
        assert_fails(reader.server, PlexUnreachableError, r"not for localhost.*PLEX_BASE")


def test_https_to_a_server_that_speaks_http() -> None:
    with Scripted({}) as server, reading(server.base.replace("http:", "https:")) as reader:
        assert_fails(reader.server, PlexUnreachableError, r"does not speak https.*http://")


@pytest.mark.slow
def test_http_to_a_server_that_speaks_https(tmp_path: Path) -> None:
    _, context = self_signed(tmp_path, "IP:127.0.0.1")
    with Scripted({}, tls=context) as server, reading(server.base.replace("https:", "http:")) as reader:
        assert_fails(reader.server, PlexUnreachableError, r"broke off.*https://")
