"""The offer of a network that fits the data: one press makes the network such a one; while it is, its length stands there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.data.table import Table
from engine.recipe.recipe import Recipe
from engine.recipe.suited_network import Fitting, fitting_by_size, known_fitting
from gui.widgets.labels import note


class FittingOffer(QWidget):
    """`wanted` carries the Fitting. Of a table that is not known by name the rows must be read first: until then it is hidden."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._recipe: Recipe | None = None
        self._table: Table | None = None
        self.button, self.there = QPushButton(_("Use a network that fits")), note()
        self.button.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addWidget(self.there)

    def show_recipe(self, recipe: Recipe) -> None:
        """The recipe as it is now."""
        if self._recipe is not None and recipe.data.rows_key() != self._recipe.data.rows_key():
            self._table = None
        self._recipe = recipe
        self._show()

    def show_table(self, recipe: Recipe, table: Table) -> None:
        """The rows of that recipe's data."""
        if self._table is not table and self._recipe is not None and recipe.data.rows_key() == self._recipe.data.rows_key():
            self._table = table
            self._show()

    def fitting(self) -> Fitting | None:
        """What is offered."""
        if self._recipe is None:
            return None
        known = known_fitting(self._recipe.data)
        if known is not None or self._table is None:
            return known
        return fitting_by_size(*self._table.inputs.shape)

    def _show(self) -> None:
        fitting = self.fitting()
        self.setVisible(fitting is not None)
        if fitting is None or self._recipe is None:
            return
        fits = fitting.is_in(self._recipe)
        self.button.setVisible(not fits)
        self.there.setVisible(fits)
        tip = _("Replaces the network and how it is trained; data and seeds stay. {network}")
        self.button.setToolTip(tip.format(network=fitting.in_words()))
        self.there.setText(_("This network fits these data. {network}").format(network=fitting.in_words()))

    def _on_clicked(self) -> None:
        fitting = self.fitting()
        if fitting is not None:
            self.wanted.emit(fitting)
