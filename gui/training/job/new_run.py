"""Edits that end a run, and what a frame says of one that has just begun on other rows."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from engine.core.translation import _, joined, ngettext
from engine.data.table import Task
from engine.network.transfer import Transfer
from engine.nn.losses import usual_loss
from engine.recipe.recipe import Recipe
from engine.training.memento import Memento, WeightProblem, apply_edit
from engine.training.session import Session
from engine.training.timeline import KeyframeProblem
from gui.training.job.run_recorder import RunRecorder

_numbers = itertools.count(1)


@dataclass(frozen=True)
class NewRun:
    """`number` counts those of one program, with lessons. `text` says what happened; `can_keep`: any layer could have the weights
    of `before`, the name of what the run before was trained on."""

    number: int
    text: str
    before: str
    can_keep: bool


class NewRuns:
    """Changes as runs begin. `newest`: the one that a message is about; None when that is settled."""

    def __init__(self) -> None:
        self.newest: NewRun | None = None

    def begin(self, before: Recipe, task: Task, session: Session, trained: bool) -> None:
        """The session has begun a run on other rows; `before` and `task` are those of the run before, if that was `trained`.

        Of one that was not there is nothing to say; the message is then still about the trained run before it.
        """
        source = before.data.title() if trained else self.newest.before if self.newest is not None else ""
        run = _run_text(source, session.recipe.data.title(), before.rows_key() == session.recipe.rows_key())
        sentences = [text for text in (run, loss_text(session, task)) if text]
        kept = () if session.left is None or not source else Transfer.between(session.left, session.loop).kept_layers()
        self.newest = NewRun(next(_numbers), " ".join(sentences), source, bool(kept)) if sentences else None

    def settle(self) -> None:
        """There is nothing to say about the last one any more."""
        self.newest = None


def _run_text(before: str, data: str, same_rows: bool) -> str:
    if not before:
        return ""
    if same_rows:
        return _("A new run on {data} has begun, with inputs on another scale; the run before is in Runs.").format(data=data)
    if before == data:
        return _("A new run on {data} has begun, on other rows than before; the run before is in Runs.").format(data=data)
    return _("A new run on {data} has begun; the run on {before} is in Runs.").format(data=data, before=before)


def loss_text(session: Session, before: Task) -> str:
    """What becomes of the loss where another task is to be learned, and whether there are few neurons for its classes."""
    task, loss, usual = session.data.task, session.recipe.loss, usual_loss(session.data.task)
    if task == before:
        return ""
    names = {"loss": _(loss.label), "usual": _(usual.label)}
    sentences = []
    if type(loss) is not type(usual):
        text = _("Loss: {loss}, as you chose; for a number {usual} is usual.")
        sentences.append(text if task.is_regression else _("Loss: {loss}, as you chose; for classes {usual} is usual."))
    elif task.is_regression is not before.is_regression:
        text = _("Loss: {loss}, because a number is predicted.")
        sentences.append(text if task.is_regression else _("Loss: {loss}, because these are classes."))
    units = session.network.layers[-1].units_in
    if len(session.network.layers) > 1 and units < task.classes / 2 and task.outputs > 1:
        few = ngettext(
            "{n} neuron before the output is few for {classes} classes.",
            "{n} neurons before the output are few for {classes} classes.",
            units,
        )
        sentences.append(few)
    return joined(text.format(n=units, classes=task.classes, **names) for text in sentences)


def apply_and_record(
    session: Session, recipe: Recipe, memento: Memento, merged: bool, runs: RunRecorder, new_runs: NewRuns
) -> str:
    """Make the session adopt an edit, and record the run that it ends; returns a sentence if not all could be done.

    One drag ends one run: what `merged` edits end was never meant to be.
    """
    before, task, trained, notice = session.recipe, session.data.task, session.epoch > 0 and not merged, ""
    begins, ends = memento.begins_run(before, recipe), memento.ends_run(before, recipe)  # a state to adopt is gone afterwards
    if trained and ends:
        runs.keep(session)
    try:
        apply_edit(session, recipe, memento)
    except (WeightProblem, KeyframeProblem) as problem:
        notice = str(problem)
    if begins:
        new_runs.begin(before, task, session, trained)
    elif ends:
        new_runs.settle()
    return notice
