"""Where the files that come with the program are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "resources"


def resource(*parts: str) -> Path:
    """The path of a file in `resources/`, such as `resource("datasets", "iris.csv")`."""
    return ROOT.joinpath(*parts)
