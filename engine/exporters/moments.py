"""The weights of a run that can be exported: those of now, of the moment that the user looks back at, and the best there are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.scores import ROWS, loss_on
from engine.core.translation import N_, _
from engine.exporters.trained_model import TrainedModel
from engine.inspection.past_session import session_at
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.network.network import Network
from engine.recipe.class_weights import minimised
from engine.training.evaluation import Evaluator
from engine.training.session import Session

NOW, BEST, LEAST, PAST = MOMENTS = ("now", "best", "least", "past")
TEXTS = {
    NOW: N_("Now: step {step}"),
    BEST: N_("Best epoch: step {step}"),
    LEAST: N_("Least test loss of the kept moments: step {step}"),
    PAST: N_("The moment you look back at: step {step}"),
}
LEAST_VALIDATION = N_("Least validation loss of the kept moments: step {step}")


@dataclass(frozen=True, eq=False)
class Moment:
    """A trained network at one of MOMENTS, and the raw inputs of its table, (rows, inputs), which exports are proven on."""

    kind: str
    model: TrainedModel
    x_raw: Array

    @property
    def text(self) -> str:
        validates = self.model.scores is not None and self.model.scores.validation_loss is not None
        text = LEAST_VALIDATION if self.kind == LEAST and validates else TEXTS[self.kind]
        return _(text).format(step=format_count(self.model.step))


def moments_of(session: Session, past: Session | None = None) -> tuple[Moment, ...]:
    """All there are, the one that is shown first. `past`: the session of the moment that is looked back at."""
    now = _moment(NOW, session)
    shown = (now,) if past is None else (_moment(PAST, past), now)
    return (*shown, *(one for one in (_best(session, now), _least(session)) if one is not None))


def _moment(kind: str, session: Session) -> Moment:
    data = session.data
    rows = np.concatenate([data.train, data.validation, data.test])
    return Moment(kind, TrainedModel.of(SnapshotBuilder(session).build()), data.table.inputs[rows])


def _best(session: Session, now: Moment) -> Moment | None:
    """The weights of the best epoch, which are kept where a stop rule asks for them."""
    best = session.control.best
    if best is None:
        return None
    network = Network(session.recipe, session.network.inputs, session.data.task.outputs, session.network.dtype.type)
    network.theta[:], network.buffers[:] = best.theta, best.buffers
    scores = Evaluator(session.data, minimised(session.recipe, session.data).loss).scores(network)
    model = replace(
        now.model, theta=best.theta, buffers=best.buffers, step=best.step, epoch=best.step // session.batches.count, scores=scores
    )
    return Moment(BEST, model, now.x_raw)


def _least(session: Session) -> Moment | None:
    """The kept moment of the present stretch with the least test loss, or validation loss, where that is below the one of now."""
    history = session.history.view()
    column = "validation_loss" if "validation_loss" in history.columns else "test_loss"
    losses = history.column(column)[2]
    kept = [one.step for one in session.timeline if one.step >= history.begins]
    if not kept or not len(losses):
        return None
    near = {step: float(losses[np.abs(history.steps - step).argmin()]) for step in kept}  # not every step is a row
    past = session_at(session, min(near, key=lambda step: (math.isnan(near[step]), near[step])))
    if past is None or not loss_on(ROWS[0], past.scores()) < loss_on(ROWS[0], session.scores()):
        return None
    return _moment(LEAST, past)


def with_metadata(model: TrainedModel, data_name: bool = True, scores: bool = True) -> TrainedModel:
    """The model as its files describe it: with or without the name of its data, and with or without its scores."""
    return replace(model, data_name=None if data_name else "", scores=model.scores if scores else None)
