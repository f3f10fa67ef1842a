"""A trained state without a session: it waits until the rows of its recipe are found. Until then it can be saved."""

from __future__ import annotations

from engine.core.translation import _
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import Checkpoint
from engine.training.memento import Memento, resume_with_rows
from engine.training.session import Session

State = tuple[Recipe, Checkpoint]


def state_of(session: Session | None, waiting: State | None) -> State | None:
    """The present state with its recipe, or the one that waits; None when nothing is trained."""
    return waiting if session is None else (session.recipe, session.checkpoint())


def first_session(recipe: Recipe, waiting: State | None, memento: Memento | None) -> tuple[Session, str]:
    """A project's first session, with the state that has waited unless training starts anew; and a notice when it does not fit.

    The state goes into the memento, for undo. Raises RecipeProblem or FileProblem when there can be no session yet.
    """
    session = Session(recipe)
    data = session.data
    if waiting is None:
        return session, ""
    if memento is not None:
        memento.state = waiting
        if memento.restart:
            return session, ""
    try:
        resume_with_rows(session, waiting, recipe)
    except (ValueError, RecipeProblem) as problem:
        return Session(recipe, data), _("{problem} The network starts without its training.").format(problem=problem)
    return session, ""
