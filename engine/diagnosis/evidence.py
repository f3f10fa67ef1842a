"""What a diagnosis rests on: measurements of a session, taken without changing it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.core.arrays import Array
from engine.core.scores import Scores
from engine.diagnosis.data_facts import DataFacts, data_facts
from engine.diagnosis.dry_run import gradient_over, step_for
from engine.diagnosis.layer_health import LayerHealth, layer_health
from engine.inspection.unit_health import MOST_ROWS, rows_after_first
from engine.network.parameter_layout import arrays_of
from engine.recipe.class_weights import minimised
from engine.recipe.recipe import Recipe
from engine.training.divergence import Divergence
from engine.training.history import HistoryView
from engine.training.session import Session


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that a diagnosis rests on. What was not measured is None or empty."""

    recipe: Recipe
    step: int
    lr: float  # of the next step
    layers: tuple[LayerHealth, ...]
    alike: tuple[int, ...]  # ids of layers whose units are all the same
    history: HistoryView
    divergence: Divergence | None
    start_norms: tuple[tuple[int, float], ...] = ()  # (id, L2 norm of the parameters at step 0), as far as that is known
    scores: Scores | None = None
    data: DataFacts | None = None


def gather_evidence(session: Session) -> Evidence:
    """Measure a session without changing it. Costs about as much as a step on 1,024 rows, and where a unit seems dead on these,
    as much as a prediction for the others; too expensive for every frame.
    """
    network, recipe, data = session.network, session.recipe, session.data
    rows = data.train[:MOST_ROWS]
    x, targets = data.x(rows), minimised(recipe, data).loss.encode(data.y(rows), data.task)
    lr = session.control.rate(session.step)
    with np.errstate(all="ignore"):
        gradient = gradient_over(network, minimised(recipe, data), x, targets)
        step = step_for(network, recipe, gradient, session.optimizer_state, session.optimizer_step, lr)
        layers = layer_health(network, x, gradient, step, rows_after_first(data))
        return Evidence(
            recipe,
            session.step,
            lr,
            layers,
            alike_units(session),
            session.history.view(),
            session.divergence,
            start_norms(session),
            session.scores(),
            data_facts(data),
        )


def alike_units(session: Session) -> tuple[int, ...]:
    """Ids of the layers of two units or more in which all have the same weights, incoming and outgoing.

    Such units get the same gradient, so they stay alike.
    """
    network, found = session.network, []
    with_weights = [(info, arrays_of(info, network.theta)) for info in network.layers]
    matrices = [(info, arrays) for info, arrays in with_weights if {"weights", "biases"} <= set(arrays)]
    for (info, arrays), (after, outgoing) in pairwise(matrices):
        if info.units_out < 2 or after.units_in != info.units_out:
            continue
        coming, going = np.vstack([arrays["weights"], arrays["biases"]]), outgoing["weights"]
        if (coming == coming[:, :1]).all() and (going == going[:1]).all():
            found.append(info.id)
    return tuple(found)


def start_norms(session: Session) -> tuple[tuple[int, float], ...]:
    """See `Evidence`: from the keyframe of step 0, where there is one of a network of this shape."""
    first = session.timeline[0] if session.timeline else None
    if first is None or first.step != 0 or first.recipe.blocks != session.recipe.blocks:
        return ()
    theta: Array = first.state.theta
    if theta.shape != session.network.theta.shape:
        return ()
    return tuple((info.id, float(np.linalg.norm(theta[info.start : info.stop]))) for info in session.network.layers)
