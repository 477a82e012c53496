"""A library, a household and a small Plex server to go with them: the program runs and is tested without a real one."""
