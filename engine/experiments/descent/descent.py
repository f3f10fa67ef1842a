"""Balls on one example function, from one start, with the same noise on their gradients: one per optimizer."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from engine.experiments.descent.ball import MOST_STEPS, Ball, Outcome
from engine.experiments.descent.example_functions import ExampleFunction
from engine.optim.optimizers import Optimizer
from engine.optim.regularizers import NoPenalty, Penalty


class Descent:
    """Changes with `advance`. `noise` is the standard deviation of what is added to each partial derivative in each step.

    As in a race of networks all balls take equally many steps, and in one step the same noise is added to all gradients.
    """

    def __init__(
        self,
        function: ExampleFunction,
        start: tuple[float, ...],
        optimizers: Sequence[Optimizer],
        noise: float = 0.0,
        seed: int = 0,
        penalty: Penalty | None = None,
    ) -> None:
        if len(start) != len(function.domain):
            raise ValueError(f"{function.kind} needs a start of {len(function.domain)} numbers, not {len(start)}.")
        self.function, self.start, self.noise, self.step = function, start, noise, 0
        self._rng = np.random.default_rng(seed)
        with np.errstate(all="ignore"):
            self.balls = tuple(Ball(function, start, optimizer, penalty or NoPenalty()) for optimizer in optimizers)

    @property
    def has_ended(self) -> bool:
        """Whether no ball moves any more, or there have been as many steps as there may be."""
        return self.step >= MOST_STEPS or all(ball.outcome is not Outcome.MOVING for ball in self.balls)

    def advance(self, most: int, seconds: float = float("inf")) -> int:
        """At most so many steps, for about so many seconds, at least one; none when it has ended. Returns how many."""
        deadline, done = time.perf_counter() + seconds, 0
        with np.errstate(all="ignore"):  # a ball that flies off ends in infinities
            while done < most and not self.has_ended and (done == 0 or time.perf_counter() < deadline):
                noise = self.noise * self._rng.standard_normal(len(self.start))
                for ball in self.balls:
                    ball.advance(noise)
                self.step, done = self.step + 1, done + 1
        return done

    def winner(self) -> Ball | None:
        """Of two balls or more the first at the lowest minimum that any has reached; None as long as that is not decided.

        It is decided when one is at a global minimum, or all have ended.
        """
        arrived = [ball for ball in self.balls if ball.minimum is not None]
        if len(self.balls) < 2 or not arrived:
            return None
        best = min(arrived, key=lambda ball: (_depth(ball), ball.since))
        decided = self.has_ended or (best.minimum is not None and best.minimum.is_global)
        return best if decided else None


def _depth(ball: Ball) -> float:
    return float("inf") if ball.minimum is None else ball.minimum.value
