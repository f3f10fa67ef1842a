"""The sentence over the plotted area while there is nothing to plot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel

from gui.plotting.plot_area import PlotArea
from gui.style import theme
from gui.style.text_size import follow

SMALLER = 0.8, 0.7, 0.6  # of the font's size, where a small plot with large texts has no room for the sentence
WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)
INSET = 8  # pixels between the sentence and the edges of the plotted area


class EmptyHint(QLabel):
    """Lies over a plot area, except for the pixels that the axes take on the left and at the bottom at a text size of 100 %."""

    def __init__(self, text: str, plot_area: PlotArea, left: int, bottom: int) -> None:
        super().__init__(text, plot_area)
        self._plot_area, self._left, self._bottom = plot_area, left, bottom
        self.setProperty("tone", "muted")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = text
        self.setContentsMargins(INSET, 0, INSET, 0)
        plot_area.resized.connect(self.place)
        follow(self, self.place)

    def show_text(self, text: str) -> None:
        """Say this from now on."""
        if text != self._text:
            self._text = text
            self._fit()

    def place(self) -> None:
        """Over the plotted area; to be called again when the left axis has become wider."""
        widths = [round(axis.fixedWidth or 0) for axis in self._plot_area.axes if axis.orientation == "left"]
        left, bottom = max([theme.px(self._left), *widths]), theme.px(self._bottom)
        width, height = self._plot_area.width() - left, self._plot_area.height() - bottom
        self.setGeometry(left, 0, max(0, width), max(0, height))
        self._fit()

    def _fit(self) -> None:
        """In the largest font that shows all of it; where none does, nothing rather than half of it."""
        for font in (theme.font("body"), theme.font("small"), *(_sized(share) for share in SMALLER)):
            self.setFont(font)
            wanted = self.fontMetrics().boundingRect(0, 0, max(1, self.width() - 2 * INSET), 4000, WRAPPED, self._text)
            if wanted.height() <= self.height() and wanted.width() <= self.width() - 2 * INSET:
                self.setText(self._text)
                return
        self.setText("")


def _sized(share: float) -> QFont:
    """The body's font, smaller than the user has made it."""
    font = theme.font("body")
    font.setPointSizeF(share * font.pointSizeF())
    return font
