"""Translates everything that can go wrong between here and Plex into one of our errors, with what to do about it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

import requests
import urllib3
from plexapi.exceptions import NotFound, PlexApiException, Unauthorized

from recommenderr.errors import PlexAnswerError, PlexError, PlexMissingError, PlexRefusedError, PlexUnreachableError
from recommenderr.plex.address import PLEX_TV, TrustedAddress, shown


class EmptyAnswerError(ValueError):
    """The server answered with status 200 and no text."""


class NotPlexError(ValueError):
    """The answer is XML, but not Plex's: a web page can be well formed enough to parse, and has no rows."""


class TooSlowError(Exception):
    """The whole answer did not come in time, though each piece of it did. No OSError: urllib3 would try again."""


class TooLargeError(Exception):
    """The answer is larger than any that Plex gives."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(max_bytes)
        self.max_bytes = max_bytes


@contextmanager
def translated(trusted: TrustedAddress, path: str) -> Iterator[None]:
    """Raises our own errors in place of all others. No message contains a query string, a body or a token.

    Raises:
        PlexUnreachableError: no connection, a broken one, or no answer in time.
        PlexRefusedError: the token is not accepted (401, 498) or may not see this (403).
        PlexMissingError: there is nothing at the address (404).
        PlexAnswerError: any other status, or an answer that is not Plex's XML.
    """
    address = shown(trusted.base + path)
    try:
        yield
    except PlexError:
        raise
    except (requests.exceptions.InvalidHeader, UnicodeEncodeError):
        # the text of these contains the token, so neither it nor its traceback may be passed on
        raise PlexRefusedError("The Plex token holds characters that no token has. Copy it again.") from None
    except TooSlowError as err:
        raise PlexUnreachableError(
            f"{address} was still sending when its time was over. Check the server, and the network on the way to it."
        ) from err
    except TooLargeError as err:
        raise PlexAnswerError(
            f"{address} sent more than {err.max_bytes / 2**20:g} MiB, which no answer of Plex has. "
            f"Check that {trusted.setting} is the Plex server itself, and look at its log."
        ) from err
    except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as err:
        raise _transport_error(trusted, address, err) from err
    except (PlexApiException, ParseError, AttributeError, TypeError, ValueError) as err:
        raise _answer_error(trusted, address, err) from err


def _transport_error(trusted: TrustedAddress, address: str, err: Exception) -> PlexError:
    if isinstance(err, requests.exceptions.SSLError):
        return PlexUnreachableError(_certificate_sentence(trusted, str(err)))
    if isinstance(err, requests.exceptions.TooManyRedirects):
        return PlexAnswerError(f"{address} answers with a redirect loop. Check {trusted.setting}.")
    if isinstance(err, requests.exceptions.Timeout):
        return PlexUnreachableError(_late_sentence(trusted, address))
    return PlexUnreachableError(_connection_sentence(trusted, address, err))


def _answer_error(trusted: TrustedAddress, address: str, err: Exception) -> PlexError:
    if isinstance(err, Unauthorized | NotFound):
        return status_error(401 if isinstance(err, Unauthorized) else 404, trusted, address)
    if isinstance(err, EmptyAnswerError | AttributeError):  # plexapi reads attributes of the None that it made of ""
        return PlexAnswerError(
            f"{address} sent an empty answer. Try again in a minute; if it stays so, restart the Plex server."
        )
    if isinstance(err, ParseError | NotPlexError):
        return PlexAnswerError(
            f"{address} sent something that is not Plex's XML. Check that {trusted.setting} is the Plex server itself, "
            "not a web page or a sign-in page before it."
        )
    return PlexAnswerError(
        f"{address} sent an answer that cannot be understood ({type(err).__name__}). Look at the server's log."
    )


def status_error(status: int, trusted: TrustedAddress, address: str) -> PlexError:
    """The error for an HTTP status that is not a success. `address` must be free of secrets."""
    if status in {401, 498}:
        return PlexRefusedError(
            f"{address} did not accept the token ({status}). Sign in to Plex again and set PLEX_TOKEN to the server "
            "owner's current token."
        )
    if status == 403:
        return PlexRefusedError(
            f"{address} may not be read with this token (403). Set PLEX_TOKEN to the token of the server's owner."
        )
    if status == 404:
        return PlexMissingError(
            f"There is nothing at {address} (404). If every address fails so, {trusted.setting} is not a Plex server's."
        )
    if status == 429 and trusted.setting == PLEX_TV:
        return PlexAnswerError(f"{address} asks for fewer requests (429). The next refresh asks again.")
    if status == 429:
        return PlexAnswerError(
            f"{address} asks for fewer requests (429) and kept asking. Lower PLEX_CONCURRENCY, or try again later."
        )
    if status >= 500:
        return PlexAnswerError(
            f"{address} failed with status {status}. The server may be starting or busy: try again, or look at its log."
        )
    return PlexAnswerError(f"{address} answered with status {status}. Check that {trusted.setting} is a Plex server's.")


def _late_sentence(trusted: TrustedAddress, address: str) -> str:
    return (
        f"{address} did not answer in time. Check that the server at {trusted.setting} is running; "
        "if it is only slow, raise PLEX_TIMEOUT_S."
    )


def _connection_sentence(trusted: TrustedAddress, address: str, err: Exception) -> str:
    host = urlsplit(trusted.base).hostname
    causes = {type(cause).__name__ for cause in _causes(err)}
    if "NameResolutionError" in causes or "gaierror" in causes:
        return (
            f"The name {host} of {trusted.base} is unknown here. "
            f"Check {trusted.setting}, or use the IP address instead."
        )
    if "ConnectTimeoutError" in causes or "ReadTimeoutError" in causes:
        return _late_sentence(trusted, address)
    if isinstance(err, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return f"{trusted.base} is not an address that can be read. Correct {trusted.setting}."
    if "NewConnectionError" in causes or "ConnectionRefusedError" in causes:
        return (
            f"Nothing answers at {trusted.base}. Check that the server is running and that {trusted.setting} is right."
        )
    sentence = f"The connection to {address} broke off. Try again; if it stays so, look at server and network."
    if not trusted.base.startswith("http:"):
        return sentence
    return (
        f"{sentence} If the server requires secure connections, set {trusted.setting} to {plex_direct(host or '')}. "
        f"{WHERE_ID}"
    )


def _causes(err: BaseException) -> Iterator[BaseException]:
    """The error, and every error inside it: requests keeps the cause as an argument, urllib3 as `reason`."""
    seen: list[BaseException | None] = [err]
    while seen:
        cause = seen.pop()
        if cause is not None:
            yield cause
            seen += [part for part in cause.args if isinstance(part, BaseException)]
            seen.append(getattr(cause, "reason", None) if isinstance(cause, urllib3.exceptions.HTTPError) else None)


def _certificate_sentence(trusted: TrustedAddress, reason: str) -> str:
    host = urlsplit(trusted.base).hostname or ""
    if "WRONG_VERSION_NUMBER" in reason or "record layer failure" in reason:
        return f"{trusted.base} does not speak https. Write http:// in {trusted.setting}."
    if "mismatch" in reason or "doesn't match" in reason:
        if _is_ip(host):
            return (
                f"The certificate at {trusted.base} is not for {host}: Plex's is for *.plex.direct. "
                f"Set {trusted.setting} to {plex_direct(host)}, or in the home network to http://. {WHERE_ID}"
            )
        return f"The certificate at {trusted.base} is not for {host}. Set {trusted.setting} to the name that it is for."
    return (
        f"The certificate at {trusted.base} cannot be trusted (self-signed, expired, or of an unknown issuer). "
        f"Set {trusted.setting} to {plex_direct(host)}, or in the home network to http://. {WHERE_ID}"
    )


WHERE_ID = (
    "The address bar shows that address when you open View XML in Plex Web's Get Info of a title; the router need not "
    "know the name."
)


def plex_direct(host: str) -> str:
    """How the server's plex.direct address looks, with its IP address where that is known."""
    spelled = host.replace(".", "-").replace(":", "-") if _is_ip(host) else "IP-ADDRESS-WITH-DASHES"
    return f"https://{spelled}.<id>.plex.direct:32400"


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
