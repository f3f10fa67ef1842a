"""What files, tables and commands rely on beside settings: how much the program takes at most, by the constants of its modules.

A lower limit would refuse what was taken before, a higher one takes what was never tried; tests that use a constant themselves
notice neither. `python -m tests.golden.limits` writes `limits.json` anew, where a change is wanted; a new limit need not
be in it.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("limits.json")
NAME = re.compile(r"_?([A-Z]+_)*(MOST|LEAST|LONGEST|LARGEST|DEEPEST)(_[A-Z]+)*")


def limits_of(room: str) -> dict[str, float]:
    """Of the modules in a folder of the program, by path and name."""
    found: dict[str, float] = {}
    for path in sorted((ROOT / room).rglob("*.py")):
        names = [name for name in _assigned(path) if NAME.fullmatch(name)]
        if names:
            module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            values = {name: getattr(module, name) for name in names}
            found |= {f"{module.__name__}.{name}": value for name, value in values.items() if isinstance(value, int | float)}
    return found


def _assigned(path: Path) -> list[str]:
    """The names that a module gives values to, but not those that it imports."""
    places = [
        place for one in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(one, ast.Assign) for place in one.targets
    ]
    return [one.id for place in places for one in ast.walk(place) if isinstance(one, ast.Name)]


def changed(room: str) -> list[str]:
    """What is not as in `limits.json`; one that is not in it is passed over."""
    known = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return [f"{name} was {known[name]}, is {now}" for name, now in limits_of(room).items() if known.get(name, now) != now]


def main() -> None:
    limits = limits_of("engine") | limits_of("gui/model")
    GOLDEN.write_text(json.dumps(limits, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
