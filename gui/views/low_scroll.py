"""What scrolls where there is little height: a view's body, and controls below a picture, so that this does not become small."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.style import theme

LEAST_BODY = 24  # pixels at a text size of 100 % of a view's body that can be seen at least
LEAST = 2  # lines of text
LARGE = 1.15  # size of texts from which on a whole part could take the picture's room


class LowScroll(QScrollArea):
    """As high as its parts where there is room, and at least two lines of text; its name is for screen readers.

    `whole` is the first part, if that is not to be cut while texts have a usual size.
    """

    def __init__(self, name: str, *parts: QWidget, spacing: int = 4, whole: QWidget | None = None) -> None:
        super().__init__()
        self._whole = whole
        self._is_fitting = False
        self.page = QWidget()
        self.page.setProperty("panel", True)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its controls have the keyboard, and scroll into view
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setWidget(self.page)
        self._fit_page()
        self.page.installEventFilter(self)

    def _fit_page(self) -> None:
        """Rows that wrap say the height of the narrowest: the scroll area asks for that of this width. Others need their own."""
        layout = self.page.layout()
        self.page.setMinimumHeight(1 if layout.hasHeightForWidth() else layout.totalMinimumSize().height())

    def sizeHint(self) -> QSize:
        layout, width = self.page.layout(), max(self.width(), 1)
        high = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        return QSize(160, high)

    def minimumSizeHint(self) -> QSize:
        uncut = self._whole is not None and theme.scale() < LARGE
        whole = self._whole.heightForWidth(max(self.viewport().width(), 1)) if self._whole is not None and uncut else 0
        return QSize(0, max(whole, min(self.sizeHint().height(), LEAST * self.fontMetrics().lineSpacing())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.page and event.type() == QEvent.Type.LayoutRequest:
            self._fit_page()
            self.updateGeometry()
        if event.type() != QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        if self._is_fitting:
            return False
        self._is_fitting = True
        try:  # Qt makes the page as high as it asks for: where that changes with its height, by rounding, it would never end
            return super().eventFilter(watched, event)
        finally:
            self._is_fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class BodyScroll(QScrollArea):
    """The body of a view, which fills it; in a slot that is lower than its parts need it scrolls, and none lies over another."""

    def __init__(self, name: str, body: QWidget) -> None:
        super().__init__()
        self.body = body
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its controls have the keyboard, and scroll into view
        self.setWidget(body)
        for part in (body, self.viewport()):
            part.setAutoFillBackground(False)
        body.installEventFilter(self)

    def _fit(self) -> None:
        """Without Qt's rule for what wraps, by which a body would be as high as it likes to be, not as it has to be."""
        room, bar = self.maximumViewportSize(), self.verticalScrollBar().sizeHint().width()
        if self._least(room.width()) > room.height():
            room.setWidth(room.width() - bar)
        self.body.resize(room.expandedTo(QSize(0, self._least(room.width()))))

    def _least(self, width: int) -> int:
        layout = self.body.layout()
        if layout is not None and layout.hasHeightForWidth():
            return max(self.body.minimumHeight(), layout.minimumHeightForWidth(width))
        return max(self.body.minimumHeight(), self.body.minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return self.body.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Little height, so that the header above keeps its own."""
        least = self.body.minimumSizeHint().expandedTo(self.body.minimumSize())
        return QSize(least.width(), min(least.height(), theme.px(LEAST_BODY)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.body and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys are the view's."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and self.verticalScrollBar().maximum():
            super().keyPressEvent(event)
        else:
            event.ignore()
