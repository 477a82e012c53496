"""Writes what the documents say of settings and commands from the code, and checks everything else that they say."""
