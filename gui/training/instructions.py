"""What the window can tell the training thread to do: frozen values, carried out in the order in which they come.

To add one, write a class here, and a method of `Trainer` that sends it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from engine.training.memento import Memento
from gui.model.speeds import Speed
from gui.training.parking import park, unpark
from gui.training.training_job import TrainingJob


@dataclass(frozen=True)
class Load:
    """`text` says what was changed, for a mark on the charts; `merged`, that it is more of the last change."""

    recipe: Recipe
    memento: Memento | None = None
    text: str = ""
    merged: bool = False

    def do(self, job: TrainingJob) -> None:
        job.load(self.recipe, self.memento, self.text, self.merged)


@dataclass(frozen=True)
class Swap:
    """Undo or redo: the state in the memento comes back, the present one goes in."""

    recipe: Recipe
    memento: Memento

    def do(self, job: TrainingJob) -> None:
        job.swap(self.recipe, self.memento)


@dataclass(frozen=True)
class Open:
    """Another project, with its trained state if it has one, and the recipe of that, where it is another one."""

    recipe: Recipe
    checkpoint: Checkpoint | None = None
    number: int = 0
    trained: Recipe | None = None

    def do(self, job: TrainingJob) -> None:
        job.open(self.recipe, self.checkpoint, self.number, self.trained)


@dataclass(frozen=True)
class LookBack:
    """Show the keyframe of this step, and do not train until the present is back; None is the present."""

    step: int | None

    def do(self, job: TrainingJob) -> None:
        job.look_back(self.step)


@dataclass(frozen=True)
class KeepRun:
    """Record the run up to now."""

    def do(self, job: TrainingJob) -> None:
        job.runs.keep(job.session)
        job.frame_budget.invalidate()


@dataclass(frozen=True)
class Play:
    """`order`: its number among the orders to play and to pause."""

    order: int = 0

    def do(self, job: TrainingJob) -> None:
        job.play(order=self.order)


@dataclass(frozen=True)
class Pause:
    order: int = 0

    def do(self, job: TrainingJob) -> None:
        job.pause(self.order)


@dataclass(frozen=True)
class SetSpeed:
    """How fast to play, from now on."""

    speed: Speed

    def do(self, job: TrainingJob) -> None:
        job.player.set_speed(self.speed, job.session)


@dataclass(frozen=True)
class StepBatch:
    def do(self, job: TrainingJob) -> None:
        job.play(1)


@dataclass(frozen=True)
class StepEpoch:
    """Train to the end of this epoch."""

    def do(self, job: TrainingJob) -> None:
        if job.session is not None:
            job.play(job.session.batches.left_in_epoch)


@dataclass(frozen=True)
class TrainEpochs:
    """So many epochs, or steps, at once. `order`: its number among the orders to play and to pause."""

    epochs: int = 0
    steps: int = 0
    order: int = 0

    def do(self, job: TrainingJob) -> None:
        if job.session is not None:
            job.play(self.steps or self.epochs * job.session.batches.count, self.order)


@dataclass(frozen=True)
class Park:
    """Set the user's own run aside and open a project for a lesson."""

    recipe: Recipe
    number: int
    state: Checkpoint | None = None

    def do(self, job: TrainingJob) -> None:
        park(job, self.recipe, self.number, self.state)


@dataclass(frozen=True)
class Unpark:
    """Take up the user's own run again."""

    def do(self, job: TrainingJob) -> None:
        unpark(job)


@dataclass(frozen=True)
class CheckGradients:
    """Compare backpropagation with differences on the present batch; the next frame has the result."""

    def do(self, job: TrainingJob) -> None:
        job.check_gradients()
