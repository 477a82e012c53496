"""Who may see what, as the owner reads and changes it: age limits, and the content ratings that pass them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recommenderr.content_ratings import OLDEST_AGE, folded
from recommenderr.errors import ArtifactError, UsageError
from recommenderr.recommender.service import Recommender
from recommenderr.recommender.visibility import is_limited
from recommenderr.records import EVERYTHING, Access, Account, RatingFilter
from recommenderr.settings import Settings
from recommenderr.store import access, people
from recommenderr.store.connection import open_store

OWNER_SEES_ALL = "{name} owns the server and sees everything, so there is no limit to set. Name someone else."
NO_AGE = f"{{age}} is no age from 0 to {OLDEST_AGE} years. Write a whole number of years."


@dataclass(frozen=True, slots=True)
class PersonAccess:
    """What one person may see.

    Attributes:
        account: the person.
        access: their libraries and limits.
        withheld: how many titles are hidden because no age is known for their rating, by rating; empty before a build.
    """

    account: Account
    access: Access
    withheld: Mapping[str, int]

    @property
    def is_limited(self) -> bool:
        """Whether content ratings hide anything from this person."""
        return is_limited(self.access)

    @property
    def listed(self) -> bool:
        """Whether Plex names the content ratings that this person sees."""
        restriction = self.access.restriction
        return restriction.movies != RatingFilter() or restriction.shows != RatingFilter()

    def as_json(self) -> dict[str, Any]:
        """One object of `cap --list --output json`."""
        libraries, restriction = self.access.libraries, self.access.restriction
        return {
            "account_id": self.account.account_id,
            "name": self.account.name,
            "libraries": None if libraries is None else sorted(libraries),
            "age_cap": self.access.age_cap,
            "plex_profile": restriction.profile or None,
            "plex_movie_ratings": _sorted(restriction.movies.allowed),
            "plex_show_ratings": _sorted(restriction.shows.allowed),
            "allowed_ratings": sorted(self.access.allowed),
            "withheld": dict(self.withheld),
        }


def people_access(recommender: Recommender) -> list[PersonAccess]:
    """Everyone but the owner, with what they may see."""
    with open_store(recommender.settings.db_path, read_only=True) as conn:
        accounts = [account for account in people.accounts(conn) if account.kind != "owner"]
        known = access.all_access(conn)
    found = []
    for account in accounts:
        one = known.get(account.account_id, EVERYTHING)
        withheld = _withheld(recommender, account.account_id) if is_limited(one) else {}
        found.append(PersonAccess(account, one, withheld))
    return found


def set_age_cap(settings: Settings, text: str, age: int | None) -> Account:
    """Limits a person to titles for at most this age, in years; None takes the owner's limit away.

    Raises:
        UnknownUserError, UsageError: no one answers to the text, or several do; it is the owner; or it is no age.
    """
    if age is not None and not 0 <= age <= OLDEST_AGE:
        raise UsageError(NO_AGE.format(age=age))
    with open_store(settings.db_path) as conn:
        account = _limitable(people.find_account(conn, text))
        access.write_age_cap(conn, account.account_id, age)
    return account


def allow(settings: Settings, text: str, content_rating: str, *, allowed: bool = True) -> Account:
    """Lets a content rating through a person's age limit, or (`allowed` False) no longer.

    Raises:
        UnknownUserError, UsageError: no one answers to the text, or several do; or it is the owner.
    """
    rating = folded(content_rating)
    with open_store(settings.db_path) as conn:
        account = _limitable(people.find_account(conn, text))
        before = access.access_of(conn, account.account_id).allowed
        access.write_allowed(conn, account.account_id, before | {rating} if allowed else before - {rating})
    return account


def _limitable(account: Account) -> Account:
    if account.kind == "owner":
        raise UsageError(OWNER_SEES_ALL.format(name=account.name))
    return account


def _withheld(recommender: Recommender, account_id: int) -> Mapping[str, int]:
    try:
        return recommender.visible(account_id).withheld
    except ArtifactError:
        return {}


def _sorted(ratings: frozenset[str] | None) -> list[str] | None:
    return None if ratings is None else sorted(ratings)
