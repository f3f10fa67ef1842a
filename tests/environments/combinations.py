"""Which versions are tried together: a row of COMBINATIONS each. What is not named is as new as `pyproject.toml` allows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
ALL = "everything"


@dataclass(frozen=True)
class Combination:
    """A Python, and what is installed into an environment of it beside the newest of all else."""

    python: str
    oldest: tuple[str, ...] = ()  # packages at the lowest version that pyproject.toml allows, or ALL; what only tests need is new
    pinned: tuple[str, ...] = ()

    def __str__(self) -> str:
        different = [*(f"oldest {name}" for name in self.oldest), *self.pinned]
        return f"{self.python}, {', '.join(different) or 'newest everything'}"

    def pins(self, extras: Iterable[str]) -> list[str]:
        """Requirements beside that of the program itself."""
        lowest = lower_bounds(self.python, (extra for extra in extras if extra != "test"))
        names = lowest if self.oldest == (ALL,) else self.oldest
        return [*(f"{name}=={lowest[name]}" for name in names), *self.pinned]


COMBINATIONS = (
    Combination("3.11", oldest=(ALL,)),
    Combination("3.11"),
    Combination("3.12", pinned=("numpy==1.26.*",)),
    Combination("3.13"),
    Combination("3.13", oldest=("PySide6-Essentials",)),
)


def lower_bounds(python: str, extras: Iterable[str]) -> dict[str, str]:
    """The lowest version of each dependency of the program, and of these extras, that pyproject.toml allows with this Python."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    found = {}
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate({"python_version": python}):
            found[requirement.name] = next(one.version for one in requirement.specifier if one.operator in (">=", "=="))
    return found
