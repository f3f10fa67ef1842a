"""What the microscope looks at: the coming batch, with the row of it whose numbers are shown, or one row of the table alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.inspection.step_stages.next_step import NextStep
from engine.inspection.step_stages.step_trace import StepTrace
from gui.style import theme
from gui.style.text_size import follow
from gui.widgets.forms.choice import drop_down
from gui.widgets.shrinking_row import shrinking_row

BATCH, ROW = "batch", "row"
SUBJECTS = (
    (BATCH, N_("Batch"), N_("The rows that the next step trains on. The numbers of one of them are shown.")),
    (ROW, N_("One row"), N_("A single row of the table as a batch of its own. Click its point in Output to choose it.")),
)


class RowNumber(QSpinBox):
    """Without buttons: arrow keys and the wheel count. A style sheet would leave its text no room then."""

    def __init__(self) -> None:
        super().__init__()
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        self.lineEdit().setGeometry(self.rect().adjusted(8, 2, -8, -2))


class SubjectRow(QWidget):
    """`changed`: something else is to be shown."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = drop_down(
            _("What is looked at"), _("The coming batch, or one row alone. A click on a point in Output chooses a row."), SUBJECTS
        )
        self.number = RowNumber()
        self.number.setAccessibleName(_("Row that is shown"))
        self.number.setToolTip(_("Which row of the batch, or of the table, the numbers are of. Up, Down and the wheel count."))
        self.number.setKeyboardTracking(False)
        follow(self.number, self._fit_number)
        self._in_batch, self._row = 0, 0
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.number.valueChanged.connect(self._on_number)
        shrinking_row(self.kind, self.number, row=self)

    def add(self, control: QWidget) -> None:
        """Add a control behind the row's number."""
        row = self.layout()
        assert row is not None
        row.addWidget(control)

    @property
    def is_batch(self) -> bool:
        return self.kind.currentData() == BATCH

    @property
    def request(self) -> NextStep:
        return NextStep(None if self.is_batch else self._row)

    def at(self, trace: StepTrace) -> int:
        """Which row of the traced batch is shown."""
        return min(self._in_batch, len(trace.rows) - 1) if trace.whole_batch else 0

    def show_counts(self, batch: int, table: int) -> None:
        """How many rows the batch and the table have."""
        blocker = QSignalBlocker(self.number)
        count = batch if self.is_batch else table
        self._row = min(self._row, max(table - 1, 0))
        self.number.setRange(1, max(count, 1))
        self.number.setSuffix(f" / {count}")
        self._fit_number()
        self.number.setValue(1 + (min(self._in_batch, max(batch - 1, 0)) if self.is_batch else self._row))
        del blocker

    def choose(self, row: int, batch: Array | None) -> None:
        """Show this row of the table: within the coming batch, (n,), if it is of it, else alone."""
        places = [] if batch is None else [at for at, own in enumerate(batch.tolist()) if own == row]
        if self.is_batch and places:
            self._in_batch = places[0]
        else:
            self._row = row
            blocker = QSignalBlocker(self.kind)
            self.kind.setCurrentIndex(self.kind.findData(ROW))
            del blocker
        self.changed.emit()

    def _fit_number(self) -> None:
        """As wide as the largest number needs."""
        widest = self.number.fontMetrics().horizontalAdvance(f"{self.number.maximum()}{self.number.suffix()}")
        self.number.setFixedWidth(widest + theme.px(24))

    def _on_kind(self) -> None:
        self.changed.emit()

    def _on_number(self, value: int) -> None:
        if self.is_batch:
            self._in_batch = value - 1
        else:
            self._row = value - 1
        self.changed.emit()
