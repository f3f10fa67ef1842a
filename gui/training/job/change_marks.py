"""Marks on the charts: at which step the user changed what."""

from __future__ import annotations

from engine.recipe.diff import change_text
from engine.recipe.recipe import Recipe
from engine.training.session import Session


class ChangeMarks:
    """Changes: remembers the recipe before a change that later ones may be merged with, as in the drag of a slider."""

    def __init__(self) -> None:
        self._first: Recipe | None = None

    def add(self, session: Session, before: Recipe, text: str, merged: bool) -> None:
        """Mark the change from `before` to the session's recipe; `merged`: instead of the last mark, for both together."""
        if not text or not session.step:
            return
        self._first = self._first if merged and self._first is not None else before
        session.history.mark(session.step, change_text(self._first, session.recipe, text), merged)
