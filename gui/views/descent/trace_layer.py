"""The traces of all balls as an image that only grows: painting thousands of steps anew for each picture would take too long."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter

from engine.experiments.descent.descent import Descent
from gui.plotting.plot_area import PlotArea, transparent_image
from gui.style import theme
from gui.views.descent.stage_painting import StagePainter


class TraceLayer:
    """Changes with `paint`: remembers how much of each trace of which descent is in the image."""

    def __init__(self) -> None:
        self._image = QImage()
        self._descent: Descent | None = None
        self._painted_for: object = None  # place, ranges, colours
        self._steps: list[int] = []  # of each ball that are in the image
        self._lengths: list[float] = []  # of their traces, in pixels

    def paint(self, painter: QPainter, descent: Descent, plot_area: PlotArea) -> None:
        """Paint all traces, of which only what is new since the last time has to be drawn."""
        area, size = plot_area.area(), plot_area.viewport().size()
        ratio = painter.device().devicePixelRatio()
        wanted = area, size, ratio, theme.current().name, theme.scale()
        if descent is not self._descent or wanted != self._painted_for:
            self._descent, self._painted_for = descent, wanted
            self._steps, self._lengths = [0] * len(descent.balls), [0.0] * len(descent.balls)
            self._image = transparent_image(size, ratio)
        if any(ball.steps > done for ball, done in zip(descent.balls, self._steps, strict=True)):
            on_image = QPainter(self._image)
            on_image.setClipRect(area[2])
            stage_painter = StagePainter(on_image, area, descent.function)
            for k, ball in enumerate(descent.balls):
                if ball.steps > self._steps[k]:
                    self._lengths[k] = stage_painter.trace(ball, self._steps[k], self._lengths[k])
                    self._steps[k] = ball.steps
            on_image.end()
        painter.drawImage(0, 0, self._image)
