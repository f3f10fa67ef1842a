"""What a file that cannot be read or written is reported as."""

from __future__ import annotations


class FileProblem(Exception):
    """A file cannot be read or written. The text names the place and the cure; it is shown as it stands."""
