"""A look at a session's health: what goes on inside its layers, and what the doctor says to it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.doctor import Verdict, diagnose, is_learning
from engine.examination import MOST_ROWS, examine
from engine.inside import Inside
from engine.session import Session


@dataclass(frozen=True, eq=False)
class Checkup:
    """Of one step: each layer from inside, and all that is wrong, causes first. `rows`: training rows that were looked at;
    `measured`: moments of the losses that were."""

    step: int
    rows: int
    measured: int
    layers: tuple[Inside, ...]
    verdicts: tuple[Verdict, ...]
    learns: bool  # whether the loss has fallen by half since the start


def check_up(session: Session) -> Checkup:
    """Examine and diagnose. Changes nothing; costs 2 ms for a tiny network, 100 ms for one of half a million parameters."""
    found = examine(session)
    rows = min(MOST_ROWS, len(session.data.train))
    return Checkup(session.step, rows, len(found.history.steps), found.layers, diagnose(found), is_learning(found))
