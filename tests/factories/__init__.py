"""Builders that tests of several packages share: records, libraries, users, generations, whole households."""
