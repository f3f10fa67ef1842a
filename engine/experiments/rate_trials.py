"""The way out of a run that diverged: a moment to go back to, and a learning rate that was tried from there.

The rate is not guessed. A session of its own goes on from that moment with smaller and smaller rates; the best of those that stay
finite and end with a lower loss is offered.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from engine.core.params import params_of
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import with_learning_rate
from engine.training.checkpoint import Keyframe, KeyframeInfo
from engine.training.prepare import data_for
from engine.training.session import Session

TRIAL_STEPS = 2_000  # that a rate is tried for
TRIAL_SECONDS = 1.0  # for all rates together, about
SHARE = 0.4  # of what is left of them, at most, for one rate
BURST_SECONDS = 0.002  # of training, after which other threads have their turn
FACTORS = (1 / 3, 1 / 10, 1 / 30, 1 / 100, 1 / 300, 1 / 1_000, 1 / 10_000, 1 / 100_000)
MOMENTS = 4  # from which rates are tried


@dataclass(frozen=True)
class Recovery:
    """moment: where to go back to, since the last edit. lr: the rate that was tried from there; None when none helped.

    steps: for how many steps it was tried; loss: the training loss that it reached.
    """

    moment: KeyframeInfo
    lr: float | None = None
    steps: int = 0
    loss: float = float("nan")


def find_recovery(session: Session, seconds: float = TRIAL_SECONDS) -> Recovery | None:
    """What to do after a divergence; None when no moment of the present recipe is kept. The session stays as it is.

    Takes about that many seconds; with a large network the rates are tried for fewer than `TRIAL_STEPS` steps.
    """
    moments = _moments(session)
    if not moments:
        return None
    deadline = time.perf_counter() + seconds
    with np.errstate(all="ignore"):  # a rate that does not help may overflow again
        for keyframe in moments:
            tried = [trial for trial in _trials(session, keyframe, deadline) if trial.loss < keyframe.train_loss]
            if tried:
                return min(tried, key=lambda trial: trial.loss)
    return Recovery(moments[0].info)


def _moments(session: Session) -> list[Keyframe]:
    """The moments since the last edit, those to try first at the front: the last sound one, then earlier ones down to the edit.

    Sound is a moment whose loss had not begun to explode: the last finite ones are often past saving.
    """
    since = list(takewhile(lambda keyframe: keyframe.recipe == session.recipe, reversed(session.timeline)))[::-1]
    if not since:
        return []
    bound = max(since[0].train_loss, 2 * min(keyframe.train_loss for keyframe in since))
    sound = [keyframe for keyframe in since if keyframe.train_loss <= bound][::-1]
    picks = np.unique(np.linspace(0, len(sound) - 1, MOMENTS).astype(int))
    return [sound[i] for i in picks]


def _trials(session: Session, keyframe: Keyframe, deadline: float) -> Iterator[Recovery]:
    """Trials of smaller and smaller rates from a moment, until one is worse than the one before it. Failed ones have loss inf."""
    best = float("inf")
    for rate in smaller_rates(keyframe.recipe):
        left = deadline - time.perf_counter()
        if left <= 0:
            return
        trial = _trial(session, keyframe, rate, SHARE * left)
        yield trial
        if best < keyframe.train_loss and trial.loss >= best:
            return
        best = min(best, trial.loss)


def smaller_rates(recipe: Recipe) -> list[float]:
    """Rates below the recipe's, within the optimizer's range, largest first, each with one digit."""
    lr, low = recipe.optimizer.lr, params_of(recipe.optimizer)["lr"].low or 0.0
    rates = [float(f"{factor * lr:.1g}") for factor in FACTORS]
    return [rate for rate in rates if low <= rate < lr]


def _trial(session: Session, keyframe: Keyframe, rate: float, seconds: float) -> Recovery:
    """Go on from the moment with that rate, as a user would: the same numbers come then."""
    deadline = time.perf_counter() + seconds
    one = Session(keyframe.recipe, data_for(keyframe.recipe, session.recipe, session.data), session.dtype)
    one.restore(keyframe.recipe, keyframe.checkpoint(session.history, ()))
    one.adopt(with_learning_rate(keyframe.recipe, rate))
    done = 0
    while done < TRIAL_STEPS and not one.has_ended and (done == 0 or time.perf_counter() < deadline):
        done += one.advance(TRIAL_STEPS - done, BURST_SECONDS)
        time.sleep(0)
    loss = float("inf") if one.divergence is not None else one.scores().train_loss
    return Recovery(keyframe.info, rate, done, loss if np.isfinite(loss) else float("inf"))
