"""What lessons can tell the training thread, beside what everybody can: to set the user's own run aside, and to train so long."""

from __future__ import annotations

from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.training.instructions import Park, TrainEpochs, Unpark
from gui.training.trainer import Trainer


class LessonTrainer:
    """Changes: counts the projects of lessons."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self._count = 0

    def park(self, recipe: Recipe, state: Checkpoint | None = None) -> int:
        """Set the present run aside, and train this recipe from its start, or from this state, until `unpark`.

        Returns the `opening` by which its frames are known: below 0, since the user's own project stays open.
        """
        self._count += 1
        self.trainer.pause()
        self.trainer.client.send(Park(recipe, -self._count, state))
        return -self._count

    def unpark(self) -> None:
        """Take up the run that was set aside, exactly as it was."""
        self.trainer.pause()
        self.trainer.client.send(Unpark())

    def train(self, epochs: int = 0, steps: int = 0) -> None:
        """So many epochs, or steps, at once, whatever the speed."""
        self.trainer.begins.emit()
        self.trainer.client.send(TrainEpochs(epochs, steps, self.trainer.intent.give(plays=True)))
