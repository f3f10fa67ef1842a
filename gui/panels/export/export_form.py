"""The upper part of the dialog of an export: which weights, the names of the files, their folder, what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from engine.core.translation import _
from engine.exporters.moments import Moment
from gui.settings.folders import folder_for, remember_folder
from gui.widgets.forms.wheel import leave_wheel

FOLDER = "export/folder"  # the name of the setting
FORBIDDEN = '<>:"/\\|?*'  # in the names of files, on one system or another


class ExportForm(QWidget):
    """`changed` with each change; `moment_changed` when other weights are chosen."""

    changed = Signal()
    moment_changed = Signal()

    def __init__(self, moments: Sequence[Moment], name: str) -> None:
        """`name`: what the names of the files begin with, until the user chooses another."""
        super().__init__()
        self.moments = tuple(moments)
        self.weights, self.name, self.folder = QComboBox(), QLineEdit(name), QLineEdit()
        self.browse = QPushButton(_("Choose…"))
        self.data_name, self.scores = QCheckBox(_("Name of the data")), QCheckBox(_("Scores of the network"))
        self._describe()
        self._lay_out()
        self.weights.currentIndexChanged.connect(lambda: self.moment_changed.emit())
        self.name.textChanged.connect(lambda: self.changed.emit())
        self.folder.textChanged.connect(lambda: self.changed.emit())
        self.browse.clicked.connect(self._on_browse)

    @property
    def moment(self) -> Moment:
        return self.moments[max(self.weights.currentIndex(), 0)]

    @property
    def stem(self) -> Path:
        """What the paths of the files begin with."""
        return Path(self.folder.text().strip()).expanduser() / self.name.text().strip()

    @property
    def shown_name(self) -> str:
        """What the names of the files begin with; nothing while they cannot begin so."""
        return "" if self._name_problem() else self.name.text().strip()

    def problem(self) -> str:
        """Why no file can be written as things stand, in a sentence; or nothing."""
        folder = self.folder.text().strip()
        if problem := self._name_problem():
            return problem
        if not folder:
            return _("Choose a folder for the files.")
        if not Path(folder).expanduser().is_dir():
            return _('There is no folder "{folder}". Choose one that is there.').format(folder=folder)
        return ""

    def remember(self) -> None:
        """The next dialog begins in this folder."""
        remember_folder(FOLDER, str(self.stem.parent))

    def _name_problem(self) -> str:
        name = self.name.text().strip()
        if not name.strip("."):
            return _("Give the files a name.")
        if any(letter in FORBIDDEN for letter in name):
            return _("A file's name cannot have any of these letters: {letters}").format(letters=" ".join(FORBIDDEN))
        return ""

    def _on_browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Folder for the exported files"), self.folder.text())
        if folder:
            self.folder.setText(QDir.toNativeSeparators(folder))

    def _describe(self) -> None:
        self.weights.addItems([moment.text for moment in self.moments])
        leave_wheel(self.weights)
        self.weights.setToolTip(
            _("Which weights the files get. Those of the best epoch are kept where a stop rule puts them back at the end.")
        )
        self.name.setToolTip(_("What the name of each file begins with; its format adds the end."))
        self.folder.setText(QDir.toNativeSeparators(folder_for(FOLDER)))
        self.folder.setToolTip(_("Where the files are written."))
        self.folder.setAccessibleName(_("Folder"))
        self.weights.setAccessibleName(_("Weights"))
        self.browse.setAccessibleName(_("Choose the folder for the exported files"))
        self.browse.setToolTip(_("Choose where the files are written."))
        self.browse.setAutoDefault(False)
        self.data_name.setToolTip(_("The files call the data “{name}”.").format(name=self.moment.model.recipe.data.label))
        self.scores.setToolTip(_("The files say the losses and how many rows are predicted rightly."))
        for box in (self.data_name, self.scores):
            box.setChecked(True)

    def _lay_out(self) -> None:
        form, place, tells = QFormLayout(self), QHBoxLayout(), QHBoxLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for row, gap, parts in ((place, 8, (self.folder, self.browse)), (tells, 24, (self.data_name, self.scores))):
            row.setSpacing(gap)
            for part in parts:
                row.addWidget(part)
        tells.addStretch(1)
        for text, field in ((_("Weights"), self.weights), (_("Name"), self.name)):
            form.addRow(text, field)
        form.addRow(_("Folder"), place)
        form.addRow(_("Files tell"), tells)
