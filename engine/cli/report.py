"""What `python main.py train` prints: its progress, and the result as JSON or for people."""

from __future__ import annotations

import math
import sys
from dataclasses import asdict, dataclass
from typing import Any

from engine.cli.arguments import Job
from engine.cli.output import print_aside
from engine.core.number_format import format_count, format_number
from engine.core.scores import Scores
from engine.core.translation import _, english, ngettext
from engine.exporters.verification import Proof
from engine.nn.metrics import metric_for
from engine.training.control import BestWeights, restored_text
from engine.training.divergence import Divergence
from engine.training.session import Session

REPORTS = 5  # lines of progress when they do not go to a terminal


class Progress:
    """Changes while training: one line that is overwritten on a terminal, a few lines elsewhere, nothing when quiet."""

    def __init__(self, job: Job, session: Session, steps: int) -> None:
        self.session, self.epochs, self.steps, self.quiet = session, job.epochs, steps, job.quiet
        self.terminal = sys.stderr is not None and sys.stderr.isatty()
        self.reported = 0
        for line in (
            *job.data.table.notes,
            ngettext("{about}; {steps} step to go", "{about}; {steps} steps to go", steps).format(
                about=_about(job, session), steps=format_count(steps)
            ),
        ):
            self._print(line)

    def show(self) -> None:
        if self.terminal:
            self._print(f"\r{self._line():<76}", end="")
        elif self.session.step * REPORTS // self.steps > self.reported:
            self.reported = self.session.step * REPORTS // self.steps
            self._print(self._line())

    def end(self) -> None:
        if self.terminal:
            self._print("")

    def _line(self) -> str:
        history = self.session.history.view()
        train, test = (float(history.column(name)[2][-1]) for name in ("train_loss", "test_loss"))
        text = _("epoch {epoch} of {epochs}  train loss {train}  test loss {test}")
        counts = {"epoch": format_count(self.session.epoch), "epochs": format_count(self.epochs)}
        if "validation_loss" in history.columns:
            text = _("epoch {epoch} of {epochs}  train loss {train}  validation loss {validation}  test loss {test}")
            counts["validation"] = f"{float(history.column('validation_loss')[2][-1]):.4g}"
        return text.format(**counts, train=f"{train:.4g}", test=f"{test:.4g}")

    def _print(self, text: str, end: str = "\n") -> None:
        if not self.quiet:
            print_aside(text, end)


def _about(job: Job, session: Session) -> str:
    train, test, parameters = len(job.data.train), len(job.data.test), session.network.theta.size
    validation = len(job.data.validation)
    text = _("{data}: {train}, {test}; {parameters}")
    if validation:
        text = _("{data}: {train}, {validation}, {test}; {parameters}")
    counted = {
        "train": ngettext("{n} training row", "{n} training rows", train).format(n=format_count(train)),
        "validation": ngettext("{n} validation row", "{n} validation rows", validation).format(n=format_count(validation)),
        "test": ngettext("{n} test row", "{n} test rows", test).format(n=format_count(test)),
        "parameters": ngettext("{n} parameter", "{n} parameters", parameters).format(n=format_count(parameters)),
    }
    return text.format(data=_(job.recipe.data.label), **counted)


@dataclass(frozen=True, eq=False)
class Result:
    """The result of a run, as JSON or for people. Scores are those of all rows."""

    job: Job
    session: Session
    scores: Scores
    seconds: float
    proofs: list[Proof]
    stopped: bool
    best: BestWeights | None = None  # put back at the end, where no stop rule ended the run

    def document(self) -> dict[str, Any]:
        job, session, recipe = self.job, self.session, self.job.recipe
        return {
            "data": recipe.data.kind,
            "task": "regression" if job.data.task.is_regression else "classification",
            "classes": [english(name) for name in job.data.table.classes],
            "inputs": list(job.data.feature_names),
            "train_rows": len(job.data.train),
            "validation_rows": len(job.data.validation),
            "test_rows": len(job.data.test),
            "parameters": session.network.theta.size,
            "loss": recipe.loss.kind,
            "train_loss": _number(self.scores.train_loss),
            "validation_loss": _number(self.scores.validation_loss),
            "test_loss": _number(self.scores.test_loss),
            "metric": metric_for(job.data.task).kind,
            "train_metric": _number(self.scores.train_metric),
            "validation_metric": _number(self.scores.validation_metric),
            "test_metric": _number(self.scores.test_metric),
            "penalty": _number(self.scores.penalty),
            "optimizer": recipe.optimizer.kind,
            "learning_rate": recipe.optimizer.lr,
            "class_weights": recipe.class_weights,
            "batch": recipe.batch,
            "shuffle": recipe.shuffle,
            **({"carry_over": True} if recipe.carry_over else {}),
            "epochs": session.epoch,
            "steps": session.step,
            "seconds": round(self.seconds, 3),
            "seeds": asdict(recipe.seeds),
            "threads": session.control.thread_count,
            "exports": [proof.document() for proof in self.proofs],
            "diverged": None if session.divergence is None else english(divergence_text(job, session.divergence)),
            "stopped": self.stopped,
            "stop_rule": english(session.stopped) or None,
        }

    def text(self) -> str:
        s = self.scores
        step, epoch = self.session.step, self.session.epoch
        steps = ngettext("{n} step", "{n} steps", step).format(n=format_count(step))
        epochs = ngettext("{n} epoch", "{n} epochs", epoch).format(n=format_count(epoch))
        ran = _("{steps}, {epochs} in {seconds} s")
        if self.stopped:
            ran = _("{steps}, {epochs} in {seconds} s (stopped early)")
        judged = _("{name}: train {train}, test {test}")
        validated = ["", ""]
        if s.validation_loss is not None and s.validation_metric is not None:
            judged = _("{name}: train {train}, validation {validation}, test {test}")
            validated = [f"{s.validation_loss:.4g}", _metric(s.validation_metric)]
        lines = [
            _about(self.job, self.session),
            ran.format(steps=steps, epochs=epochs, seconds=f"{self.seconds:.1f}"),
            judged.format(
                name=_(self.job.recipe.loss.label),
                train=f"{s.train_loss:.4g}",
                validation=validated[0],
                test=f"{s.test_loss:.4g}",
            ),
            judged.format(name=_(s.metric), train=_metric(s.train_metric), validation=validated[1], test=_metric(s.test_metric)),
            *([_("Penalty: {value}").format(value=f"{s.penalty:.4g}")] if s.penalty else []),
            *([restored_text(self.best)] if self.best is not None and self.best.step < self.session.step else []),
            *([self.session.stopped] if self.session.stopped else []),
            *(str(proof) for proof in self.proofs),
        ]
        return "\n".join(lines)


def divergence_text(job: Job, divergence: Divergence) -> str:
    """Where training diverged, and which learning rate to try, as a sentence."""
    lr = job.recipe.optimizer.lr
    text = _(
        "Training stopped at step {step}: {where} was no longer a finite number. The learning rate, {lr}, is probably too large: "
        "try --lr {smaller}."
    )
    if job.exports:
        text = _(
            "Training stopped at step {step}: {where} was no longer a finite number. The learning rate, {lr}, is probably too "
            "large: try --lr {smaller}. Nothing was exported."
        )
    return text.format(step=format_count(divergence.step), where=divergence.where, lr=f"{lr:g}", smaller=f"{lr / 3:.1g}")


def _metric(value: float) -> str:
    return f"{value:.4f}" if math.isfinite(value) else format_number(value)


def _number(value: float | None) -> float | None:
    """JSON has no infinity."""
    return float(value) if value is not None and math.isfinite(value) else None
