"""One format in the dialog of an export: whether it is wanted, the name of its file, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.core.version import install_command
from engine.exporters import Exporter
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import Proof, missing_packages
from gui.style.style_property import set_style_property
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.labels import note
from gui.widgets.spoken.announcement import announce


class FormatRow(QWidget):
    """Changes: keeps what its button copies, and whether the format fits. `toggled` when the user wants it, or no longer does."""

    toggled = Signal()

    def __init__(self, exporter: type[Exporter]) -> None:
        super().__init__()
        self.exporter = exporter
        self.box, self.file = QCheckBox(_(exporter.label)), ElidedLabel(most=1)
        self.about, self.outcome = note(_(exporter.about)), note()
        self.copy = QPushButton()
        self.copy.setAutoDefault(False)
        self._copied, self._fits = "", True
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.box.toggled.connect(self._on_toggled)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._copied))
        head, column = QHBoxLayout(), QVBoxLayout(self)
        self._below = below = QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head.setSpacing(12)
        below.setSpacing(12)
        head.addWidget(self.box)
        head.addWidget(self.file, 1)
        below.addWidget(self.outcome, 1)
        below.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self.about)
        column.addLayout(below)
        self._show_outcome("", "")

    @property
    def is_wanted(self) -> bool:
        return self.box.isChecked() and self._fits

    def show_model(self, model: TrainedModel) -> None:
        """Whether the format can hold this network; why not, and the command that would help, otherwise."""
        missing = missing_packages(self.exporter)
        objection = missing or self.exporter().objection(model)
        self._fits = not objection
        self.box.setEnabled(self._fits)
        self._show_outcome(objection, "muted")
        command = install_command(self.exporter.extra)
        if missing and command:
            tip = _("Copy the command that installs what this format needs.")
            self._offer(_("Copy command"), tip, command)

    def show_stem(self, stem: str) -> None:
        """The beginning of the name that its file will have."""
        self.file.set_text(f"{stem}{self.exporter.suffix}")

    @property
    def has_failed(self) -> bool:
        """Whether its file was not written, though it was to be."""
        return self.outcome.property("tone") == "error"

    def set_locked(self, locked: bool) -> None:
        """While files are written, none can be asked for."""
        self.box.setEnabled(self._fits and not locked)

    def show_waiting(self) -> None:
        self._show_outcome(_("Waiting…"), "muted")

    def show_stopped(self) -> None:
        self._show_outcome(_("Stopped: not written."), "muted")

    def show_running(self) -> None:
        self._show_outcome(_("Writing and trying it…"), "muted")

    def show_proof(self, proof: Proof, usage: str) -> None:
        self._show_outcome(f"✓ {proof}", "text")
        if usage:
            self._offer(_("Copy code"), _("Copy a few lines that run this file:\n\n{code}").format(code=usage), usage)

    def show_problem(self, sentence: str) -> None:
        self._show_outcome(f"✗ {sentence}", "error")

    def clear(self) -> None:
        """Forget what became of it."""
        if self._fits:
            self._show_outcome("", "")

    def _offer(self, text: str, tip: str, copied: str) -> None:
        self._copied = copied
        self.copy.setText(text)
        self.copy.setToolTip(tip)
        self.copy.setAccessibleName(_("{action}: {format}").format(action=text, format=_(self.exporter.label)))
        self.copy.show()

    def _show_outcome(self, text: str, tone: str) -> None:
        self.copy.hide()
        set_style_property(self.outcome, "tone", tone)
        self.outcome.setText(text)
        self.outcome.setVisible(bool(text))
        announce(self.outcome, text and _("{format}: {outcome}").format(format=_(self.exporter.label), outcome=text))
        self._below.setContentsMargins(0, 4 if text else 0, 0, 0)

    def _on_toggled(self) -> None:
        self.clear()
        self.toggled.emit()
