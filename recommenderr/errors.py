"""The errors a person can do something about. Each message says what happened, to which thing, and what to do next."""


class RecommenderrError(Exception):
    """Something went wrong that has a name and a remedy; the command line prints the message and ends with 1."""


class SettingsError(RecommenderrError, ValueError):
    """A setting has a value that cannot be used."""


class UsageError(RecommenderrError, ValueError):
    """The words of a command or of an address do not fit; the command line ends with 2."""


class UnknownUserError(UsageError, LookupError):
    """No person of this household answers to that name."""


class UnknownTitleError(UsageError, LookupError):
    """No title of this library answers to that name or id."""


class WeightsError(UsageError):
    """A weight is not a number from 0 to 100."""


class PlexError(RecommenderrError, ConnectionError):
    """Plex could not be read."""


class PlexUnreachableError(PlexError):
    """Nothing answered at the server's address, or it broke off, or it answered too late."""


class PlexRefusedError(PlexError, PermissionError):
    """The server did not accept the token, or does not let it see this."""


class PlexMissingError(PlexError, LookupError):
    """The server has nothing at that address."""


class PlexAnswerError(PlexError):
    """The server answered with something that is not Plex's XML."""


class IncompleteListingError(PlexError):
    """A listing ended before its announced total; what it gave is not taken as the whole."""


class StoreError(RecommenderrError, OSError):
    """The database cannot be opened, read or written."""


class StoreTooNewError(StoreError):
    """A newer version of the program wrote this database."""


class StoreDamagedError(StoreError):
    """Pages of the database are torn; nothing may be written to it any more."""


class ForeignStoreError(StoreError):
    """The database belongs to another Plex server."""


class ArtifactError(RecommenderrError, OSError):
    """A generation on disk is missing, torn, foreign or of another format."""


class NoGenerationError(ArtifactError):
    """Nothing has been built yet."""


class BusyError(RecommenderrError, RuntimeError):
    """Another refresh is running."""


class WorkersError(RecommenderrError, RuntimeError):
    """The processes or the cluster that were to share the work cannot be used."""
