"""One hyperparameter of the recipe as the user wants it: a step of Undo, with a note of what else it changes."""

from __future__ import annotations

from typing import Any

from engine.core.params import params_of
from engine.core.translation import _
from engine.data.table import Task
from engine.recipe.recipe import Recipe
from gui.document import Document
from gui.model import edits
from gui.model.side_effects import side_effects


def change_recipe(document: Document, field: str, value: Any, gesture: str, task: Task | None, setting: str = "") -> None:
    """Set a field of the recipe; steps of one `gesture` are undone as one. `setting` is what Undo calls it, if not by its label.

    `task` is that of the present data, None where they are not known yet.
    """
    after = edits.with_recipe(document.project, **{field: value})
    text = _("Change {setting:small}").format(setting=setting or _(params_of(Recipe)[field].label))
    note = side_effects(document.project.recipe, after.recipe, (field,), task)
    document.edit(text, after, gesture and f"recipe {field} {gesture}", note=note)
