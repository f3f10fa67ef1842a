"""Descent: balls roll down an example function by the rules of the optimizers, from a start that one drags."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QToolButton

from engine.core.arrays import Array
from engine.core.translation import N_, _, joined
from engine.experiments.descent.descent_reports import DescentReports
from engine.experiments.descent.descent_settings import DescentSettings
from engine.experiments.descent.example_functions import Minimum
from engine.inspection.snapshot_request import Requests
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.scale import Scale
from gui.style import icons, theme
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.descent.ball_table import BallTable
from gui.views.descent.ball_words import ends_in_words, formula_in_words, minimum_in_words, others_in_words, point_in_words
from gui.views.descent.descent_controls import DescentControls
from gui.views.descent.descent_numbers import path_columns, value_curves
from gui.views.descent.descent_player import DescentPlayer
from gui.views.descent.descent_results import DescentResults
from gui.views.descent.descent_stage import DescentStage
from gui.views.descent.stage_and_column import StageAndColumn
from gui.views.intents import ReportAction
from gui.views.view_header import below_each_other, headed
from gui.widgets.compact_button import CompactButton
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.shrinking_row import shrinking_row

ROLL_TIP = N_("Let the balls roll. Each step is one step of the optimizer. Play, above, trains the network instead.")
LOW = 190  # pixels of height at a text size of 100 %, below which a third line of text would take the picture its room
NUMBERS_EVERY = 3  # pictures, while it plays: numbers that change ten times a second can still be read


@view("descent", N_("Descent"), "ideas", "view_descent")
class DescentView(View):
    """Needs no frames: what it shows is computed here, in a few milliseconds a picture, and only while it is visible."""

    def __init__(self) -> None:
        super().__init__()
        self.controls, self.stage = DescentControls(), DescentStage()
        self.play = CompactButton(_("Roll"))
        self.play.setProperty("primary", True)
        self.play.setToolTip(_(ROLL_TIP))
        self.step = _button("step_batch", _("Step"), _("One step of each ball."))
        self.back = _button("same_start", _("Back to the start"), _("All balls back to the start."))
        self.show_values = _button("view_loss", _("Values"), _("The values against the step in place of the controls."))
        self.show_values.setCheckable(True)
        self.explanation, self.table = ElidedLabel(), BallTable()
        self.values = CurvePlot("f", _("Press Roll, or step once, and the function's value at each step appears here."))
        self.results = DescentResults(self.table, self.values)
        self.body = StageAndColumn(self.stage, self.results, self.controls)
        title = shrinking_row(self.controls.function, self.play, self.step, self.back, self.show_values, across=2)
        whole = below_each_other(self.explanation, self.body)
        self.header = headed(self, title, whole, self.columns, saved=(self.stage, self.results))
        self.player, self._reports = DescentPlayer(self.controls.descent(), self), DescentReports()
        self._pictures, self._trains = 0, False  # whether the network is training
        self._pointed: object = None  # what the mouse is at in the picture
        self.memory = ControlMemory(**self.controls.kept, show_values=self.show_values)
        self._first = self.memory.values()
        self._show_room(self.body.is_crowded)
        self._show_playing(False)
        self._connect()
        self.draw()

    def requests(self) -> Requests:
        return frozenset()

    def show_frame(self, frame: Frame) -> None:
        """Nothing here depends on the network, but somebody may wait for the balls who has pressed Play above."""
        if frame.running is not self._trains:
            self._trains = frame.running
            self._explain()

    def columns(self) -> Mapping[str, Array]:
        return path_columns(self.player.descent)

    def retheme(self) -> None:
        self.stage.retheme()
        self.values.retheme()
        self.controls.chips.retheme()
        self.explanation.update()
        self.draw()

    def run(self, function: str, balls: tuple[str, ...], settings: DescentSettings, steps: int) -> None:
        """Choose all this and take so many steps at once, as far as there are any."""
        self.controls.choose(function, balls, settings)
        self._go_back()
        self.player.play(False)
        self.player.descent.advance(steps)
        self.draw()

    def draw(self) -> None:
        """Everything that moves, as far as it is visible, and report what has come of it."""
        descent = self.player.descent
        self.stage.show_descent(descent)
        self._explain()
        self._pictures += 1
        if not self.results.isHidden() and (not self.player.is_busy or self._pictures % NUMBERS_EVERY == 0):
            self.table.show_balls(descent.balls)
            lowest = min(minimum.value for minimum in descent.function.minima)
            self.values.show_curves(value_curves(descent), Scale(log=lowest >= 0))
        for action, value in self._reports.news(descent):
            self.intent.emit(ReportAction(action, value))

    def _connect(self) -> None:
        controls, player = self.controls, self.player
        controls.changed.connect(lambda: player.replace(controls.descent()))
        controls.renewed.connect(self._go_back)
        controls.speed.currentIndexChanged.connect(lambda: player.set_speed(controls.steps_per_second))
        controls.usual.clicked.connect(self._use_usual)
        self.stage.start_moved.connect(controls.move_start)
        self.stage.pointed.connect(self._point)
        self.play.clicked.connect(self._press_play)
        self.step.clicked.connect(player.step)
        self.back.clicked.connect(self._go_back)
        self.show_values.toggled.connect(self._prefer_values)
        self.body.crowded.connect(self._show_room)
        self.body.low.connect(self.stage.set_low)
        self.body.low.connect(self.results.set_low)
        player.moved.connect(self.draw)
        player.played.connect(self._show_playing)

    def _explain(self) -> None:
        """What is at the mouse, or which button lets the balls roll, or how they have ended, or what to try."""
        descent, at = self.player.descent, self._pointed
        self.explanation.set_most(2 if self.height() < theme.px(LOW) else 3)
        if isinstance(at, Minimum):
            self.explanation.set_text(minimum_in_words(at))
        elif isinstance(at, tuple) and len(at) == len(descent.start):
            self.explanation.set_text(point_in_words(descent.function, at))
        elif self._trains and not descent.step:
            self.explanation.set_text(_("Play, above, trains the network. Press Roll here to let the balls roll."), tone="text")
        else:
            ends = ends_in_words(descent.balls)
            hint = joined((ends, others_in_words(descent.balls))) if ends else _(descent.function.hint)
            self.explanation.set_text(hint if self.body.is_crowded else joined((formula_in_words(descent.function), hint)))

    def _point(self, at: object) -> None:
        self._pointed = at
        self._explain()

    def _press_play(self) -> None:
        if self.player.descent.has_ended:
            self._go_back()
        self.player.play(not self.player.playing)

    def _go_back(self) -> None:
        self.player.back(self.controls.descent())

    def _use_usual(self) -> None:
        self.memory.restore(self._first)
        self._go_back()

    def _show_playing(self, on: bool) -> None:
        self.play.rename(_("Pause") if on else _("Roll"))
        self.play.setAccessibleName(_("{view}: {what}").format(view=_(self.title), what=self.play.name))
        icons.set_icon(self.play, "pause" if on else "play", "on_accent")

    def _show_room(self, crowded: bool) -> None:
        """The button that chooses between values and controls is there only where both do not fit."""
        self.show_values.setVisible(crowded)
        self.controls.set_crowded(crowded)
        self.draw()

    def _prefer_values(self, on: bool) -> None:
        self.body.prefer_values(on)
        self.draw()

    # -- Qt
    def hideEvent(self, event: QHideEvent) -> None:
        self.player.hold()
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(420, 230)


def _button(icon: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    icons.set_icon(button, icon)
    button.setAccessibleName(name)
    button.setProperty("narrow", True)
    button.setToolTip(tip)
    return button
