"""The list of lessons: which there are, how far one has got in each, and a file of somebody else's."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from engine.core.translation import _, joined, ngettext
from gui.lessons.progress import steps_done
from gui.model.lessons.lesson import Lesson
from gui.model.lessons.lesson_reading import lessons_in
from gui.style import theme
from gui.style.icons import icon, set_icon
from gui.style.text_size import follow
from gui.widgets.labels import note

ICON = 16  # pixels at a text size of 100 %: with larger ones fewer lessons would be seen without scrolling


class LessonList(QWidget):
    """`chosen` gives the lesson that the user wants to begin, `open_wanted` asks for a file, `problem` names one that is damaged.

    The lessons are read when they are first needed: the start of the program does not wait for them.
    """

    chosen = Signal(object)  # Lesson
    open_wanted = Signal()
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lessons: tuple[Lesson, ...] = ()
        self._done: Mapping[str, int] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(_("Lessons"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        follow(self.list, lambda: self.list.setIconSize(QSize(theme.px(ICON), theme.px(ICON))))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self.list.setCurrentItem)
        self.list.currentRowChanged.connect(self._show_about)
        self.about = note()
        self.begin = QPushButton(_("Begin this lesson"))
        self.begin.setProperty("primary", True)
        self.begin.clicked.connect(lambda: self._choose(self.list.currentItem()))
        self.open = QPushButton(_("Open a lesson…"))
        self.open.setToolTip(_("A lesson that somebody else wrote: a file that ends in .nplesson."))
        set_icon(self.open, "open")
        self.open.clicked.connect(self.open_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 12)
        column.setSpacing(8)
        self.count = note()
        column.addWidget(self.count)
        column.addWidget(self.list, 1)
        for part in (self.about, self.begin, self.open):
            column.addWidget(part)
        theme.events.changed.connect(self._fill)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        if not self._lessons:
            self.read()
        return self._lessons

    def after(self, lesson: Lesson) -> Lesson | None:
        """The lesson that comes next; None after the last, and for one that is not in the list."""
        keys = [one.progress_key for one in self.lessons]
        at = keys.index(lesson.progress_key) + 1 if lesson.progress_key in keys else len(keys)
        return self.lessons[at] if at < len(keys) else None

    def read(self) -> None:
        """Show the lessons that there are, and how far one has got in each."""
        self._lessons, problems = lessons_in()
        self._done = steps_done()
        self._fill()
        for text in problems:
            self.problem.emit(text)

    def showEvent(self, event: QShowEvent) -> None:
        if not self._lessons:
            self.read()
        super().showEvent(event)

    def _fill(self) -> None:
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        for number, lesson in enumerate(self._lessons, 1):
            done, steps = self._done.get(lesson.progress_key, 0), len(lesson.steps)
            item = QListWidgetItem(f"{number}. {lesson.title}")
            spoken = ngettext(
                "{title}: {done} of {steps} step is done",
                "{title}: {done} of {steps} steps are done",
                steps,
            ).format(title=lesson.title, done=done, steps=steps)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(
                ngettext(
                    "{done} of {steps} step is done.",
                    "{done} of {steps} steps are done.",
                    steps,
                ).format(done=done, steps=steps)
            )
            name, colour = ("done", "accent") if done >= steps else ("half_done", "accent") if done else ("not_done", "muted")
            item.setIcon(icon(name, colour))
            self.list.addItem(item)
        text = _("Each step asks for a guess, then for a deed, and checks it by itself. Your own project stays as it is.")
        count = ngettext("{count} lesson.", "{count} lessons.", len(self._lessons)).format(count=len(self._lessons))
        self.count.setText(joined((count, text)))
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.begin.setEnabled(bool(self._lessons))

    def _show_about(self, row: int) -> None:
        if 0 <= row < len(self._lessons):
            self.about.setText(str(self._lessons[row].about))

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(self._lessons[self.list.row(item)])
