"""What a table is about, without its rows: by this a trained network is known to fit a table, or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from engine.core.translation import _, english
from engine.data.table import Table

MOST_NAMED = 4


@dataclass(frozen=True)
class TableFacts:
    """The names of the inputs and of what is learned, the classes (none: a number), and the number of rows."""

    inputs: tuple[str, ...]
    target: str
    classes: tuple[str, ...]
    rows: int


class Fit(Enum):
    """How a table suits a network that was trained on another one."""

    SAME = auto()  # the same columns in the same order
    REORDERED = auto()  # the same columns in another order
    OTHER = auto()


def facts_of(table: Table) -> TableFacts:
    """Those of a table, with its names in English."""
    return TableFacts(table.input_names, english(table.target_name), tuple(map(english, table.classes)), len(table.target))


def fit_of(before: TableFacts, now: TableFacts) -> Fit:
    """How the table `now` suits what was trained on `before`."""
    if (before.target, before.classes) != (now.target, now.classes) or set(before.inputs) != set(now.inputs):
        return Fit.OTHER
    return Fit.SAME if before.inputs == now.inputs else Fit.REORDERED


def difference(before: TableFacts, now: TableFacts) -> str:
    """What is other about the table `now`, as sentences; nothing when it has the same columns and classes."""
    found = []
    gone = [name for name in before.inputs if name not in now.inputs]
    new = [name for name in now.inputs if name not in before.inputs]
    if gone:
        found.append(_("It lacks the inputs {names}.").format(names=_listed(gone)))
    if new:
        found.append(_("It has the new inputs {names}.").format(names=_listed(new)))
    if before.target != now.target:
        text = _("It is to learn “{now}” instead of “{before}”.")
        found.append(text.format(now=now.target, before=before.target))
    elif before.classes != now.classes:
        text = _("Its classes are {now} instead of {before}.")
        names = [_listed(list(one.classes)) or _("numbers") for one in (now, before)]
        found.append(text.format(now=names[0], before=names[1]))
    return " ".join(found)


def facts_to_data(facts: TableFacts) -> dict[str, Any]:
    """The facts as plain data for JSON."""
    return {"inputs": list(facts.inputs), "target": facts.target, "classes": list(facts.classes), "rows": facts.rows}


def facts_from_data(data: Any) -> TableFacts | None:
    """The facts that `facts_to_data` wrote; None when the data are none."""
    if not isinstance(data, dict):
        return None
    inputs, target, classes, rows = (data.get(name) for name in ("inputs", "target", "classes", "rows"))
    lists = all(isinstance(names, list) and all(isinstance(one, str) for one in names) for names in (inputs, classes))
    if not lists or not isinstance(target, str) or type(rows) is not int or len(set(inputs or ())) < len(inputs or ()):
        return None
    return TableFacts(tuple(inputs or ()), target, tuple(classes or ()), rows)


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
    if len(names) <= MOST_NAMED:
        return shown
    return _("{names} and {count} more").format(names=shown, count=len(names) - MOST_NAMED)
