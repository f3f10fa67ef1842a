"""What a check of the gradients found: a verdict in words, and how far each layer's backpropagation is from the differences."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from engine.diagnosis.gradient_check import BatchCheck, GradientCheck, GradientError
from gui.plotting.live_numbers import format_live

RIGHT, DOUBTFUL = 1e-5, 1e-3  # relative errors up to which backpropagation is right, and from which it is wrong
HEADS = ("Layer", "Checked", "Relative error", "")
TIP = (
    "|a − n| / max(|a|, |n|), the largest of the layer: a by backpropagation, n by moving one weight a little to either side and "
    "looking what the loss does, all in double precision."
)


class CheckWindow(QDialog):
    """Stays open beside the main window; `again` asks for another check."""

    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Check gradients")
        self.setModal(False)
        self.verdict, self.about = QLabel(), QLabel()
        for label in (self.verdict, self.about):
            label.setWordWrap(True)
        self.about.setProperty("tone", "muted")
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels(HEADS)
        self.table.setAccessibleName("Relative error per layer")
        self.table.setToolTip(TIP)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (1, 2):
            self.table.horizontalHeaderItem(column).setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.repeat = buttons.addButton("Check again", QDialogButtonBox.ButtonRole.ActionRole)
        self.repeat.setToolTip("Check at the step where training is now, on its present batch.")
        self.repeat.clicked.connect(self.again)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        for widget in (self.verdict, self.table, self.about, buttons):
            column.addWidget(widget)

    def wait(self) -> None:
        """Open, and say that the check is on its way."""
        self.verdict.setText("Checking …")
        self.show()
        self.activateWindow()

    def show_check(self, check: BatchCheck) -> None:
        found = check.found
        self.verdict.setText(in_words(found))
        self.about.setText(about(check))
        self.table.setRowCount(0 if found is None else len(found.layers))
        for row, (layer, error) in enumerate(found.layers.items() if found is not None else ()):
            for column, text in enumerate((check.names[layer], counted(error), format_live(error.relative), one_word(error))):
                item = QTableWidgetItem(text)
                if column in (1, 2):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)

    def sizeHint(self) -> QSize:
        return QSize(460, 380)


def in_words(found: GradientCheck | None) -> str:
    """The verdict on the whole network."""
    if found is None:
        return "It cannot be checked: the loss of this batch is not a finite number. Start again, or go back to a good state."
    errors = [error for error in found.layers.values() if error.checked]
    if not errors:
        return "It cannot be checked: the loss has a kink at every number that was tried. Train a few steps and check again."
    worst = max(error.relative for error in errors)
    if worst <= RIGHT:
        return f"Backpropagation is right: it agrees with the differences to {format_live(worst)} or better."
    if worst < DOUBTFUL:
        return f"Backpropagation agrees with the differences to {format_live(worst)}; rounding explains so little a gap."
    return f"Backpropagation and the differences are {format_live(worst)} apart: one of the layers below has a wrong gradient."


def about(check: BatchCheck) -> str:
    """On what it was checked, and what was left out, with the reason."""
    parts = [f"Step {check.step:,}, on the {check.rows:,} rows of the present batch, in double precision."]
    found = check.found
    if found is not None:
        errors = found.layers.values()
        if any(error.checked + error.kinks < error.of for error in errors):
            parts.append("The network is large: a random sample of each layer's parameters was checked.")
        kinks = sum(error.kinks for error in errors)
        if kinks:
            many = f"{kinks:,} parameters were" if kinks > 1 else "One parameter was"
            parts.append(
                f"{many} left out: the loss has a kink there, as ReLU has at 0, so there is no derivative to compare with."
            )
        if found.draws:
            parts.append("What Dropout switches off was held still meanwhile.")
    return " ".join(parts)


def counted(error: GradientError) -> str:
    """'25' or '50 of 65,792'."""
    return f"{error.checked:,}" if error.checked == error.of else f"{error.checked:,} of {error.of:,}"


def one_word(error: GradientError) -> str:
    if not error.checked:
        return "not checked: kinks only"
    return "right" if error.relative <= RIGHT else "about right" if error.relative < DOUBTFUL else "wrong"
