"""What differs between two recipes, in a few words: for the marks that an edit leaves on the charts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from engine.core.number_format import format_number
from engine.core.params import Param, choice_text, params_of
from engine.core.registry import Entry
from engine.core.translation import _, joined
from engine.recipe.recipe import Recipe


def change_text(before: Recipe, after: Recipe, edit: str) -> str:
    """'Learning rate 0.03 → 0.1' where one or two settings were changed, else `edit`, the name of the edit itself."""
    if before.blocks != after.blocks or before.data_key() != after.data_key():
        return edit
    found = list(_changes(before, after))
    return joined(found, "; ") if 1 <= len(found) <= 2 else edit


def setting_changes(before: Recipe, after: Recipe) -> tuple[str, ...]:
    """'Batch size 10 → 16' for each setting of the recipe that differs; layers, rows and seeds are none."""
    return tuple(_changes(before, after))


def _changes(before: Any, after: Any) -> Iterator[str]:
    """Each setting that differs; where an entry differs from one of the same kind, each of its settings that do."""
    for name, about in params_of(before).items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if isinstance(old, Entry) and type(old) is type(new) and dataclasses.is_dataclass(old):
            yield from _changes(old, new)
        else:
            text = _("{setting} {before} → {after}")
            yield text.format(setting=_(about.label), before=_written(about, old), after=_written(about, new))


def _written(about: Param, value: Any) -> str:
    if isinstance(value, Entry):
        return _(value.label)
    if about.many:
        return joined((_(one.label) for one in value), ", ") or _("none")
    if about.choices:
        return _(choice_text(value))
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return format_number(value, 6) if isinstance(value, float) else str(value)
