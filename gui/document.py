"""The document: the project as it is now, and the stack of edits that can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from engine.core.translation import _
from engine.network.transfer import Move
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from engine.training.memento import Memento, WeightEdit
from gui.model.project import Project


@dataclass(frozen=True)
class Change:
    """One step of the document.

    memento: holds the trained state on the other side of the change, if the change keeps it.
    swap: the change is an undo or a redo; the state in the memento is restored, and the present one goes into the memento.
    opened: it is another project altogether, whose trained state, if any, comes from its file.
    text: what Undo calls it. merged: it is one undo step with the change before, as in the drag of a slider.
    note: what it changed besides what was chosen, in sentences for the user.
    """

    before: Project
    after: Project
    memento: Memento | None
    swap: bool
    opened: bool = False
    text: str = ""
    merged: bool = False
    note: str = ""


class Document(QObject):
    """Changes by `edit`, undo and redo, and by nothing else."""

    changed = Signal(object)  # Change

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        # what Undo and Redo act on: the user's own stack, or that of a lesson. Made before them, as Qt deletes in this order:
        # a stack that went first would emit signals of a group whose Python half may be gone, which is a segmentation fault
        self.stacks = QUndoGroup(self)
        self.undo_stack = QUndoStack(self)  # of the user's own project
        self.undo_stack.setUndoLimit(200)
        self.stacks.addStack(self.undo_stack)
        self.stacks.setActiveStack(self.undo_stack)
        self._own: Project | None = None  # the user's own project, while a lesson runs

    def edit(
        self,
        text: str,
        after: Project,
        merge: str = "",
        restart: bool = False,
        weights: tuple[WeightEdit, ...] = (),
        moves: tuple[Move, ...] = (),
        look: bool = False,
        carries_on: bool = False,
        note: str = "",
    ) -> None:
        """Make `after` the project, undoably. Edits that follow each other with the same `merge` key undo as one.

        `restart` marks an edit after which training starts again, even when the recipe stays as it is; `weights` are trained
        numbers that the edit sets by hand; `moves` are the layers that move and keep their trained numbers; `look` marks an edit
        that took no work: nobody is asked to save it. On other rows a new run begins, unless it `carries_on`, as when
        points are drawn. `note` says to the user what else the edit changed than what was chosen.
        """
        if after == self.project and not restart and not weights:
            return
        old, new = self.project.recipe, after.recipe
        starts = [(one.blocks, one.data_key(), one.output_weights, one.output_bias) for one in (old, new)]
        keeps_weights = starts[0] == starts[1]
        memento = Memento(restart, carries_on, weights=weights, moves=moves)
        if keeps_weights and old.seeds == new.seeds and not restart and not weights:
            memento = None
        self._push(text, after, memento, merge, look, note)

    @property
    def own_project(self) -> Project:
        """The user's own, even while a lesson runs: it is what is saved."""
        return self.project if self._own is None else self._own

    def park(self, project: Project) -> None:
        """Set the user's own project aside with all its undo steps, unless it is already, and show this one, of a lesson.

        Trained weights are parked by the trainer.
        """
        if self._own is None:
            self._own = self.project
        lesson = QUndoStack(self)
        lesson.setUndoLimit(200)
        self._show_parked(project, lesson)

    def unpark(self) -> None:
        """The user's own project is back; the lesson's and its undo steps are gone."""
        own, self._own = self._own, None
        if own is not None:
            self._show_parked(own, self.undo_stack)

    def _show_parked(self, project: Project, stack: QUndoStack) -> None:
        left, before, self.project = self.stacks.activeStack(), self.project, project
        self.stacks.addStack(stack)
        self.stacks.setActiveStack(stack)
        if left is not self.undo_stack:
            left.deleteLater()
        self.changed.emit(Change(before, project, None, False, opened=True))

    @property
    def set_weights(self) -> tuple[WeightEdit, ...]:
        """The trained numbers that were set by hand in the present run, in order, as far back as can be undone."""
        stack = self.stacks.activeStack()
        found: list[WeightEdit] = []
        for edit in (stack.command(i) for i in range(stack.index())):
            if isinstance(edit, _Edit) and edit.memento is not None:
                found = [] if edit.memento.ends_run(edit.before.recipe, edit.after.recipe) else found
                found += edit.weights
        return tuple(found)

    def go_back(self, text: str, after: Project, step: int) -> None:
        """Make `after`, the project of a kept moment, the project, and its trained state the present one: undoably."""
        self._push(text, after, Memento(keyframe=step), "")

    def keep_weights(self, text: str) -> None:
        """Begin the present run again with the weights of the run that was left for other rows: undoably."""
        self._push(text, self.project, Memento(keeps_weights=True), "")

    def adopt(self, text: str, after: Project, recipe: Recipe, state: Checkpoint) -> None:
        """Make `after` the project, and a trained state from elsewhere, of that recipe, the present one: undoably."""
        self._push(text, after, Memento(adopted=(recipe, state)), "")

    @property
    def has_only_looks(self) -> bool:
        """Whether all edits since the project was opened are looks, as at a template."""
        stack = self.undo_stack
        edits = [stack.command(i) for i in range(stack.index())]
        return stack.cleanIndex() == 0 and all(isinstance(edit, _Edit) and edit.look for edit in edits)

    def _push(self, text: str, after: Project, memento: Memento | None, merge: str, look: bool = False, note: str = "") -> None:
        self.stacks.activeStack().push(_Edit(self, text, self.project, after, memento, merge, look, note))

    def open(self, project: Project) -> None:
        """Open another project; the undo stack is emptied."""
        before, self.project = self.project, project
        self.undo_stack.clear()
        self.undo_stack.setClean()
        self.changed.emit(Change(before, project, None, False, opened=True))

    def _apply(self, change: Change) -> None:
        self.project = change.after
        self.changed.emit(change)


class _Edit(QUndoCommand):
    """Swaps before and after. The one kind of command on the undo stack."""

    def __init__(
        self,
        document: Document,
        text: str,
        before: Project,
        after: Project,
        memento: Memento | None,
        merge: str,
        look: bool = False,
        note: str = "",
    ) -> None:
        super().__init__(text)
        self.shown = text  # Qt's own copy no longer knows what it was translated from
        self.document, self.before, self.after, self.memento, self.merge = document, before, after, memento, merge
        self.done_once, self.look, self.note = False, look, note
        self.weights = memento.weights if memento is not None else ()  # with those of the edits that were merged into it

    def redo(self) -> None:
        swap, self.done_once = self.done_once, True
        stack = self.document.stacks.activeStack()
        last = stack.command(stack.index() - 1) if not swap else None
        merged = isinstance(last, _Edit) and bool(self.merge) and last.merge == self.merge
        note = "" if swap else self.note
        self.document._apply(Change(self.before, self.after, self.memento, swap, text=self.shown, merged=merged, note=note))

    def undo(self) -> None:
        self.document._apply(Change(self.after, self.before, self.memento, True, text=_("Undo: {edit}").format(edit=self.shown)))

    def id(self) -> int:
        return 1 if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.merge != self.merge:
            return False
        self.after = other.after
        self.memento = self.memento or other.memento
        self.weights += other.weights
        return True
