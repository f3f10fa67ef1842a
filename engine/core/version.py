"""The version of the program; saved files carry it and `pyproject.toml` says the same (a test compares them)."""

VERSION = "0.1.0"
