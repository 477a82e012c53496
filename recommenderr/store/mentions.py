"""The words by which sentences (of refreshes, of the log) mention somebody."""

from __future__ import annotations

import re

from recommenderr.records import Account

SOMEBODY = "somebody"


def mentions_of(person: Account) -> re.Pattern[str]:
    """Finds this person's name, username, or `account 101` as whole words, in upper or lower case."""
    words = (person.name, person.username, f"account {person.account_id}")
    longest_first = sorted({word for word in words if word.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
