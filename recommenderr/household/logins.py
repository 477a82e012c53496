"""Who signs in: the people behind the names of DASHBOARD_USERS."""

from __future__ import annotations

from collections.abc import Sequence

from recommenderr.errors import UnknownUserError, UsageError
from recommenderr.records import Account
from recommenderr.settings import Settings
from recommenderr.store import people

NOBODY_YET = "Nobody is known yet, because the first refresh has not ended. Try again in a few minutes."
NOT_FOUND = (
    "That password is of somebody who is not known here, or not by one name alone. "
    "Tell whoever runs this dashboard that `recommenderr doctor` says more."
)


def person(name: str, accounts: Sequence[Account]) -> Account | None:
    """Whom a name of DASHBOARD_USERS means; None where that is nobody, or not clear."""
    try:
        return people.named(accounts, name)
    except UsageError:
        return None


def refusal(name: str, accounts: Sequence[Account]) -> str | None:
    """Why nobody can sign in under this name, None where somebody can; it tells nothing of other people."""
    if person(name, accounts) is not None:
        return None
    return NOT_FOUND if accounts else NOBODY_YET


def faults(settings: Settings, accounts: Sequence[Account]) -> tuple[str, ...]:
    """A sentence for every name of DASHBOARD_USERS under which nobody can sign in; none before anybody is known."""
    sentences = []
    for login in settings.dashboard_users if accounts else ():
        try:
            people.named(accounts, login.name)
        except UnknownUserError as err:
            sentences.append(f"DASHBOARD_USERS: {err} Correct the name; until then that password opens nothing.")
        except UsageError as err:
            sentences.append(f"DASHBOARD_USERS: {err} Until then that password opens nothing.")
    return tuple(sentences)
