"""Puts the slots where an arrangement says: into the regions of the window, and into windows of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from gui.views import View
from gui.window.file_drop import FileDrop
from gui.window.slots.arrangement import REGIONS, Arrangement
from gui.window.slots.own_window import OwnWindow
from gui.window.slots.slot import Slot


class SlotBoard(QObject):
    """Changes: which slots and windows there are. A slot is made when its view is first shown, and then kept.

    `wanted` carries what the user wants of a slot: "split", "close", "fill", "own window" or "choose", its view, and for
    "choose" the other view.
    """

    wanted = Signal(str, str, str)

    def __init__(self, main: QWidget, regions: Mapping[str, QSplitter], view: Callable[[str], View], file_drop: FileDrop) -> None:
        super().__init__(main)
        self.main, self.regions, self._view, self._file_drop = main, regions, view, file_drop
        self.slots: dict[str, Slot] = {}
        self.windows: dict[str, OwnWindow] = {}
        self._counts: dict[str, int] = {}
        self._store = QWidget(main)  # for slots that are shown nowhere
        self._store.hide()

    def slot(self, name: str) -> Slot:
        """The slot of a view."""
        if name not in self.slots:
            slot = self.slots[name] = Slot(self._view(name))
            for signal, what in (
                (slot.split_wanted, "split"),
                (slot.close_wanted, "close"),
                (slot.fill_wanted, "fill"),
                (slot.own_window_wanted, "own window"),
            ):
                signal.connect(lambda what=what: self.wanted.emit(what, name, ""))
            slot.view_chosen.connect(lambda other: self.wanted.emit("choose", name, other))
            slot.show_count(self._counts.get(name, 0))
        return self.slots[name]

    def show_count(self, name: str, count: int) -> None:
        """A number beside the view's name, such as that of the doctor's verdicts; none for 0."""
        self._counts[name] = count
        if name in self.slots:
            self.slots[name].show_count(count)

    def show_arrangement(self, now: Arrangement) -> None:
        """Move the slots to their places."""
        for name in set(self.windows) - set(now.own):
            self._close_window(name)
        for name in set(self.slots) - set(now.views()):
            self.slots[name].setParent(self._store)
        for region in REGIONS:
            self._fill_region(region, getattr(now, region))
        for name, place in now.own.items():
            if name not in self.windows:
                self._open_window(name, place.box)

    def show_buttons(self, now: Arrangement, can_split: bool, filled: QWidget | None) -> None:
        """What each header offers; `filled` is what fills the window."""
        for region in REGIONS:
            for name in getattr(now, region):
                self.slots[name].show_place(region, can_split and now.has_room(region), self.slots[name] is filled)
        for name in now.own:
            self.slots[name].show_place("", False, False)

    def close_windows(self) -> None:
        """With the main window: nothing goes back."""
        for name in list(self.windows):
            self._close_window(name)

    def _fill_region(self, region: str, names: tuple[str, ...]) -> None:
        splitter = self.regions[region]
        before = splitter.count()
        for place, name in enumerate(names):
            slot = self.slot(name)
            if splitter.indexOf(slot) != place:
                splitter.insertWidget(place, slot)
            slot.show()
        for at in range(splitter.count() - 1, len(names) - 1, -1):
            splitter.widget(at).setParent(self._store)
        if len(names) != before:
            splitter.setSizes([1000] * len(names))
        splitter.setVisible(bool(names))

    def _open_window(self, name: str, box: tuple[int, int, int, int] | None) -> None:
        slot = self.slot(name)
        window = self.windows[name] = OwnWindow(self.main, slot, self._file_drop)
        window.closed.connect(lambda: self.wanted.emit("own window", name, ""))
        window.stand_at(box)
        slot.show()
        window.show()

    def _close_window(self, name: str) -> None:
        window = self.windows.pop(name)
        window.closed.disconnect()
        window.slot.setParent(self._store)
        window.hide()
        window.deleteLater()
