"""One case tried: what the doctor says, whether the case is one at all, and what its remedies are worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.diagnosis.health_report import health_report
from engine.nn.metrics import metric_for
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import Remedy
from engine.training.session import Session
from tests.doctor.cases import Case

MORE = 2000  # steps after the diagnosis, with the remedy and without
CLEAR = 0.9  # a twin must end below this share of the case's test loss, or by 0.05 above its metric
NO_DIFFERENCE = 0.999  # of a loss
LEARNED = 0.6  # of the way from a guess to all right, which a healthy network goes
RISEN = 1.5  # test loss beside its least: it overfits


@dataclass(frozen=True)
class Measure:
    """How well a network does on test rows: its loss, and its metric. Where rows are numbered, new rows have new numbers."""

    loss: float
    metric: float

    def beats(self, other: Measure, share: float, by_metric: bool) -> bool:
        """By the loss; by the metric where the losses are different ones."""
        if by_metric:
            return self.metric > other.metric + (1 - share) / 2
        return self.loss < share * other.loss or (not np.isfinite(other.loss) and bool(np.isfinite(self.loss)))


@dataclass(frozen=True)
class Result:
    """is_case: whether the trouble shows, or a healthy network learns. found: verdicts, causes first.

    helps: of each remedy of the first verdict whether it beats going on.
    """

    case: Case
    is_case: bool
    found: tuple[str, ...] = ()
    evidence: str = ""
    helps: tuple[bool, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.found[:1] == ((self.case.cause,) if self.case.cause else ())


def tried(case: Case) -> Result:
    """A sick case."""
    session = trained(case.recipe, case.steps)
    found, evidence, remedies = diagnosed(session)
    state = session.checkpoint()
    went_on = trained(case.recipe, MORE, session)
    without = measure(went_on, case.ids)
    if not _is_ill(case, went_on, without):
        return Result(case, False)
    helps = tuple(_remedied(case, remedy, state).beats(without, NO_DIFFERENCE, _other_loss(case, remedy)) for remedy in remedies)
    return Result(case, True, found, evidence, helps)


def tried_healthy(cases: list[Case]) -> list[Result]:
    """Cases of one recipe, at ascending steps."""
    session, results = Session(cases[0].recipe), []
    for case in cases:
        session = trained(case.recipe, case.steps - session.step, session)
        found, evidence, _remedies = diagnosed(session)
        results.append(Result(case, not _has_risen(session), found, evidence))
    data, metric = session.data, session.scores().test_metric
    guess = 0.0 if data.task.is_regression else float(np.bincount(data.y(data.train)).max() / len(data.train))
    learns = session.divergence is None and metric > guess + LEARNED * (1 - guess)
    return [result if learns else Result(result.case, False) for result in results]


def trained(recipe: Recipe, steps: int, session: Session | None = None) -> Session:
    with np.errstate(all="ignore"):
        session = session or Session(recipe)
        if steps and session.divergence is None:
            session.advance(steps)
    return session


def diagnosed(session: Session) -> tuple[tuple[str, ...], str, tuple[Remedy, ...]]:
    """Names of the verdicts, the first one's evidence and remedies."""
    with np.errstate(all="ignore"):
        verdicts = health_report(session).verdicts
    if not verdicts:
        return (), "", ()
    first = verdicts[0]
    return tuple(one.name for one in verdicts), first.evidence, (first.remedy, *getattr(first, "others", ()))


def measure(session: Session, ids: bool = False) -> Measure:
    """On the test rows; with `ids` they get numbers that follow the largest one."""
    data, loss = session.data, session.recipe.loss
    raw = data.table.inputs[data.test].copy()
    if ids:
        raw[:, 0] = data.table.inputs[:, 0].max() + 1 + np.arange(len(raw))
    with np.errstate(all="ignore"):
        scores, y = session.network.scores(np.asarray(data.transform(raw), session.dtype, order="F")), data.y(data.test)
        value = float(loss.each(scores, loss.encode(y, data.task)).mean())
        if data.task.is_regression:  # in the target's own units: a remedy may scale it
            value *= float(data.target_scaling.deviation[0]) ** 2
        return Measure(value, metric_for(data.task).value(scores, y))


def _is_ill(case: Case, went_on: Session, without: Measure) -> bool:
    """Whether the twin, trained as long, does clearly better; of a case without a twin, whether it overfits and errs."""
    if case.twin is None:
        return _has_risen(went_on) and without.metric < 0.95
    twin = measure(trained(case.twin, went_on.step or MORE), case.ids)
    return twin.beats(without, CLEAR, case.twin.loss != case.recipe.loss)


def _has_risen(session: Session) -> bool:
    test = session.history.view().column("test_loss")[2]
    return bool(test.size and test[-1] > RISEN * np.nanmin(test))


def _remedied(case: Case, remedy: Remedy, state: object) -> Measure:
    """`MORE` steps with the remedy: from the start where it restarts, so these are all it gets; else from the state of then."""
    changed = remedy.apply(case.recipe)
    if remedy.restarts:
        session = trained(changed, MORE)
    else:
        with np.errstate(all="ignore"):
            session = Session(case.recipe)
            session.restore(case.recipe, state)  # type: ignore[arg-type]
            session.adopt(changed)
        session = trained(changed, MORE, session)
    return measure(session, case.ids and not session.recipe.inputs)


def _other_loss(case: Case, remedy: Remedy) -> bool:
    return bool(remedy.apply(case.recipe).loss != case.recipe.loss)
