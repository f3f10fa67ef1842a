"""What one chooses for a descent: the function, which balls roll, learning rate, momentum, noise, start, speed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout

from engine.core.translation import N_, _, joined
from engine.experiments.descent.descent import Descent
from engine.experiments.descent.descent_settings import DescentSettings, has_momentum, usual_settings
from engine.experiments.descent.example_functions import FUNCTIONS, ExampleFunction
from gui.model.speeds import Speed
from gui.style import icons
from gui.views.descent.ball_chips import BallChips
from gui.views.descent.ball_words import edge_in_words, formula_in_words
from gui.views.low_scroll import LowScroll
from gui.widgets.compact_button import CompactButton
from gui.widgets.control_memory import Control
from gui.widgets.flow_row import flow_row
from gui.widgets.forms.choice import Choice
from gui.widgets.forms.form import Form
from gui.widgets.labels import note

SPEEDS = 5, 10, 30, 100, 300, 1000  # steps a second
USUAL_SPEED = 30
FIRST_FUNCTION = "quartic"
FUNCTION_TIP = N_("The function on which the balls roll. Each begins with a start and a learning rate that are good there.")
EDGE_TIP = N_(
    "A step along the most strongly curved direction multiplies the distance by 1 − rate · λmax: above 2/λmax it grows. "
    "Momentum v makes that 2 (1 + v)/λmax."
)


class DescentControls(LowScroll):
    """`descent` makes what is chosen, before its first step. `function` stands elsewhere, in the view's header."""

    changed = Signal()  # something else is to roll, at the step at which it was
    renewed = Signal()  # the same from the start: another function

    def __init__(self) -> None:
        self.function, self.speed = _function_choice(), _speed_choice()
        self.form, self.chips, self.edge = Form(usual_settings(FIRST_FUNCTION)), BallChips(), note()
        self.edge.setToolTip(_(EDGE_TIP))
        self.usual = CompactButton(_("Usual settings"))
        self.usual.setToolTip(_("Function, optimizers, numbers and speed as at the first start."))
        icons.set_icon(self.usual, "undo")
        layout = self.form.layout()
        assert isinstance(layout, QFormLayout)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        speed = flow_row(self.speed, self.usual, across=6)
        parts = self.chips, self.chips.others, self.form, self.edge, speed
        super().__init__(_("Controls of the descent"), *parts, spacing=6)
        for editor in self.form.editors.values():  # the network has a learning rate too
            for part in (editor.slider, editor.box.line):
                part.setAccessibleName(_("{view}: {what}").format(view=_("Descent"), what=part.accessibleName()))
        self.function.currentIndexChanged.connect(self._choose_function)
        self.form.changed.connect(self._choose)
        self.chips.changed.connect(self._choose)
        self._explain()

    @property
    def settings(self) -> DescentSettings:
        settings: DescentSettings = self.form.item
        return settings

    @property
    def steps_per_second(self) -> float:
        return float(self.speed.value())

    @property
    def kept(self) -> dict[str, Control]:
        """What is remembered from one start of the program to the next. A function brings numbers with it, so it comes first."""
        balls = {f"ball_{kind}": button for kind, button in self.chips.buttons.items()}
        return {"function": self.function, "speed": self.speed, **self.form.editors, **balls}

    def descent(self) -> Descent:
        return self.settings.descent(self.function.value(), self.chips.chosen)

    def choose(self, function: str, balls: tuple[str, ...], settings: DescentSettings) -> None:
        """All that there is to choose, at once."""
        self.function.set_value(function)
        for kind, button in self.chips.buttons.items():
            button.setChecked(kind in balls)
        self.form.set_item(settings)
        self._choose()

    def set_crowded(self, crowded: bool) -> None:
        """In a narrow column the buttons of the optimizers take many rows: there only some of them come before the numbers."""
        column, others = self.page.layout(), self.chips.others
        assert isinstance(column, QVBoxLayout)
        self.chips.purpose.setVisible(not crowded)
        column.removeWidget(others)
        column.insertWidget(column.indexOf(self.edge) if crowded else 1, others)

    def move_start(self, start: tuple[float, ...]) -> None:
        self.form.set_item(self.settings.at_start(start))
        self._choose()

    def _choose(self) -> None:
        function = self.settings.function(self.function.value())
        self.form.set_item(self.settings.at_start(self.settings.start(function)))  # a typed start outside is moved to the edge
        self._explain()
        self.changed.emit()

    def _choose_function(self) -> None:
        """With the start and the learning rate that are good to begin with there."""
        self.form.set_item(usual_settings(self.function.value(), self.settings))
        self._explain()
        self.renewed.emit()

    def _explain(self) -> None:
        """Which numbers there are to choose, and where the learning rate becomes too large."""
        chosen, settings = self.chips.chosen, self.settings
        function: ExampleFunction = settings.function(self.function.value())
        self.form.show_row("momentum", any(map(has_momentum, chosen)))
        self.form.show_row("condition", function.kind == "bowl")
        self.form.show_row("y", len(function.domain) > 1)
        edge = edge_in_words(function, settings.momentum if "momentum" in chosen else None)
        self.edge.setText(edge)
        self.edge.setVisible(bool(edge))
        self.chips.explain(settings)
        self.function.setToolTip(joined((_(FUNCTION_TIP), formula_in_words(function))))


def _function_choice() -> Choice:
    choice = Choice(_("Function"))
    choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # narrower where texts are large
    choice.setMinimumContentsLength(6)
    for cls in FUNCTIONS:
        choice.add(cls.kind, _(cls.label), _(cls.summary))
    return choice


def _speed_choice() -> Choice:
    choice = Choice(_("Speed"))
    choice.setToolTip(_("How many steps each ball takes in a second."))
    for steps in SPEEDS:
        choice.add(str(steps), Speed(steps=steps).text)
    choice.set_value(str(USUAL_SPEED))
    return choice
