"""What files rely on: the default, the range and the options of each setting, and what an entry says of itself.

A file may leave out settings that are at their defaults, and is refused where one is out of its range: both would change old
files. `python -m tests.golden.settings` writes `settings.json` anew, where a change is wanted. A new entry need not be in it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.core.params import Param, params_of
from engine.core.registry import Entry, dump_value

GOLDEN = Path(__file__).with_name("settings.json")


def settings_of(cls: type[Any]) -> dict[str, Any]:
    """The settings and the public class attributes that are plain values, as JSON has them."""
    own = {name: getattr(cls, name) for name in dir(cls) if not name.startswith("_")} if issubclass(cls, Entry) else {}
    params = params_of(cls)
    facts = {name: value for name, value in own.items() if name not in params and is_plain(value)}
    texts = ("kind", "label", "summary", "source")
    return {
        "facts": json.loads(json.dumps({name: value for name, value in facts.items() if name not in texts})),
        "settings": {name: json.loads(json.dumps(about_of(one))) for name, one in params.items()},
    }


def about_of(one: Param) -> dict[str, Any]:
    values = {"default": dump_value(one.default), "low": one.low, "high": one.high, "choices": list(one.choices)}
    flags = {name: getattr(one, name) for name in ("log", "many", "distinct", "hidden", "optional", "longest")}
    return {**values, **flags, "unit": one.unit, "family": one.family.family if one.family is not None else None}


def is_plain(value: object) -> bool:
    return all(map(is_plain, value)) if isinstance(value, tuple) else isinstance(value, bool | int | float | str)


def changed(classes: list[type[Any]]) -> list[str]:
    """What is not as in `settings.json`; a class that is not in it is passed over."""
    known = json.loads(GOLDEN.read_text(encoding="utf-8"))
    now = {name_of(cls): settings_of(cls) for cls in classes}
    pairs = [(name, part, known[name][part], found[part]) for name, found in now.items() if name in known for part in found]
    return [f"{name}: {part} were {before}, are {after}" for name, part, before, after in pairs if before != after]


def name_of(cls: type[Any]) -> str:
    return f"{cls.__module__.split('.')[1]}/{cls.__name__}"


def main() -> None:
    from engine.experiments.descent.descent_settings import DescentSettings
    from engine.recipe.recipe import Block, Recipe, Seeds
    from tests.test_registries import FAMILIES

    classes = [*(cls for family in FAMILIES for cls in family), Recipe, Block, Seeds, DescentSettings]
    lines = [f"{json.dumps(name_of(cls))}: {json.dumps(settings_of(cls), ensure_ascii=False)}" for cls in classes]
    GOLDEN.write_text("{\n" + ",\n".join(sorted(lines)) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
