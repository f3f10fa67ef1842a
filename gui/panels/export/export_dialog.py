"""The dialog of an export: which weights, where to, what the files tell, and several formats at once, each with its outcome."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSettings, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QScrollArea, QVBoxLayout, QWidget

from engine.core.translation import _, ngettext
from engine.exporters import EXPORTERS
from engine.exporters.moments import Moment
from engine.exporters.verification import Proof
from gui.panels.export.export_form import ExportForm
from gui.panels.export.export_order import ExportOrder
from gui.panels.export.format_row import FormatRow
from gui.style import theme
from gui.style.style_property import set_style_property
from gui.style.text_size import follow
from gui.style.window_size import resize_within_screen
from gui.widgets.labels import caption, note
from gui.widgets.save_dialog import may_replace

FORMATS = "export/formats"  # the name of the setting
SIZE = 680, 640  # pixels at a text size of 100 %, where the screen has room for them


class ExportDialog(QDialog):
    """`wanted` carries an ExportOrder; its receiver shows what became of each format, and then calls `show_done`.

    `stopped`: no format is to be written any more, nor the one that is being tried.
    """

    wanted = Signal(object)
    stopped = Signal()

    def __init__(self, moments: Sequence[Moment], name: str, parent: QWidget | None = None) -> None:
        """`name`: what the names of the files begin with, until the user chooses another."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Export trained weights"))
        self.form = ExportForm(moments, name)
        self.rows = {cls.kind: FormatRow(cls) for cls in EXPORTERS}
        self.hint, self.list = note(), QScrollArea()
        self.export, self.open_folder, self.close_button = (QPushButton() for _button in range(3))
        self.is_running, self._left = False, set[str]()  # formats that have no outcome yet
        self._lay_out()
        self.form.moment_changed.connect(self._show_moment)
        self.form.changed.connect(self._show_names)
        self.export.clicked.connect(self._on_export)
        self.open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.form.stem.parent))))
        self.close_button.clicked.connect(self.reject)
        chosen = str(QSettings().value(FORMATS, next(iter(self.rows)))).split(",")
        for kind, row in self.rows.items():
            row.box.setChecked(kind in chosen)
            row.toggled.connect(self._enable)
        self._show_moment()
        self._show_names()

    @property
    def order(self) -> ExportOrder:
        """What is asked for now."""
        form = self.form
        formats = tuple(row.exporter for row in self.rows.values() if row.is_wanted)
        return ExportOrder(form.moment, formats, form.stem, form.data_name.isChecked(), form.scores.isChecked())

    def show_running(self, kind: str) -> None:
        """This format's turn has come."""
        self.rows[kind].show_running()
        _reveal(self.list, self.rows[kind])

    def show_proof(self, kind: str, proof: Proof, usage: str) -> None:
        self._left.discard(kind)
        self.rows[kind].show_proof(proof, usage)

    def show_problem(self, kind: str, sentence: str) -> None:
        self._left.discard(kind)
        self.rows[kind].show_problem(sentence)

    def show_done(self) -> None:
        """All formats of the order are through."""
        self._end()
        failed = [row for row in self.rows.values() if row.has_failed]
        text = ngettext(
            "{count} format was not written: its line says why.",
            "{count} formats were not written: their lines say why.",
            len(failed),
        )
        if failed:
            self._show_hint(text.format(count=len(failed)), "error")
        else:
            self._show_hint(_('All of it is in "{folder}".').format(folder=self.form.stem.parent), "muted")
        shown = failed[:1] or [row for row in self.rows.values() if row.is_wanted][-1:]
        QTimer.singleShot(0, self, lambda: [_reveal(self.list, row) for row in shown])  # the hint has taken its room by then

    def reject(self) -> None:
        """While files are written it stops that, and stays: it shows which are there."""
        if not self.is_running:
            super().reject()
            return
        self.stopped.emit()
        for kind in self._left:
            self.rows[kind].show_stopped()
        self._end()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.is_running:
            self.reject()
        super().closeEvent(event)

    def _end(self) -> None:
        self.is_running, self._left = False, set()
        self.open_folder.show()
        self._enable()
        self.export.setFocus()

    def _on_export(self) -> None:
        order = self.order
        there = order.there_already()
        if there and not may_replace(self, *there):
            return
        self.form.remember()
        QSettings().setValue(FORMATS, ",".join(cls.kind for cls in order.formats))
        self.is_running, self._left = True, {cls.kind for cls in order.formats}
        self._enable()
        for kind, row in self.rows.items():
            row.clear()
            if kind in self._left:
                row.show_waiting()
        self.wanted.emit(order)

    def _show_moment(self) -> None:
        for row in self.rows.values():
            row.show_model(self.form.moment.model)
        self._enable()

    def _show_names(self) -> None:
        for row in self.rows.values():
            row.clear()
            row.show_stem(self.form.shown_name)
        self._enable()

    def _enable(self) -> None:
        problem = self.form.problem()
        lacking = "" if any(row.is_wanted for row in self.rows.values()) else _("Choose at least one format.")
        self._show_hint(problem or lacking, "error" if problem else "muted")
        self.form.setEnabled(not self.is_running)
        for row in self.rows.values():
            row.set_locked(self.is_running)
        self.export.setEnabled(not problem and not lacking and not self.is_running)
        self.close_button.setText(_("Stop") if self.is_running else _("Close"))
        self.close_button.setToolTip(_("Write no more files; those that are written stay.") if self.is_running else "")

    def _show_hint(self, text: str, tone: str) -> None:
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        set_style_property(self.hint, "tone", tone)

    def _lay_out(self) -> None:
        inside, column, buttons = QWidget(), QVBoxLayout(self), QDialogButtonBox()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(12)
        for one in self.rows.values():
            rows.addWidget(one)
        rows.addStretch(1)
        self.list.setWidget(inside)
        self.list.setWidgetResizable(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QScrollArea.Shape.NoFrame)
        self.list.setAccessibleName(_("Formats"))
        for button, text, tip, role in (
            (self.close_button, _("Close"), "", QDialogButtonBox.ButtonRole.RejectRole),
            (
                self.open_folder,
                _("Open folder"),
                _("Show the written files in the system's file manager."),
                QDialogButtonBox.ButtonRole.ResetRole,  # at the other end: the rest stays where it is when this one appears
            ),
            (
                self.export,
                _("Export"),
                _("Write each file, run it and compare what it predicts; only then does it replace an older one."),
                QDialogButtonBox.ButtonRole.ActionRole,
            ),
        ):
            button.setText(text)
            button.setToolTip(tip)
            button.setAutoDefault(button is self.export)
            buttons.addButton(button, role)
        self.export.setProperty("primary", True)
        self.open_folder.hide()
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for part in (self.form, caption(_("Formats"))):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self.hint)
        column.addWidget(buttons)
        self.export.setDefault(True)  # once it is in the dialog: Return presses it from everywhere
        self.export.setFocus()
        follow(self, lambda: resize_within_screen(self, theme.px(SIZE[0]), theme.px(SIZE[1])))


def _reveal(area: QScrollArea, row: FormatRow) -> None:
    """Scroll to the row, with the line that it has just got."""
    for part in (row, area.widget()):
        layout = part.layout()
        if layout is not None:
            layout.activate()
    area.widget().adjustSize()
    area.ensureWidgetVisible(row, 0, 12)
