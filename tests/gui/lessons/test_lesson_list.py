"""The list of lessons: most of them are seen without scrolling, and how many there are is said."""

from __future__ import annotations

from gui.lessons.lesson_list import LessonList


def test_a_small_window_shows_most_lessons_and_how_many_there_are(qtbot) -> None:
    lessons = LessonList()
    qtbot.addWidget(lessons)
    lessons.resize(330, 560)  # the drawer of a window of 1280 x 720
    lessons.show()
    qtbot.waitUntil(lambda: lessons.list.visualItemRect(lessons.list.item(0)).height() > 0)
    room = lessons.list.viewport().rect()
    seen = [room.contains(lessons.list.visualItemRect(lessons.list.item(row))) for row in range(lessons.list.count())]
    assert seen.count(True) >= 16
    assert lessons.count.text().startswith(f"{lessons.list.count()} lessons.")
