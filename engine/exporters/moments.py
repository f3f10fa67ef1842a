"""The weights of a run that can be exported: those of now, of its best epoch, and of the moment that the user looks back at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import N_, _
from engine.exporters.trained_model import TrainedModel
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.network.network import Network
from engine.recipe.class_weights import minimised
from engine.training.evaluation import Evaluator
from engine.training.session import Session

NOW, BEST, PAST = MOMENTS = ("now", "best", "past")
TEXTS = {
    NOW: N_("Now: step {step}"),
    BEST: N_("Best epoch: step {step}"),
    PAST: N_("The moment you look back at: step {step}"),
}


@dataclass(frozen=True, eq=False)
class Moment:
    """A trained network at one of MOMENTS, and the raw inputs of its table, (rows, inputs), which exports are proven on."""

    kind: str
    model: TrainedModel
    x_raw: Array

    @property
    def text(self) -> str:
        return _(TEXTS[self.kind]).format(step=format_count(self.model.step))


def moments_of(session: Session, past: Session | None = None) -> tuple[Moment, ...]:
    """All there are, the one that is shown first. `past`: the session of the moment that is looked back at."""
    now = _moment(NOW, session)
    best = _best(session, now)
    shown = (now,) if past is None else (_moment(PAST, past), now)
    return shown if best is None else (*shown, best)


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


def telling(model: TrainedModel, data_name: bool = True, scores: bool = True) -> TrainedModel:
    """The model as its files are to tell of it: with or without the name of the data, and how well it does."""
    return replace(model, data_name=None if data_name else "", scores=model.scores if scores else None)
