"""Small decision boundaries of the best trials, the best one first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.inspection.snapshot import Snapshot
from engine.search.plan import Plan
from engine.search.trial import Trial, ranked
from gui.plotting.surfaces.decision_map import DecisionMap
from gui.search.search_frame import SearchFrame
from gui.search.trial_texts import score_text, trial_text
from gui.style import theme
from gui.style.text_size import follow
from gui.widgets.elided_label import ElidedLabel

MOST = 6
LEAST_SIDE = 72  # pixels of a picture's edge at a text size of 100 %
Pictured = tuple[int, int]  # a trial's number, and after how many epochs


class TrialMap(QWidget):
    """One trial's picture; a click, or Return, chooses it."""

    chosen = Signal(int)
    hovered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.trial: Trial | None = None
        self.is_chosen = self.is_hovered = False
        self.picture, self.text = DecisionMap(""), ElidedLabel(most=2)
        self.picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.picture.setMinimumSize(LEAST_SIDE, LEAST_SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ringed", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 4)
        column.setSpacing(0)
        column.addWidget(self.picture, 1)
        column.addWidget(self.text)

    def show_trial(self, trial: Trial, plan: Plan) -> None:
        self.trial = trial
        score = score_text(plan.judge, trial.score).replace(" ", "\u00a0")  # the sign of per cent never stands alone
        self.text.set_text(_("{number}: {score}").format(number=trial.number, score=score))
        self.setToolTip(trial_text(trial, plan))
        self.setAccessibleName(trial_text(trial, plan))

    def mark(self, chosen: int | None, hovered: int | None) -> None:
        """Frame it if it is the trial that is chosen, or that the mouse is at."""
        number = None if self.trial is None else self.trial.number
        now = number is not None and number == chosen, number is not None and number == hovered
        if now != (self.is_chosen, self.is_hovered):
            self.is_chosen, self.is_hovered = now
            self.update()

    # -- Qt
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_chosen or self.is_hovered:
            painter, width = QPainter(self), 2 if self.is_chosen else 1
            painter.setPen(QPen(QColor(theme.current().text), width))
            painter.drawRect(self.rect().adjusted(3, 3, -4, -4))  # within the ring of the focus
            painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.hovered.emit(None if self.trial is None else self.trial.number)

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self.trial is not None:
            self.chosen.emit(self.trial.number)


class BestMaps(QWidget):
    """`wanted` asks for the pictures of trials that are not there yet: (their numbers, pixels of an edge)."""

    chosen = Signal(int)
    hovered = Signal(object)
    wanted = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self._pictured: dict[int, Pictured] = {}  # what the picture of a trial shows, by its number
        self._pictures: dict[int, Snapshot] = {}
        self.maps = tuple(TrialMap() for _place in range(MOST))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for one in self.maps:
            row.addWidget(one, 1)
            one.chosen.connect(self.chosen)
            one.hovered.connect(self.hovered)
            one.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Decision boundaries of the best trials"))
        follow(self, lambda: self.setMinimumHeight(LEAST_SIDE + theme.px(28)))

    def show_frame(self, frame: SearchFrame) -> None:
        """The best trials of a frame; pictures that are missing, or of an earlier epoch, are asked for."""
        plan = frame.plan
        best = ranked(frame.trials, plan.higher_is_better)[:MOST] if plan is not None else ()
        for place, one in enumerate(self.maps):
            one.setVisible(place < len(best))
            if place < len(best) and plan is not None:
                one.show_trial(best[place], plan)
                one.picture.show_snapshot(self._pictures.get(best[place].number))
        missing = [trial for trial in best if self._pictured.get(trial.number) != (trial.number, trial.epochs)]
        if missing and self.isVisible():
            self._pictured |= {trial.number: (trial.number, trial.epochs) for trial in missing}
            self.wanted.emit(tuple(trial.number for trial in missing), max(one.picture.side for one in self.maps))

    def show_pictures(self, found: Mapping[int, Snapshot]) -> None:
        """Those that were asked for."""
        self._pictures |= found
        for one in self.maps:
            if one.trial is not None and one.trial.number in found:
                one.picture.show_snapshot(found[one.trial.number])

    def forget(self) -> None:
        """Another study: its trials have other pictures."""
        self._pictured, self._pictures = {}, {}
        for one in self.maps:
            one.trial = None
            one.picture.show_snapshot(None)

    def mark(self, chosen: int | None, hovered: int | None) -> None:
        for one in self.maps:
            one.mark(chosen, hovered)

    def retheme(self) -> None:
        for one in self.maps:
            one.picture.retheme()
            one.text.update()
