"""A session as it was at a keyframe, to be shown while the present one waits."""

from __future__ import annotations

from engine.files.file_problem import FileProblem
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.prepare import data_for
from engine.training.session import Session


def session_at(session: Session, step: int) -> Session | None:
    """A session of its own, as the given one was at the keyframe of that step; None when that is not in its timeline any more."""
    keyframe = next((keyframe for keyframe in session.timeline if keyframe.step == step), None)
    if keyframe is None:
        return None
    try:
        past = Session(keyframe.recipe, data_for(keyframe.recipe, session.recipe, session.data))
        past.restore(keyframe.recipe, keyframe.checkpoint(session.history, session.timeline))
    except (ValueError, FileProblem, RecipeProblem):  # out of a file that was edited by hand, or of rows that are gone
        return None
    return past
