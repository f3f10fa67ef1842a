"""Where the run has been: θ and the loss at its keyframes, and at moments between them that somebody has watched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.inspection.loss_surface.loss_at import LossAt
from engine.network.network import Network
from engine.training.checkpoint import Keyframe, Timeline
from engine.training.session import Session

MOST_DOTS = 160  # between the keyframes
MOST_NUMBERS = 1_500_000  # in all of them together
LEAST_DOTS = 8  # fewer are not worth keeping


@dataclass(frozen=True, eq=False)
class RunPath:
    """Moments of the run by step, the last one now: `thetas` (n, parameters), the training loss of each and its penalty, and
    which of them are the same whenever the run is repeated: keyframes, and now.
    """

    steps: Array
    thetas: Array
    losses: Array
    penalties: Array
    fixed: Array


@dataclass(frozen=True, eq=False)
class _Dot:
    step: int
    theta: Array
    loss: float


class PathMemory:
    """Changes with each look at a session: it remembers the moments that were seen. Keyframes the session keeps by itself."""

    def __init__(self) -> None:
        self._loop: object = None
        self._keyframes: Timeline = ()
        self._dots: list[_Dot] = []

    def path(self, session: Session, losses: LossAt) -> RunPath:
        """The path up to now, whose loss is computed. Moments of another loss, or of other layers, are left out."""
        network, step = session.network, session.step
        np.copyto(losses.theta, network.theta)
        now = _Dot(step, network.theta.copy(), losses.loss())
        self._forget_other_runs(session)
        self._remember(now)
        begins = session.history.ended[-1].last if session.history.ended else 0
        kept = [one for one in session.timeline if begins <= one.step < step and same_layout(one, network)]
        moments = [_Dot(one.step, one.state.theta, one.train_loss) for one in kept]
        known = {one.step for one in moments}
        dots = [one for one in self._dots if begins <= one.step < step and one.step not in known]
        whole = [*sorted([*moments, *dots], key=lambda one: one.step), now]
        penalties = [losses.penalty(one.theta) for one in whole] if losses.has_penalty else np.zeros(len(whole))
        return RunPath(
            np.array([one.step for one in whole], np.float64),
            np.stack([one.theta for one in whole]),
            np.array([one.loss for one in whole]),
            np.array(penalties, np.float64),
            np.array([one is now or one.step in known for one in whole]),
        )

    def _forget_other_runs(self, session: Session) -> None:
        """What came after the moment from which the run went on otherwise: with other weights, from an earlier moment, anew."""
        if session.loop is not self._loop:
            common = [one.step for one in session.timeline if any(one is other for other in self._keyframes)]
            last = max(common, default=-1)
            self._dots = [one for one in self._dots if one.step <= last and one.theta.size == session.network.theta.size]
        self._loop, self._keyframes = session.loop, session.timeline
        self._dots = [one for one in self._dots if one.step < session.step]

    def _remember(self, now: _Dot) -> None:
        most = min(MOST_DOTS, MOST_NUMBERS // max(1, now.theta.size))
        if most < LEAST_DOTS:
            return
        self._dots.append(now)
        if len(self._dots) > most:  # every second one
            self._dots = self._dots[::-2][::-1]


def same_layout(keyframe: Keyframe, network: Network) -> bool:
    """Whether its θ means the same numbers as the network's."""
    ids = [block.id for block in keyframe.recipe.blocks if block.enabled]
    return keyframe.state.theta.size == network.theta.size and ids == [info.id for info in network.layers[:-1]]
