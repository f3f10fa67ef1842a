"""Legends in words: what each colour stands for, with its value."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible

from engine.core.translation import _
from gui.plotting.legend import Legend, LegendEntry
from gui.widgets.spoken.interfaces import register
from gui.widgets.spoken.spoken_parts import Path, Spoken


class SpokenLegend:
    """`SpokenParts` of a legend: each entry is a part."""

    def __init__(self, legend: Legend) -> None:
        self._legend = legend

    def spoken(self, path: Path) -> Spoken | None:
        entries = self._legend.entries
        if not path:
            return Spoken("", ", ".join(map(_in_words, entries)))
        if path[0] >= len(entries):
            return None
        return Spoken(_in_words(entries[path[0]]), box=self._legend.rect(), role=QAccessible.Role.ListItem)

    def count(self, path: Path) -> int:
        return 0 if path else len(self._legend.entries)

    def current(self) -> Path:
        return ()

    def at(self, point: QPoint) -> Path:
        return ()


def _in_words(entry: LegendEntry) -> str:
    return _("{what}: {value}").format(what=entry.name, value=entry.value) if entry.value else entry.name


register(Legend, QAccessible.Role.List, SpokenLegend)
