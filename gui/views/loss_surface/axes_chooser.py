"""The controls that say what runs along the axes of the loss surface: two weights, one, or directions through all of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from engine.core.translation import N_, _
from engine.inspection.loss_surface.loss_picture import Axes, Numbers, PathDirections, RandomDirections
from engine.inspection.loss_surface.trained_number import TrainedNumber
from engine.inspection.snapshot import Snapshot
from gui.views.loss_surface.chosen_numbers import ChosenNumbers
from gui.views.loss_surface.number_chooser import NumberButton
from gui.widgets.forms.choice import add_choices
from gui.widgets.forms.shrinking_choice import ShrinkingChoice
from gui.widgets.shrinking_row import shrinking_row

MODES = (
    ("two", N_("Two weights"), N_("The loss over two weights; the others stay as they are. Drag the point: weights follow.")),
    ("one", N_("One weight"), N_("The loss over one weight as a curve, with its tangent. Drag the point: the weight follows.")),
    ("random", N_("Random plane"), N_("The loss over a plane through all weights, along two random directions.")),
    ("path", N_("Plane of the path"), N_("The loss over the plane through all weights in which the run has moved most.")),
)
LAST_SEED = 999
LETTERS = 4  # of the mode, at least


class AxesChooser(QWidget):
    """`changed` when something else is chosen, by hand or on the network."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen = ChosenNumbers()
        self._snapshot: Snapshot | None = None
        self._seed = 1
        self.mode = ShrinkingChoice(LETTERS)
        self.mode.setAccessibleName(_("Picture"))
        add_choices(self.mode, MODES)
        choose = _("Choose another weight here, or click its link or bias on the network.")
        self.across, self.up = NumberButton(_("Across"), choose), NumberButton(_("Up"), choose)
        self.seed = QToolButton()
        self.seed.setToolTip(_("Other random directions."))
        shrinking_row(self.mode, self.across, self.up, self.seed, row=self)
        self.mode.currentIndexChanged.connect(self._choose_mode)
        self.across.chosen.connect(lambda number: self._take(number, 0))
        self.up.chosen.connect(lambda number: self._take(number, 1))
        self.seed.clicked.connect(self._draw_directions)
        self._show_choices()

    @property
    def name(self) -> str:
        """Of the mode: 'two', 'one', 'random' or 'path'."""
        return str(self.mode.currentData())

    @property
    def axes(self) -> Axes | None:
        """What is chosen; None before there is a network."""
        if self.name == "random":
            return RandomDirections(self._seed)
        if self.name == "path":
            return PathDirections()
        across, up = self.chosen.across, self.chosen.up
        if across is None:
            return None
        return Numbers((across,) if self.name == "one" or up is None else (across, up))

    @property
    def numbers(self) -> tuple[TrainedNumber, ...]:
        """Those along the axes; none for directions."""
        axes = self.axes
        return axes.numbers if isinstance(axes, Numbers) else ()

    def follow(self, snapshot: Snapshot) -> None:
        """A network may have come, or changed."""
        self._snapshot = snapshot
        self.chosen.follow(snapshot)
        self._show_choices()

    def pick(self, number: TrainedNumber) -> None:
        """It was clicked on the network."""
        if self.numbers:
            self.chosen.pick(number, self.name == "two")
            self._change()

    def _choose_mode(self) -> None:
        self.chosen.lost = ""
        self._change()

    def _take(self, number: TrainedNumber, axis: int) -> None:
        self.chosen.choose(number, axis)
        self._change()

    def _draw_directions(self) -> None:
        """The next pair of random directions."""
        self._seed = self._seed % LAST_SEED + 1
        self._change()

    def _change(self) -> None:
        if self._snapshot is not None:
            self.chosen.follow(self._snapshot)
        self._show_choices()
        self.changed.emit()

    def _show_choices(self) -> None:
        self.across.setVisible(self.name in ("two", "one"))
        self.up.setVisible(self.name == "two")
        self.seed.setVisible(self.name == "random")
        self.seed.setText(_("Seed {seed}").format(seed=self._seed))
        for button, number in ((self.across, self.chosen.across), (self.up, self.chosen.up)):
            button.show_number(self._snapshot, number, self.chosen.name(number))
