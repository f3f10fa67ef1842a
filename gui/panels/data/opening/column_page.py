"""What becomes of the selected columns: role, kind, missing values, and the order of levels, each as suggested or as chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFormLayout, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.quoting import shortened
from engine.core.translation import N_, _, ngettext
from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.sketch import ColumnSketch
from gui.panels.data.opening.column_words import (
    FILLS,
    KIND_HELP,
    KINDS,
    LONGEST,
    ROLES,
    extent,
    levels_in_words,
    missing_share,
    short_kind,
)
from gui.style import theme
from gui.style.text_size import follow
from gui.widgets.forms.choice import Choice
from gui.widgets.labels import heading, note

DIFFERENT = "different"
OF_NUMBERS = ("", "rows", "mean", "median", "most", "level")
OF_LEVELS = ("", "rows", "most", "level")
ONE_TARGET = N_("One column is predicted. Select a single column to predict another one.")


class ColumnPage(QScrollArea):
    """`wanted` carries a field (role, kind, missing) and its value for the selected columns; `ordered` the levels of one."""

    wanted = Signal(str, str)
    ordered = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[ColumnSketch, ...] = ()
        self.title, self.facts, self.reason = heading(), note(), note()
        for label in (self.title, self.facts, self.reason):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.role, self.kind, self.missing = Choice(_("Role")), Choice(_("Kind")), Choice(_("Missing values"))
        self.role.setToolTip(_("Keys: I input, T column to predict, L or Space left out, Backspace as suggested."))
        self.kind.setToolTip(_("Keys: N number, C category, O ordered."))
        self.missing.setToolTip(_("Mean, median and the most frequent value are those of the training rows."))
        self.levels = QListWidget()
        self.levels.setAccessibleName(_("Levels, the least first"))
        self.levels.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.levels_hint = note(_("Drag the levels into their order, the least first."))
        for field, choice in (("role", self.role), ("kind", self.kind), ("missing", self.missing)):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(12)
            choice.chosen.connect(lambda value, field=field: value != DIFFERENT and self.wanted.emit(field, value))
        self.levels.model().rowsMoved.connect(self._on_moved)
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("panel", True)
        form, layout = QFormLayout(), QVBoxLayout(inside)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(4)
        form.addRow(_("&Role"), self.role)
        form.addRow(_("&Kind"), self.kind)
        form.addRow(_("&Missing values"), self.missing)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.facts)
        layout.addWidget(self.reason)
        layout.addLayout(form)
        layout.addWidget(self.levels_hint)
        layout.addWidget(self.levels)
        layout.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Selected columns"))
        follow(self, lambda: self.setFixedWidth(theme.px(280)))

    def show_columns(self, columns: Sequence[ColumnSketch], choices: ReadingChoices, label: str) -> None:
        """`label`: the chosen column to predict, "" where it is the suggested one."""
        self.columns = tuple(columns)
        if not columns:
            return
        chosen = [choices.of(column.name) for column in columns]
        single = columns[0] if len(columns) == 1 else None
        self._show_texts(single)
        self._show_role(columns, chosen, label)
        kinds = {column.kind for column in columns}
        _offer(self.kind, tuple(KINDS), KINDS, [one.kind for one in chosen], _of_suggested(single, "kind"))
        for place in range(self.kind.count()):
            self.kind.setItemData(place, _help(self.kind.itemData(place)), Qt.ItemDataRole.ToolTipRole)
        fills = OF_NUMBERS if kinds == {"number"} else OF_LEVELS if "number" not in kinds else tuple(FILLS)
        _offer(self.missing, fills, FILLS, [one.missing for one in chosen], _of_suggested(single, "fill"))
        others = [column for column in columns if column.role != "target"]
        self.missing.setEnabled(any(column.missing for column in others))
        self.kind.setEnabled(bool(others))
        self._show_levels(single)

    def _show_texts(self, single: ColumnSketch | None) -> None:
        count = len(self.columns)
        title = ngettext("{count} column", "{count} columns", count).format(count=format_count(count))
        self.title.setText(shortened(single.name, LONGEST) if single is not None else title)
        facts = "" if single is None else _facts(single)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        reason = single.reason if single is not None else ""
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))

    def _show_role(self, columns: Sequence[ColumnSketch], chosen: list[ColumnChoice], label: str) -> None:
        is_target = any(column.role == "target" for column in columns)
        values = [
            ("target" if c.name == label else "") if c.role == "target" else one.role
            for c, one in zip(columns, chosen, strict=True)
        ]
        single = columns[0] if len(columns) == 1 else None
        _offer(self.role, tuple(ROLES), ROLES, values, _of_suggested(single, "role"))
        self.role.disable("target", _(ONE_TARGET) if len(columns) > 1 else "")
        why = (
            _("Something must be predicted. Choose another column to predict first.") if is_target and single is not None else ""
        )
        for value in ("input", "out"):
            self.role.disable(value, why)

    def _show_levels(self, single: ColumnSketch | None) -> None:
        shown = single is not None and single.kind == "ordered" and single.role == "input" and len(single.levels) > 1
        self.levels.setVisible(shown)
        self.levels_hint.setVisible(shown)
        if shown and single is not None and self._listed() != single.levels:
            self.levels.clear()
            for level, count in zip(single.levels, single.bars, strict=False):
                item = QListWidgetItem(_("{level}  ({count})").format(level=shortened(level, LONGEST), count=format_count(count)))
                item.setData(Qt.ItemDataRole.UserRole, level)
                self.levels.addItem(item)

    def _listed(self) -> tuple[str, ...]:
        return tuple(self.levels.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.levels.count()))

    def _on_moved(self, _parent: QModelIndex, _first: int, _last: int, _to: QModelIndex, _row: int) -> None:
        self.ordered.emit(self._listed())


def _facts(column: ColumnSketch) -> str:
    parts = [short_kind(column), levels_in_words(column) if column.levels else extent(column), missing_share(column)]
    return "\n".join(part for part in parts if part)


def _of_suggested(column: ColumnSketch | None, field: str) -> str:
    """What a single column is as it stands, to be named beside "as suggested"."""
    return "" if column is None else getattr(column, field)


def _offer(choice: Choice, values: tuple[str, ...], labels: dict[str, str], chosen: list[str], present: str) -> None:
    """Offer the values and show the one that all columns have; "different" where they have not the same."""
    choice.clear()
    for value in values:
        text = _(labels[value])
        if not value and present and set(chosen) == {""}:
            text = _("Suggested: {what:small}").format(what=_(labels[present]))
        choice.add(value, text)
    if len(set(chosen)) > 1:
        choice.add(DIFFERENT, _("(different)"))
        choice.set_value(DIFFERENT)
    elif chosen:
        choice.set_value(chosen[0])


def _help(kind: str) -> str:
    return _(KIND_HELP[kind]) if kind in KIND_HELP else ""
