"""What the window may ask of the training thread: frozen values, done in the order they were asked."""

from __future__ import annotations

from dataclasses import dataclass

from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from engine.training.memento import Memento
from gui.training.training_job import TrainingJob


@dataclass(frozen=True)
class Load:
    """`text` says what was changed, for a mark on the charts; `merged`, that it is more of the last change."""

    recipe: Recipe
    memento: Memento | None = None
    text: str = ""
    merged: bool = False

    def do(self, run: TrainingJob) -> None:
        run.load(self.recipe, self.memento, self.text, self.merged)


@dataclass(frozen=True)
class Swap:
    recipe: Recipe
    memento: Memento

    def do(self, run: TrainingJob) -> None:
        run.swap(self.recipe, self.memento)


@dataclass(frozen=True)
class Open:
    recipe: Recipe
    checkpoint: Checkpoint | None = None

    def do(self, run: TrainingJob) -> None:
        run.open(self.recipe, self.checkpoint)


@dataclass(frozen=True)
class LookBack:
    """Show the kept moment of this step, and train no more until the present is back; None is the present."""

    step: int | None

    def do(self, run: TrainingJob) -> None:
        run.look_back(self.step)


@dataclass(frozen=True)
class KeepRun:
    def do(self, run: TrainingJob) -> None:
        run.keep()


@dataclass(frozen=True)
class Play:
    def do(self, run: TrainingJob) -> None:
        run.play()


@dataclass(frozen=True)
class Pause:
    def do(self, run: TrainingJob) -> None:
        run.pause()


@dataclass(frozen=True)
class StepBatch:
    def do(self, run: TrainingJob) -> None:
        run.play(1)


@dataclass(frozen=True)
class StepEpoch:
    def do(self, run: TrainingJob) -> None:
        run.play_epoch()


@dataclass(frozen=True)
class CheckGradients:
    """Compare backpropagation with differences on the present batch; the next frame has the result."""

    def do(self, run: TrainingJob) -> None:
        run.check_gradients()
