"""A lesson while it is played: which step, and what became of each. The window and the tests of lessons play through this."""

from __future__ import annotations

from gui.model.lessons.lesson import Lesson, Step
from gui.model.lessons.step_play import StepPlay, StepRecord
from gui.model.lessons.step_rules import kept_of, limits_of


class LessonRun:
    """Changes with `go`. `play` is the present step; `records` are those of all steps."""

    def __init__(self, lesson: Lesson, done: int = 0) -> None:
        """done: so many of the first steps were done earlier, of which nothing else is known; if all were, it begins anew."""
        self.lesson = lesson
        done = done if done < len(lesson.steps) else 0
        self.records = [StepRecord(done=number < done) for number in range(len(lesson.steps))]
        self.go(done)

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.at]

    @property
    def is_last(self) -> bool:
        return self.at == len(self.lesson.steps) - 1

    @property
    def is_finished(self) -> bool:
        """Whether every step is done."""
        return all(record.done for record in self.records)

    def go(self, at: int) -> None:
        """To a step, which begins anew."""
        self.at = min(max(at, 0), len(self.lesson.steps) - 1)
        limits, kept = limits_of(self.lesson, self.step), kept_of(self.lesson, self.step)
        self.play = StepPlay(self.step, self.records[self.at], limits, kept)
