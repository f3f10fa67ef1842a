"""Edits of the project that menus and views ask for, each one step of Undo."""

from __future__ import annotations

import dataclasses

from engine.core.translation import _
from engine.training.memento import WeightEdit
from gui.document import Document
from gui.model.project import Axes
from gui.model.side_effects import side_effects
from gui.model.templates import Template, from_template


class ProjectController:
    """Edits the document."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def use_template(self, template: Template) -> None:
        """The template's layers instead of the present ones, from the start."""
        before = self.document.project
        after, name = from_template(before, template), _(template.name)
        note = side_effects(before.recipe, after.recipe, ())
        self.document.edit(_("Template {name}").format(name=name), after, restart=True, look=True, note=note)

    def set_axes(self, axes: Axes) -> None:
        """Other inputs along the axes, or other values of the inputs that are held."""
        self.document.edit(_("Other axes"), dataclasses.replace(self.document.project, axes=axes), merge="axes")

    def set_numbers(self, text: str, weights: tuple[WeightEdit, ...], merge: str = "") -> None:
        """Other values of trained numbers; edits with the same `merge` key that follow each other undo as one."""
        self.document.edit(text, self.document.project, merge=merge, weights=weights)
