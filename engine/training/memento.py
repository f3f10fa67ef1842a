"""Edits that trained numbers travel with: what an edit does to a session, and the memento of the state before it, for undo."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from engine.core.translation import _, joined
from engine.network.left_run import LeftRun
from engine.network.network import Network
from engine.network.parameter_layout import arrays_of
from engine.network.transfer import Move, Transfer
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import Checkpoint
from engine.training.session import Session
from engine.training.timeline import KeyframeProblem, keyframe_at


@dataclass(frozen=True)
class WeightEdit:
    """One trained number set by hand: in which layer (by id), which of its arrays, where in it, and to what."""

    layer: int
    array: str
    index: tuple[int, ...]
    value: float


@dataclass(eq=False)
class Memento:
    """Carries the state on the other side of an edit. Only the training thread fills and empties it; others pass it on."""

    restart: bool = False  # whether training starts again
    carries_on: bool = False  # whether the present run goes on with other rows, as while points are drawn
    keeps_weights: bool = False  # whether training starts again with the weights of the run that was left for other rows
    weights: tuple[WeightEdit, ...] = ()  # what the edit sets by hand
    moves: tuple[Move, ...] = ()  # layers that move with their trained numbers
    keyframe: int | None = None  # the step of the keyframe that the edit goes back to, before all else
    adopted: tuple[Recipe, Checkpoint] | None = None  # a trained state from elsewhere that becomes the present one
    state: tuple[Recipe, Checkpoint] | None = None

    def begins_run(self, before: Recipe, after: Recipe) -> bool:
        """Whether it leaves the run of the recipe `before` for one on other rows (other data, split or task), or on the same rows
        at another scale: standardised or no longer so, no weight means what it did.
        """
        goes_back = self.keyframe is not None or self.adopted is not None
        if goes_back or (self.carries_on and after.data.continues(before.data)):
            return False
        rescaled = (before.standardise, before.scaling) != (after.standardise, after.scaling) and not self.restart
        return rescaled or before.rows_key() != after.rows_key()

    def ends_run(self, before: Recipe, after: Recipe) -> bool:
        """Whether it leaves the present run: for other rows or another scale, a new start, an earlier keyframe or a state from
        elsewhere.
        """
        goes_back = self.keyframe is not None or self.adopted is not None
        return self.restart or self.keeps_weights or goes_back or self.begins_run(before, after)


def apply_edit(session: Session, recipe: Recipe, memento: Memento) -> None:
    """Make the session adopt an edit; the state before it goes into the memento. On other rows, and on the same ones at another
    scale, a new run begins, from step 0.

    Raises WeightProblem, with all else done, when a weight that it sets is not in the network, and KeyframeProblem when the state
    that it goes back to does not fit; the session is unchanged then.
    """
    before = session.recipe, session.checkpoint()
    if memento.keyframe is not None:
        keyframe = keyframe_at(session.timeline, memento.keyframe)
        _restore(session, keyframe.recipe, keyframe.checkpoint(session.history, session.timeline))
    if memento.adopted is not None:
        _restore(session, *memento.adopted)
        memento.adopted = None
    left, was_trained = session.loop, session.step > 0
    begins_run = memento.begins_run(left.recipe, recipe)
    session.adopt(recipe, memento.moves)
    if begins_run and was_trained:
        session.left = LeftRun.of(left)
    memento.state = before
    if memento.keeps_weights:
        _keep_weights(session)
    elif memento.restart or begins_run:
        session.restart()
    for weight in memento.weights:  # the history gets no row for it
        set_number(session.network, weight)
        session.resume()
        session.set_restore_point()


def swap(session: Session, recipe: Recipe, memento: Memento) -> None:
    """Exchange the present state and the memento's: undo and redo of an edit.

    Raises KeyframeProblem, with all else done, when the memento's state does not fit the rows that its recipe has by now.
    """
    before, lost, session.left = (session.recipe, session.checkpoint()), None, None
    if memento.state is not None:
        try:
            session.restore(*memento.state)
        except ValueError as problem:
            lost = problem
    try:
        session.adopt(recipe)
    finally:  # where the recipe cannot be trained, the state has come back all the same
        memento.state = before
    if lost is not None:
        text = _("{problem} The network was left with the weights that it has now.")
        raise KeyframeProblem(text.format(problem=lost)) from lost


def resume_with_rows(session: Session, state: tuple[Recipe, Checkpoint], recipe: Recipe) -> None:
    """Make a session of that recipe go on from a state whose own rows are not to be had, or were found again.

    Raises ValueError or RecipeProblem when the state does not fit; the session starts anew then.
    """
    before, checkpoint = state
    if before.rows_key() == recipe.rows_key():
        with suppress(ValueError, RecipeProblem):
            session.restore(before, checkpoint)
            session.adopt(recipe)
            return
    seeds = replace(before.seeds, data=recipe.seeds.data)
    base = replace(before, data=recipe.data, seeds=seeds)
    base = replace(base, train_share=recipe.train_share, validation_share=recipe.validation_share)
    base = replace(base, inputs=recipe.inputs, standardise=recipe.standardise, scaling=recipe.scaling, loss=recipe.loss)
    same_split = base.rows_key()[1:] == before.rows_key()[1:]
    if same_split and before.data.may_equal(recipe.data):
        with suppress(ValueError):
            session.restore(base, checkpoint.with_data(before.data, recipe.data))
            session.adopt(recipe)
            return
    session.restore(base, checkpoint.for_other_rows())
    session.adopt(recipe)


def _keep_weights(session: Session) -> None:
    """Start again with the weights of the run that was left, and mark that in the chart."""
    if session.left is None:
        raise KeyframeProblem(_("The weights of the run before are no longer there: nothing was changed."))
    source = session.left.recipe.data.title()
    kept, layers = Transfer.between(session.left, session.loop).kept_layers(), session.network.layers
    session.restart(session.left)
    whole = len(kept) == sum(info.parameters > 0 for info in layers)
    text = _("Weights kept from {data}") if whole else _("Weights of {layers} kept from {data}")
    session.history.mark(0, text.format(data=source, layers=joined(kept, ", ")))
    session.set_restore_point()


def _restore(session: Session, recipe: Recipe, checkpoint: Checkpoint) -> None:
    try:
        session.restore(recipe, checkpoint)
    except ValueError as problem:
        raise KeyframeProblem(_("{problem} Nothing was taken over.").format(problem=problem)) from problem


def set_number(network: Network, edit: WeightEdit) -> None:
    """Set one trained number of the network. Raises WeightProblem when there is none, or with such a value."""
    info = next((info for info in network.layers if info.id == edit.layer), None)
    arrays = {} if info is None else arrays_of(info, network.theta)
    array = arrays.get(edit.array)
    shape = () if array is None else array.shape
    if array is None or len(edit.index) != len(shape) or not all(map(_is_index, edit.index, shape)):
        raise WeightProblem(_("That weight is no longer in the network: nothing was changed."))
    with np.errstate(over="ignore"):
        value = array.dtype.type(edit.value)
    if not np.isfinite(value):
        raise WeightProblem(_("A weight must be a number that can be trained with, not {value:g}.").format(value=edit.value))
    array[edit.index] = value


def _is_index(i: int, size: int) -> bool:
    return 0 <= i < size


class WeightProblem(Exception):
    """A trained number cannot be set by hand. The text says why; nothing else is lost."""
