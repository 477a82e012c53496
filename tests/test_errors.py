"""Every error is ours, and what callers expect from the standard library."""

from __future__ import annotations

import inspect

import pytest

from recommenderr import errors
from recommenderr.errors import RecommenderrError

ERRORS = [value for _, value in inspect.getmembers(errors, inspect.isclass) if issubclass(value, Exception)]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_is_of_the_family_and_says_in_one_line_what_it_means(error: type[Exception]) -> None:
    assert issubclass(error, RecommenderrError)
    assert error.__name__.endswith("Error")
    assert error.__doc__
    assert str(error("What happened, to what, what to do.")) == "What happened, to what, what to do."


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.SettingsError, ValueError),
        (errors.UnknownUserError, LookupError),
        (errors.UnknownTitleError, LookupError),
        (errors.PlexError, ConnectionError),
        (errors.PlexRefusedError, PermissionError),
        (errors.PlexMissingError, LookupError),
        (errors.StoreError, OSError),
        (errors.ArtifactError, OSError),
        (errors.BusyError, RuntimeError),
    ],
    ids=lambda error: error.__name__,
)
def test_an_error_refines_a_builtin(error: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(error, builtin)
