"""How the file was understood, as one sentence; unfolded, a control for each part of it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.core.translation import N_, _
from engine.data.csv_files.choices import BLANKS, COMMENTS, ENCODINGS, NO_THOUSANDS, SEPARATORS, ReadingChoices
from engine.data.csv_files.sketch import TableSketch
from gui.panels.data.opening.missing_words import MissingWords
from gui.style.text_size import set_font
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.flow_row import flow_row
from gui.widgets.forms.choice import Choice

ENCODING_NAMES = {
    "utf-8": N_("UTF-8 (all languages)"),
    "utf-16": N_("UTF-16 (all languages)"),
    "cp949": N_("CP949 (Korean)"),
    "cp1252": N_("CP1252 (Western European)"),
    "cp932": N_("CP932 (Japanese)"),
    "gb18030": N_("GB18030 (Chinese)"),
    "big5": N_("Big5 (Chinese)"),
    "euc_jp": N_("EUC-JP (Japanese)"),
    "cp1250": N_("CP1250 (Central European)"),
    "cp1251": N_("CP1251 (Cyrillic)"),
    "latin-1": N_("Latin-1 (Western European)"),
}
SEPARATOR_NAMES = {
    ",": N_("comma"),
    ";": N_("semicolon"),
    "\t": N_("tab"),
    "|": N_("pipe"),
    BLANKS: N_("runs of blanks"),
    " ": N_("runs of blanks"),
}
SEPARATED = {
    ",": N_("commas"),
    ";": N_("semicolons"),
    "\t": N_("tabs"),
    "|": N_("pipes"),
    " ": N_("runs of blanks"),
}
MARKS = {".": N_("point"), ",": N_("comma"), " ": N_("space"), "'": N_("apostrophe"), NO_THOUSANDS: N_("none")}
HEADER_NAMES = {"yes": N_("holds names"), "no": N_("is a row of data")}
NO_COMMENT = "none"
NAMED = N_("{encoding}, separated by {separator}, decimal {mark}, names in the first line.")
UNNAMED = N_("{encoding}, separated by {separator}, decimal {mark}, no line of names.")
SENTENCES = {  # by the kind of the file and whether it has a line of names
    ("text", True): NAMED,
    ("text", False): UNNAMED,
    ("workbook", True): N_("Workbook, names in the first line."),
    ("workbook", False): N_("Workbook, no line of names."),
    ("arff", True): N_("ARFF, {encoding}; the names of the columns and their kinds are those of the file."),
    ("arff", False): N_("ARFF, {encoding}; the kinds of the columns are those of the file, their names are left out."),
}
NEEDLESS = {"text": (), "workbook": ("encoding", "separator"), "arff": ("separator", "comment")}  # nothing to choose there


class ReadingRow(QWidget):
    """`changed` carries the choices with what was changed here."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._choices = ReadingChoices()
        self.sentence = ElidedLabel(most=2)
        self.more = QToolButton()
        self.more.setText(_("Change…"))
        self.more.setCheckable(True)
        self.more.setToolTip(
            _("Overrule how the file was read: encoding, separator, marks in numbers, names, words for missing.")
        )
        self.controls = {
            "encoding": _choice(_("Encoding"), {code: ENCODING_NAMES[code] for code in ENCODINGS if code}),
            "separator": _choice(_("Columns separated by"), {mark: SEPARATOR_NAMES[mark] for mark in SEPARATORS if mark}),
            "decimal": _choice(_("Decimal mark"), {mark: MARKS[mark] for mark in (".", ",")}),
            "thousands": _choice(_("Mark between thousands"), {mark: MARKS[mark] for mark in (NO_THOUSANDS, ",", ".", " ", "'")}),
            "comment": _choice(_("Comment lines begin with"), dict.fromkeys(COMMENTS, "") | {NO_COMMENT: MARKS[NO_THOUSANDS]}),
            "header": _choice(_("First line"), HEADER_NAMES, guess="auto"),
        }
        self.words = MissingWords()
        self._pairs = {name: _with_caption(control.accessibleName(), control) for name, control in self.controls.items()}
        self.fold = flow_row(*self._pairs.values(), _with_caption(self.words.choice.accessibleName(), self.words), down=8)
        self.fold.hide()
        first, layout = QHBoxLayout(), QVBoxLayout(self)
        first.addWidget(self.sentence, 1)
        first.addWidget(self.more)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(first)
        layout.addWidget(self.fold)
        self.more.toggled.connect(self.fold.setVisible)
        for name, control in self.controls.items():
            control.chosen.connect(lambda value, name=name: self._change(name, value))
        self.words.changed.connect(lambda words: self._change("words", words))

    def unfold(self) -> None:
        """Show the controls: something has to be chosen."""
        self.more.setChecked(True)

    def show_choices(self, choices: ReadingChoices, sketch: TableSketch | None) -> None:
        """What was chosen, and what was found where nothing was."""
        self._choices = choices
        found = {} if sketch is None else _found(sketch)
        for name, control in self.controls.items():
            text = _("As found: {what}").format(what=found[name]) if name in found else _("As found")
            control.setItemText(0, text)
            value = getattr(choices, name)
            if value not in [control.itemData(place) for place in range(control.count())]:
                control.add(value, value)
            control.set_value(value)
        self.words.show_words(choices.words)
        if sketch is not None:
            for name, pair in self._pairs.items():
                pair.setVisible(name not in NEEDLESS[sketch.kind] or name in _chosen(choices))
            sentence = _(SENTENCES[sketch.kind, sketch.has_header])
            marks = {"separator": _(SEPARATED[sketch.separator]), "mark": _(MARKS[sketch.decimal])}
            self.sentence.set_text(sentence.format(encoding=sketch.encoding, **marks))

    def say(self, text: str, tone: str = "muted") -> None:
        """A sentence in place of how the file was understood."""
        self.sentence.set_text(text, tone=tone)

    def minimumSizeHint(self) -> QSize:
        """The layout's own would be that of one control in each row of a narrow window."""
        return QSize(self.more.minimumSizeHint().width() * 2, self.more.minimumSizeHint().height())

    def _change(self, name: str, value: object) -> None:
        self._choices = replace(self._choices, **{name: value})
        self.changed.emit(self._choices)


def _chosen(choices: ReadingChoices) -> set[str]:
    """What is not as it is found."""
    guesses = ReadingChoices()
    return {name for name in ("encoding", "separator", "comment") if getattr(choices, name) != getattr(guesses, name)}


def _found(sketch: TableSketch) -> dict[str, str]:
    return {
        "encoding": sketch.encoding,
        "separator": _(SEPARATOR_NAMES[sketch.separator]),
        "decimal": _(MARKS[sketch.decimal]),
        "thousands": _(MARKS[sketch.thousands or NO_THOUSANDS]),
        "header": _(HEADER_NAMES["yes" if sketch.has_header else "no"]),
    }


def _choice(name: str, labels: dict[str, str], guess: str = "") -> Choice:
    """Offers the guess, then each value with its label, or as it is where it needs none in any language."""
    made = Choice(name)
    made.add(guess, _("As found"))
    for value, label in labels.items():
        if value:
            made.add(value, _(label) if label else value.upper())
    return made


def _with_caption(text: str, control: QWidget) -> QWidget:
    pair, label = QWidget(), QLabel(text)
    set_font(label, "small")
    label.setBuddy(control)
    layout = QVBoxLayout(pair)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(label, 0, Qt.AlignmentFlag.AlignLeft)
    layout.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft)
    return pair
