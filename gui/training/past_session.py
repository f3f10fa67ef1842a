"""A session as it was at a keyframe, to be shown while the present one waits."""

from __future__ import annotations

from engine.training.prepare import data_for
from engine.training.session import Session


def session_at(session: Session, step: int) -> Session | None:
    """A session of its own, as the given one was at the keyframe of that step; None when that is not in its timeline any more."""
    keyframe = next((keyframe for keyframe in session.timeline if keyframe.step == step), None)
    if keyframe is None:
        return None
    past = Session(keyframe.recipe, data_for(keyframe.recipe, session.recipe, session.data))
    try:
        past.restore(keyframe.recipe, keyframe.checkpoint(session.history, session.timeline))
    except ValueError:  # out of a file that was edited by hand
        return None
    return past
