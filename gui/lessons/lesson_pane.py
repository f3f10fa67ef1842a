"""The pane of the drawer: the list of lessons, or the one that runs."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.lessons.lesson_list import LessonList
from gui.lessons.step_page import StepPage
from gui.style.text_size import follow
from gui.style.theme import px
from gui.widgets.current_stack import CurrentStack


class LessonPane(QWidget):
    """Shows one of its two pages."""

    def __init__(self) -> None:
        super().__init__()
        self.list, self.page = LessonList(), StepPage()
        self._stack = CurrentStack()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        follow(self, lambda: self.setMinimumWidth(max(264, px(240))))

    def show_list(self) -> None:
        self._stack.setCurrentWidget(self.list)

    def show_page(self) -> None:
        self._stack.setCurrentWidget(self.page)
