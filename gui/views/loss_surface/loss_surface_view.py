"""The loss surface: the training loss over two weights, over one, or around the present ones. The weights follow the point."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtWidgets import QToolButton

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.inspection.loss_surface.loss_picture import LossPicture, LossSurface, Numbers
from engine.inspection.loss_surface.trained_number import TrainedNumber
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.optim.regularizers import NoPenalty
from gui.style.icons import set_icon
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.loss_surface.axes_chooser import AxesChooser
from gui.views.loss_surface.loss_plot import LossPlot
from gui.views.loss_surface.point_mover import PointMover
from gui.views.loss_surface.surface_texts import Words, dot_text, nothing, objective, read_out, titles, words
from gui.views.view_header import below_each_other, headed
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel


@view("loss_surface", N_("Loss surface"), "ideas", "view_loss_surface")
class LossSurfaceView(View):
    """Draws the last picture until there is one of what has been chosen since. Remembers choices, and nothing of the run."""

    def __init__(self) -> None:
        super().__init__()
        self._frame, self._turn = Frame(None), 0
        self._pointed: object = None  # a place or a dot under the mouse
        self.chooser = AxesChooser()
        self.penalised = _toggle(_("Penalty"), _("Add what the regularisation adds: the sum is what the optimizer makes small."))
        self.log = _toggle(_("Log"), _("Logarithmic colours: they show the shape of a valley in which the loss is small."))
        self.fit = QToolButton()
        self.fit.setAccessibleName(_("Around the point"))
        self.fit.setToolTip(_("Show the present point and the path again, as Home or a double click does."))
        set_icon(self.fit, "fit")
        self.explanation = ElidedLabel()
        self.plot = LossPlot(nothing("two"))
        self.mover = PointMover(self.plot, self, lambda: self.chooser.numbers if self.can_move else ())
        body = below_each_other(self.explanation, self.plot)
        controls = self.penalised, self.log, self.fit
        self.header = headed(self, self.chooser, body, self.columns, *controls, saved=(self.plot.key, self.plot.plot_area))
        self.memory = ControlMemory(picture=self.chooser.mode, log=self.log)
        self.mover.intent.connect(self.intent)
        self.fit.clicked.connect(self.plot.fit)
        self.plot.pointed.connect(self._point)
        self.chooser.changed.connect(self._choose)
        for button in (self.log, self.penalised):
            button.toggled.connect(self._draw)
        self.penalised.hide()
        self._draw()

    @property
    def picture(self) -> LossPicture | None:
        """What is drawn."""
        return self.plot.painting.picture

    @property
    def can_move(self) -> bool:
        """Whether the point can be moved: not while looking back, nor while the network cannot be trained."""
        return self._frame.past_step is None and not self._frame.problem

    def requests(self) -> Requests:
        axes = self.chooser.axes
        if axes is None:
            return frozenset()
        aspect = 1.0 if self.chooser.name == "one" else self.plot.aspect
        return frozenset({LossSurface(axes, self.plot.ranges, aspect, self._adds_penalty(), self._turn)})

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if snapshot is self._frame.snapshot and snapshot is not None:
            return
        self._frame = frame
        if snapshot is not None:
            self.chooser.follow(snapshot)
            self.penalised.setVisible(not isinstance(snapshot.recipe.penalty, NoPenalty))
        answered, picture = self._answer(snapshot)
        if answered:
            self.plot.painting.picture = picture
            self.mover.follow(picture)
            if picture is not None and not picture.whole and not frame.running:
                self._turn += 1  # finer in the next frame
        self._draw()

    def show_number(self, number: TrainedNumber) -> None:
        """It was clicked on the network: the last two that were are the axes."""
        if self.isVisible():
            self.chooser.pick(number)

    def columns(self) -> Mapping[str, Array]:
        picture, snapshot = self.picture, self._frame.snapshot
        if picture is None or not picture.values.size or snapshot is None:
            return {}
        names = titles(picture, self._names(picture))
        ticks = [np.linspace(*ends, size) for ends, size in zip(picture.ranges, picture.values.shape[::-1], strict=True)]
        grids = np.meshgrid(*ticks)
        loss = objective(snapshot, picture.penalised)
        return {name: grid.ravel() for name, grid in zip(names, grids, strict=False)} | {loss: picture.values.ravel()}

    def retheme(self) -> None:
        self.plot.retheme()
        self.explanation.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 300)

    def _adds_penalty(self) -> bool:
        return self.penalised.isChecked() and not self.penalised.isHidden()

    def _answer(self, snapshot: Snapshot | None) -> tuple[bool, LossPicture | None]:
        """Whether what is chosen now was looked for, and the picture of it; None when there is nothing to be shown."""
        if snapshot is None:
            return True, None
        for asked, found in snapshot.results.items():
            if isinstance(asked, LossSurface) and (asked.axes, asked.penalised) == (self.chooser.axes, self._adds_penalty()):
                return True, found if isinstance(found, LossPicture) else None
        return False, None

    def _choose(self) -> None:
        """Something else is to be shown from the next frame on."""
        self.plot.ranges, self._turn = (), 0
        self.mover.forget()
        self._draw()

    def _names(self, picture: LossPicture) -> tuple[str, ...]:
        numbers = picture.axes.numbers if isinstance(picture.axes, Numbers) else ()
        return tuple(self.chooser.chosen.name(number) for number in numbers)

    def _draw(self) -> None:
        picture, snapshot = self.picture, self._frame.snapshot
        self.plot.log = self.log.isChecked()
        if picture is None or snapshot is None:
            self.plot.hint.show_text(nothing(self.chooser.name))
            self.plot.show_picture(None, ("", ""), "")
        else:
            self.plot.show_picture(picture, titles(picture, self._names(picture)), objective(snapshot, picture.penalised))
        self._write()

    def _write(self) -> None:
        picture, snapshot, at = self.picture, self._frame.snapshot, self._pointed
        said = Words(_("The training loss over weights"))
        if picture is not None and snapshot is not None:
            said = words(picture, snapshot, self.chooser.chosen.lost, self._frame.running)
            if isinstance(at, QPointF) and not self.mover.gestures.drags_point:
                said = Words(read_out(picture, at.x(), at.y()))
            elif isinstance(at, int) and at < len(picture.steps):
                said = Words(dot_text(picture, at))
        self.explanation.set_text(said.text, said.tip, said.tone)
        self.plot.plot_area.setAccessibleName(said.text)

    def _point(self, at: object) -> None:
        self._pointed = at
        self._write()


def _toggle(text: str, help: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(help)
    button.setCheckable(True)
    return button
