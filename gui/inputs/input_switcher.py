"""Switches inputs on and off: it keeps the data in use, checks a formula against them, and edits the document."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.core.translation import N_, _
from engine.data.features import Feature, input_texts
from engine.data.preprocessing import Data
from engine.inspection.snapshot import Snapshot
from engine.recipe.recipe import Recipe
from gui.document import Document
from gui.model import input_edits
from gui.model.input_edits import InputChoice

WAIT = N_("The data are still being read: try again in a moment.")


class InputSwitcher(QObject):
    """One for each widget that switches inputs; give it each frame's snapshot."""

    changed = Signal()  # other choices, or other data
    refused = Signal(str)  # why something was not done

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._known: tuple[Recipe, Data] | None = None
        document.changed.connect(lambda change: self.changed.emit())

    def show(self, snapshot: Snapshot | None) -> None:
        """The data of the newest frame."""
        if snapshot is not None and (self._known is None or snapshot.data is not self._known[1]):
            self._known = snapshot.recipe, snapshot.data
            self.changed.emit()

    @property
    def data(self) -> Data | None:
        """The data that belong to the document; None while they are being read."""
        if self._known is None or self._known[0].rows_key() != self.document.project.recipe.rows_key():
            return None
        return self._known[1]

    def choices(self) -> tuple[InputChoice, ...]:
        """What is on and what is offered; nothing while the data are being read."""
        data = self.data
        return () if data is None else input_edits.choices(self.document.project.recipe.inputs, data.table.input_names)

    def texts(self) -> tuple[str, ...]:
        """The formulas of the inputs that are on, in the order in which the network is given them."""
        data = self.data
        return () if data is None else input_texts(self.document.project.recipe.inputs, data.table.input_names)

    def check(self, text: str) -> Feature:
        """What a typed formula would be. Raises ValueError with a sentence."""
        return input_edits.checked(text, self._data().table)

    def set_enabled(self, text: str, on: bool) -> bool:
        """Have the network given an input, or not any more. False, with the reason in `refused`, when that cannot be."""
        try:
            table = self._data().table
            name = input_edits.named(text, table)
            after = (input_edits.switch_on if on else input_edits.switch_off)(self.document.project, text, table)
        except ValueError as problem:
            self.refused.emit(str(problem))
            self.changed.emit()  # widgets that already show it as switched show it as it was
            return False
        self.document.edit((_("Input {name} on") if on else _("Input {name} off")).format(name=name), after)
        return True

    def _data(self) -> Data:
        data = self.data
        if data is None:
            raise ValueError(_(WAIT))
        return data
