"""Generates the tables of settings and commands from the code, and checks everything else the documents say."""
