"""What `python main.py search` prints: its progress, and the result as JSON or for people."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Any

from engine.cli.output import print_aside
from engine.cli.search_options import SearchJob
from engine.core.number_format import format_count
from engine.core.translation import _, english, ngettext
from engine.exporters.verification import Proof
from engine.nn.metrics import METRICS
from engine.search.plan import LOSS, Plan
from engine.search.running.final_scores import FinalScores
from engine.search.space import Point
from engine.search.trial import DIVERGED, FAILED, FINISHED, STOPPED, SearchProgress, Trial, ranked

REPORTS = 5  # lines of progress when they do not go to a terminal
TOP = 10  # trials in the result


def judge_name(plan: Plan) -> str:
    """What the judge is called."""
    return _("Loss") if plan.judge == LOSS else _(METRICS[plan.judge].label)


def point_text(point: Point) -> str:
    """As `--space` would name it, numbers rounded."""
    return " ".join(f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}" for name, value in point.items())


def duration_text(seconds: float) -> str:
    """A time that is left, as people say it."""
    if seconds < 90:
        return _("{count} s").format(count=max(1, round(seconds)))
    if seconds < 5400:
        return _("{count} min").format(count=round(seconds / 60))
    return _("{count} h").format(count=f"{seconds / 3600:.1f}")


class SearchReporter:
    """Changes while searching: one line that is overwritten on a terminal, a few lines elsewhere, nothing when quiet."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.reported = quiet, 0
        self.terminal = sys.stderr is not None and sys.stderr.isatty()

    def say(self, line: str, end: str = "\n") -> None:
        if not self.quiet:
            print_aside(line, end)

    def show(self, progress: SearchProgress) -> None:
        """Called once a second at most, and at the end."""
        if self.terminal:
            self.say(f"\r{self._line(progress):<100}", end="")
        elif progress.ended * REPORTS // progress.wanted > self.reported:
            self.reported = progress.ended * REPORTS // progress.wanted
            self.say(self._line(progress))

    def end(self) -> None:
        if self.terminal:
            self.say("")

    @staticmethod
    def _line(progress: SearchProgress) -> str:
        counts = {"ended": format_count(progress.ended), "wanted": format_count(progress.wanted)}
        counts |= {"stopped": format_count(progress.stopped), "failed": format_count(progress.failed)}
        text = ngettext(
            "{ended} of {wanted} trial ended, {stopped} of them stopped early, {failed} failed",
            "{ended} of {wanted} trials ended, {stopped} of them stopped early, {failed} failed",
            progress.wanted,
        )
        if progress.left is not None and progress.ended < progress.wanted:
            text = ngettext(
                "{ended} of {wanted} trial ended, {stopped} of them stopped early, {failed} failed; about {left} left",
                "{ended} of {wanted} trials ended, {stopped} of them stopped early, {failed} failed; about {left} left",
                progress.wanted,
            )
            counts["left"] = duration_text(progress.left)
        return text.format(**counts)


@dataclass(frozen=True, eq=False)
class SearchResult:
    """The result of a search, as JSON or for people. `where`: what trained in this run."""

    job: SearchJob
    trials: tuple[Trial, ...]
    final: FinalScores
    seconds: float
    where: str
    proofs: list[Proof]
    stopped: bool

    @property
    def best(self) -> tuple[Trial, ...]:
        """The best first."""
        return ranked(self.trials, self.job.plan.higher_is_better)[:TOP]

    def document(self) -> dict[str, Any]:
        plan, data = self.job.plan, self.job.data
        counts = {state: sum(one.state == state for one in self.trials) for state in (FINISHED, STOPPED, DIVERGED, FAILED)}
        return {
            "data": plan.base.data.kind,
            "task": "regression" if data.task.is_regression else "classification",
            "train_rows": len(data.train),
            "validation_rows": len(data.validation),
            "test_rows": len(data.test),
            "space": plan.space.text,
            "sampler": plan.sampler,
            "judge": plan.judge,
            "higher_is_better": plan.higher_is_better,
            "epochs": plan.epochs,
            "repeats": plan.repeats,
            "folds": plan.folds,
            "trials": plan.trial_count,
            "ended": sum(counts.values()),
            **counts,
            "best": [self._trial(one) for one in self.best],
            "best_test_score": _number(self.final.best),
            "defaults_test_score": _number(self.final.defaults),
            "seconds": round(self.seconds, 3),
            "where": english(self.where),
            "study": str(self.job.study),
            "exports": [proof.document() for proof in self.proofs],
            "stopped_by_user": self.stopped,
        }

    @staticmethod
    def _trial(trial: Trial) -> dict[str, Any]:
        scores = [_number(score) for score in trial.scores]
        about = {"epochs": trial.epochs, "parameters": trial.parameters, "seconds": round(trial.seconds, 3)}
        return {"trial": trial.number, "point": trial.point, "score": _number(trial.score), "scores": scores, **about}

    def text(self) -> str:
        plan, name = self.job.plan, judge_name(self.job.plan)
        ended = [one for one in self.trials if one.has_ended]
        counts = {"ended": format_count(len(ended)), "wanted": format_count(plan.trial_count)}
        counts["stopped"] = format_count(sum(one.state == STOPPED for one in ended))
        counts["failed"] = format_count(sum(one.state in (DIVERGED, FAILED) for one in ended))
        line = ngettext(
            "{ended} of {wanted} trial in {seconds} s ({where}); {stopped} stopped early, {failed} failed",
            "{ended} of {wanted} trials in {seconds} s ({where}); {stopped} stopped early, {failed} failed",
            plan.trial_count,
        )
        lines = [line.format(**counts, seconds=f"{self.seconds:.1f}", where=self.where)]
        if not self.best:
            lines.append(_("No trial was trained to its end."))
        else:
            lines.append(_("The best by {judge} on validation rows:").format(judge=name))
        lines += [f"  {one.score:<8.4g} {one.number:>6}  {point_text(one.point)}" for one in self.best]
        if math.isfinite(self.final.best):
            text = _("{judge} on the test rows, which no trial saw: {best}; of the network that was searched around: {defaults}")
            scores = {"best": f"{self.final.best:.4g}", "defaults": f"{self.final.defaults:.4g}"}
            lines.append(text.format(judge=name, **scores))
        return "\n".join([*lines, *map(str, self.proofs)])


def _number(value: float) -> float | None:
    """JSON has no infinity."""
    return float(value) if math.isfinite(value) else None
