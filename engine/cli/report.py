"""What `python main.py train` prints: its progress, and the result as JSON or for people."""

from __future__ import annotations

import math
import sys
from dataclasses import asdict, dataclass
from typing import Any

from engine.cli.arguments import Job
from engine.core.scores import Scores
from engine.exporters.verification import Proof
from engine.nn.metrics import metric_for
from engine.training.divergence import Divergence
from engine.training.session import Session

REPORTS = 5  # lines of progress when they do not go to a terminal


class Progress:
    """Changes while training: one line that is overwritten on a terminal, a few lines elsewhere, nothing when quiet."""

    def __init__(self, job: Job, session: Session, steps: int) -> None:
        self.session, self.epochs, self.steps, self.quiet = session, job.epochs, steps, job.quiet
        self.terminal = sys.stderr.isatty()
        self.reported = 0
        for line in (*job.data.table.notes, f"{_about(job, session)}; {steps:,} steps to go"):
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
        return f"epoch {self.session.epoch:,} of {self.epochs:,}  train loss {train:.4g}  test loss {test:.4g}"

    def _print(self, text: str, end: str = "\n") -> None:
        if not self.quiet:
            print(text, end=end, file=sys.stderr, flush=True)


def _about(job: Job, session: Session) -> str:
    train, test, parameters = len(job.data.train), len(job.data.test), session.network.theta.size
    return f"{job.recipe.data.label}: {train:,} training rows, {test:,} test rows; {parameters:,} parameters"


@dataclass(frozen=True, eq=False)
class Result:
    """The result of a run, as JSON or for people. Scores are those of all rows."""

    job: Job
    session: Session
    scores: Scores
    seconds: float
    proofs: list[Proof]
    stopped: bool

    def document(self) -> dict[str, Any]:
        job, session, recipe = self.job, self.session, self.job.recipe
        return {
            "data": recipe.data.kind,
            "task": "regression" if job.data.task.is_regression else "classification",
            "classes": list(job.data.table.classes),
            "inputs": list(job.data.feature_names),
            "train_rows": len(job.data.train),
            "test_rows": len(job.data.test),
            "parameters": session.network.theta.size,
            "loss": recipe.loss.kind,
            "train_loss": _number(self.scores.train_loss),
            "test_loss": _number(self.scores.test_loss),
            "metric": metric_for(job.data.task).kind,
            "train_metric": _number(self.scores.train_metric),
            "test_metric": _number(self.scores.test_metric),
            "penalty": _number(self.scores.penalty),
            "optimizer": recipe.optimizer.kind,
            "learning_rate": recipe.optimizer.lr,
            "batch": recipe.batch,
            "epochs": session.epoch,
            "steps": session.step,
            "seconds": round(self.seconds, 3),
            "seeds": asdict(recipe.seeds),
            "exports": [
                {"path": str(proof.path), "largest_difference": proof.largest_difference, "rows": proof.rows}
                for proof in self.proofs
            ],
            "diverged": None if session.divergence is None else divergence_text(job, session.divergence),
            "stopped": self.stopped,
            "stop_rule": session.stopped or None,
        }

    def text(self) -> str:
        s = self.scores
        lines = [
            _about(self.job, self.session),
            f"{self.session.step:,} steps, {self.session.epoch:,} epochs in {self.seconds:.1f} s"
            + (" (stopped early)" if self.stopped else ""),
            f"{self.job.recipe.loss.label}: train {s.train_loss:.4g}, test {s.test_loss:.4g}",
            f"{s.metric}: train {s.train_metric:.4f}, test {s.test_metric:.4f}",
            *([f"Penalty: {s.penalty:.4g}"] if s.penalty else []),
            *([self.session.stopped] if self.session.stopped else []),
            *(str(proof) for proof in self.proofs),
        ]
        return "\n".join(lines)


def divergence_text(job: Job, divergence: Divergence) -> str:
    lr = job.recipe.optimizer.lr
    return (
        f"Training stopped at step {divergence.step:,}: {divergence.where} was no longer a finite number. The learning rate, "
        f"{lr:g}, is probably too large: try --lr {lr / 3:.1g}." + (" Nothing was exported." if job.exports else "")
    )


def _number(value: float) -> float | None:
    """JSON has no infinity."""
    return float(value) if math.isfinite(value) else None
