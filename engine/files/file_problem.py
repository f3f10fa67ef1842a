"""How a file that cannot be read or written is reported."""

from __future__ import annotations


class FileProblem(Exception):
    """A file cannot be read or written. The text names the file and says what to do; it is shown to people as it is."""
