"""The result of a gradient check: a verdict in words, and for each layer how far backpropagation is from the differences."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from engine.diagnosis.gradient_check import BatchCheck, GradientCheck, GradientError
from gui.plotting.live_numbers import format_live

RIGHT, DOUBTFUL = 1e-5, 1e-3  # relative errors up to which backpropagation is right, and from which it is wrong
HEADS = (N_("Layer"), N_("Checked"), N_("Relative error"), N_("Verdict"))
ROWS = 12  # of the table that the window has room for without scrolling
TIP = N_(
    "|a − n| / max(|a|, |n|), the largest of the layer: a by backpropagation, n by moving one weight a little to either side and "
    "looking what the loss does, all in double precision."
)


class CheckWindow(QDialog):
    """Stays open beside the main window; `again` asks for another check."""

    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Check gradients"))
        self.setModal(False)
        self.verdict, self.about = QLabel(), QLabel()
        for label in (self.verdict, self.about):
            label.setWordWrap(True)
        self.about.setProperty("tone", "muted")
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels([_(head) for head in HEADS])
        self.table.setAccessibleName(_("Relative error per layer"))
        self.table.setToolTip(_(TIP))
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
        self.repeat = buttons.addButton(_("Check again"), QDialogButtonBox.ButtonRole.ActionRole)
        self.repeat.setToolTip(_("Check at the step where training is now, on its present batch."))
        self.repeat.clicked.connect(self.again)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        for widget in (self.verdict, self.table, self.about, buttons):
            column.addWidget(widget)

    def wait(self) -> None:
        """Open the window while the check runs."""
        self.verdict.setText(_("Checking …"))
        if not self.table.rowCount():  # what its rows will be
            self.about.setText(_(TIP))
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
        self._make_room()

    def _make_room(self) -> None:
        """As high as the table needs, up to some rows."""
        rows = min(self.table.rowCount(), ROWS)
        height = self.table.horizontalHeader().sizeHint().height() + sum(self.table.rowHeight(row) for row in range(rows)) + 4
        self.table.setMinimumHeight(height)
        self.resize(self.width(), max(self.height(), self.layout().totalHeightForWidth(self.width())))

    def sizeHint(self) -> QSize:
        return QSize(460, 380)


def in_words(found: GradientCheck | None) -> str:
    """The verdict on the whole network."""
    if found is None:
        return _("It cannot be checked: the loss of this batch is not a finite number. Start again, or go back to a good state.")
    errors = [error for error in found.layers.values() if error.checked]
    if not errors:
        return _("It cannot be checked: the loss has a kink at every number that was tried. Train a few steps and check again.")
    worst = max(error.relative for error in errors)
    if worst <= RIGHT:
        text = _("Backpropagation is right: it agrees with the differences to {error} or better.")
    elif worst < DOUBTFUL:
        text = _("Backpropagation agrees with the differences to {error}; rounding explains so little a gap.")
    else:
        text = _("Backpropagation and the differences are {error} apart: one of the layers below has a wrong gradient.")
    return text.format(error=format_live(worst))


def about(check: BatchCheck) -> str:
    """What it was checked on, and what was left out, with the reason."""
    text = ngettext(
        "Step {step}, on the {rows} row of the present batch, in double precision.",
        "Step {step}, on the {rows} rows of the present batch, in double precision.",
        check.rows,
    )
    parts = [text.format(step=format_count(check.step), rows=format_count(check.rows))]
    found = check.found
    if found is not None:
        errors = found.layers.values()
        if any(error.checked + error.kinks < error.of for error in errors):
            parts.append(_("The network is large: a random sample of each layer's parameters was checked."))
        kinks = sum(error.kinks for error in errors)
        if kinks:
            text = ngettext(
                "One parameter was left out: the loss has a kink there, as ReLU has at 0, so there is no derivative to "
                "compare with.",
                "{count} parameters were left out: the loss has a kink there, as ReLU has at 0, so there is no derivative to "
                "compare with.",
                kinks,
            )
            parts.append(text.format(count=format_count(kinks)))
        if found.draws:
            parts.append(_("What Dropout switches off was held still meanwhile."))
    return " ".join(parts)


def counted(error: GradientError) -> str:
    """'25' or '50 of 65,792'."""
    if error.checked == error.of:
        return format_count(error.checked)
    return _("{checked} of {total}").format(checked=format_count(error.checked), total=format_count(error.of))


def one_word(error: GradientError) -> str:
    if not error.checked:
        return _("not checked: kinks only")
    return _("right") if error.relative <= RIGHT else _("about right") if error.relative < DOUBTFUL else _("wrong")
