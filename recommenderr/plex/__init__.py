"""Reads a Plex Media Server; nothing else in the program speaks to one.

plexapi reads these variables when it is imported, so they are set before any module of this package can import it.
"""

import os

os.environ.update(
    {
        "PLEXAPI_PLEXAPI_AUTORELOAD": "false",  # else reading an empty attribute costs one hidden request an item
        "PLEXAPI_PLEXAPI_TIMEZONE": "UTC",
        "PLEXAPI_LOG_SHOW_SECRETS": "false",  # true would put the token into every address
        "PLEXAPI_CONFIG_PATH": os.devnull,  # a config.ini of another program could hold another person's token
        "PLEXAPI_HEADER_IDENTIFIER": "recommenderr",  # the session puts the store's own id in its place
    }
)
