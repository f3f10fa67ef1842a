"""What is to be trained and which goal counts: the top row of the window of many starts, with its button and its progress."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from engine.core.params import param, params_of
from engine.core.translation import _
from engine.data.table import Task
from engine.recipe.recipe import Recipe
from engine.search.many_starts import LEAST, MOST
from engine.search.plan import MOST_EPOCHS
from gui.search.starts import starts_text
from gui.search.starts.start_goal_form import StartGoalForm
from gui.search.starts.starts_frame import StartsFrame
from gui.style import icons, theme
from gui.style.text_size import follow, set_font
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.flow_row import flow_row
from gui.widgets.forms.number_box import NumberBox

COUNTS, EPOCHS = (20, 40, 100, 200), (50, 100, 200, 500, 1000, 1500, 3000)  # that are offered


@dataclass(frozen=True)
class StartsChoice:
    """What is trained."""

    count: int = param(40, "Starts", low=LEAST, high=MOST, help="From how many seeds the network is trained: 1, 2, 3 and so on.")
    epochs: int = param(
        500, "Epochs", low=1, high=MOST_EPOCHS, log=True, help="How long each is trained. Stop rules do not count."
    )


class StartsForm(QWidget):
    """Changes with the user's choices, which `changed` follows. `toggled`: to train, or to stop."""

    toggled = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._frame, self._stale = StartsFrame(), False
        self.start = QPushButton(_("Start"))
        self.start.setProperty("primary", True)
        set_font(self.start, "body", bold=True)
        follow(self.start, lambda: self.start.setMinimumWidth(theme.px(112)))
        self.start.clicked.connect(self.toggled)
        about = params_of(StartsChoice())
        self.count, self.epochs = NumberBox(about["count"], COUNTS), NumberBox(about["epochs"], EPOCHS)
        for box in (self.count, self.epochs):
            follow(box, lambda box=box: box.setFixedWidth(theme.px(88)))  # type: ignore[misc]  # a default binds it
            box.value_changed.connect(lambda _value, _gesture: self._change())
        self.goal = StartGoalForm()
        self.goal.changed.connect(self.changed)
        self.progress, self.progress_text = QProgressBar(), ElidedLabel(most=1)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Share of the epochs that is trained"))
        follow(self.progress, lambda: self.progress.setFixedSize(theme.px(60), theme.px(10)))
        follow(self.progress_text, lambda: self.progress_text.setFixedWidth(theme.px(215)))
        boxes = (_labelled(_("Starts"), self.count), _labelled(_("Epochs"), self.epochs), _side_by_side(*self.goal.parts))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(flow_row(self.start, *boxes, _side_by_side(self.progress, self.progress_text), across=16))
        self._restore()

    @property
    def seeds(self) -> tuple[int, ...]:
        """From which is trained."""
        return tuple(range(1, int(self.count.value) + 1))

    def show_base(self, base: Recipe, task: Task, stale: bool) -> None:
        """The network of the project; `stale`: the starts that are shown are of another one."""
        self._stale = stale
        self.goal.show_base(base, task)
        self._show_button()

    def show_frame(self, frame: StartsFrame) -> None:
        self._frame = frame
        for part in (self.progress, self.progress_text):
            part.setVisible(frame.running)
        if frame.running:
            self.progress.setValue(0 if frame.progress is None else round(1000 * frame.progress.share))
            waits = _("Processes are started …")
            if frame.progress is None:
                self.progress_text.set_text(waits)
            else:
                self.progress_text.set_text(starts_text.progress_text(frame.progress), frame.progress.where)
        self._show_button()

    def save(self) -> None:
        """Remember the choices for the next time."""
        self.goal.save()
        for name, box in (("count", self.count), ("epochs", self.epochs)):
            QSettings().setValue(f"starts/{name}", str(int(box.value)))

    def _restore(self) -> None:
        for name, box in (("count", self.count), ("epochs", self.epochs)):
            kept = str(QSettings().value(f"starts/{name}", ""))
            if kept.isdecimal() and (box.about.low or 0) <= int(kept) <= (box.about.high or 0):
                box.set_value(int(kept))

    def _change(self) -> None:
        self._show_button()
        self.changed.emit()

    def _show_button(self) -> None:
        frame, button = self._frame, self.start
        text = _("Pause") if frame.running else _("Go on") if frame.can_go_on else _("Start")
        if button.text() != text:
            button.setText(text)
        icons.set_icon(button, "pause" if frame.running else "play", "on_accent")
        can = frame.running or not self._has_all()
        if button.isEnabled() is not can:
            button.setEnabled(can)
        tip = _("Train from all seeds, in processes beside the window. Training in the main window waits meanwhile. F5")
        tip = tip if can else _("All of them are trained. Choose more starts or more epochs.")
        button.setToolTip(_("Pause; what is trained is kept. F5") if frame.running else tip)

    def _has_all(self) -> bool:
        """Whether the very starts that are chosen are trained already."""
        frame = self._frame
        chosen = int(self.count.value), int(self.epochs.value)
        return bool(frame.starts) and not self._stale and not frame.can_go_on and chosen == (frame.wanted, frame.epochs)


def _labelled(name: str, box: NumberBox) -> QWidget:
    label = QLabel(name)
    label.setBuddy(box)
    label.setToolTip(box.line.toolTip())
    return _side_by_side(label, box)


def _side_by_side(*controls: QWidget) -> QWidget:
    """In one row, which is not divided."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for control in controls:
        row.addWidget(control)
    return whole
