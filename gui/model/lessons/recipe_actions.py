"""Actions of lessons that edit the project: data, layers, settings, and trained numbers set by hand."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from typing import Any

from engine.core.params import params_of
from engine.core.translation import _
from engine.nn.activations import ACTIVATIONS, Activation
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.recipe.recipe import OUTPUT, Block, Recipe, Seeds
from engine.recipe.short_form import entry_from
from engine.training.memento import WeightEdit
from gui.model import edits
from gui.model.lessons.learner import ACTIONS, Learner, LessonAction
from gui.model.lessons.lesson_fields import given, number, one_of, parsed, several, some_name, truth, whole
from gui.model.lessons.start import MOST_SEED, dataset_of, layers_of_text, short, table_of
from gui.model.templates import TEMPLATES, from_template


@ACTIONS.add("dataset")
@dataclass(frozen=True, kw_only=True)
class ChooseDataset(LessonAction):
    to: str = given(parsed(dataset_of))

    def do(self, learner: Learner) -> None:
        data = dataset_of(self.to)
        learner.edit(changing("Data"), edits.set_data(learner.project, data, table_of(data, learner.project.recipe)))


@ACTIONS.add("layers")
@dataclass(frozen=True, kw_only=True)
class SetLayers(LessonAction):
    """All hidden layers, in short form: "8:tanh,4:relu"; "none" is no hidden layer."""

    to: str = given(parsed(layers_of_text))

    def do(self, learner: Learner) -> None:
        first = edits.next_id(learner.project.recipe)
        blocks = tuple(Block(first + k, layer) for k, layer in enumerate(layers_of_text(self.to)))
        learner.edit(changing("Layers"), edits.with_recipe(learner.project, blocks=blocks))


@ACTIONS.add("add_layer")
@dataclass(frozen=True, kw_only=True)
class AddLayer(LessonAction):
    """at: how many layers stand before it; −1 is right before the output."""

    layer: str = given(parsed(layers_of_text))
    at: int = given(whole(-1, 50), -1)

    def do(self, learner: Learner) -> None:
        after, at = learner.project, self.at
        for layer in layers_of_text(self.layer):
            after = edits.insert_layer(after, len(after.recipe.blocks) if at < 0 else min(at, len(after.recipe.blocks)), layer)
            at = at + 1 if at >= 0 else at
        learner.edit(_("Add layer"), after)


@ACTIONS.add("remove_layer")
@dataclass(frozen=True, kw_only=True)
class RemoveLayer(LessonAction):
    """layer: its number, from 1."""

    layer: int = given(whole(1, 50))

    def do(self, learner: Learner) -> None:
        learner.edit(_("Remove layer"), edits.remove_layer(learner.project, block_at(learner.project.recipe, self.layer).id))


@ACTIONS.add("neurons")
@dataclass(frozen=True, kw_only=True)
class SetNeurons(LessonAction):
    """Of the layer with this number, from 1."""

    layer: int = given(whole(1, 50))
    to: int = given(whole(1, 1024))

    def do(self, learner: Learner) -> None:
        block = block_at(learner.project.recipe, self.layer)
        if not isinstance(block.layer, Dense):
            raise ValueError(_("That layer has no number of neurons of its own."))
        layer = replace(block.layer, units=self.to)
        learner.edit(changing("Neurons"), edits.replace_layer(learner.project, block.id, layer))


@ACTIONS.add("activation")
@dataclass(frozen=True, kw_only=True)
class SetActivation(LessonAction):
    """Of the layer with this number, from 1, or of all when it is 0."""

    to: str = given(short(ACTIVATIONS))
    layer: int = given(whole(0, 50), 0)

    def do(self, learner: Learner) -> None:
        activation: Activation = entry_from(ACTIVATIONS, self.to)
        after = learner.project
        for number_, block in enumerate(after.recipe.blocks, 1):
            if self.layer in (0, number_) and isinstance(block.layer, Dense | ActivationLayer):
                after = edits.replace_layer(after, block.id, replace(block.layer, activation=activation))
        learner.edit(changing("Activation"), after)


@ACTIONS.add("initializer")
@dataclass(frozen=True, kw_only=True)
class SetInitializer(LessonAction):
    """How the start weights of all dense layers are drawn; it trains from the start again."""

    to: str = given(short(INITIALIZERS))

    def do(self, learner: Learner) -> None:
        initializer, after = entry_from(INITIALIZERS, self.to), learner.project
        for block in after.recipe.blocks:
            if isinstance(block.layer, Dense):
                after = edits.replace_layer(after, block.id, replace(block.layer, weights=initializer))
        learner.edit(changing("Start weights"), after, restart=True)


CHOICES = {"loss": LOSSES, "optimizer": OPTIMIZERS, "schedule": SCHEDULES, "clip": CLIPS, "penalty": PENALTIES}


def _choose(learner: Learner, field: str, to: str) -> None:
    family: Any = CHOICES[field]
    after = edits.with_recipe(learner.project, **{field: entry_from(family, to)})
    learner.edit(changing(params_of(Recipe)[field].label), after)


def changing(label: str) -> str:
    """What Undo calls the change of a setting."""
    return _("Change {setting:small}").format(setting=_(label))


@ACTIONS.add("loss")
@dataclass(frozen=True, kw_only=True)
class ChooseLoss(LessonAction):
    to: str = given(short(LOSSES))

    def do(self, learner: Learner) -> None:
        _choose(learner, "loss", self.to)


@ACTIONS.add("optimizer")
@dataclass(frozen=True, kw_only=True)
class ChooseOptimizer(LessonAction):
    """In short form: "momentum:beta=0.9", "adam:lr=0.01"."""

    to: str = given(short(OPTIMIZERS))

    def do(self, learner: Learner) -> None:
        _choose(learner, "optimizer", self.to)


@ACTIONS.add("schedule")
@dataclass(frozen=True, kw_only=True)
class ChooseSchedule(LessonAction):
    to: str = given(short(SCHEDULES))

    def do(self, learner: Learner) -> None:
        _choose(learner, "schedule", self.to)


@ACTIONS.add("clip")
@dataclass(frozen=True, kw_only=True)
class ChooseClip(LessonAction):
    to: str = given(short(CLIPS))

    def do(self, learner: Learner) -> None:
        _choose(learner, "clip", self.to)


@ACTIONS.add("penalty")
@dataclass(frozen=True, kw_only=True)
class ChoosePenalty(LessonAction):
    to: str = given(short(PENALTIES))

    def do(self, learner: Learner) -> None:
        _choose(learner, "penalty", self.to)


@ACTIONS.add("rate")
@dataclass(frozen=True, kw_only=True)
class SetRate(LessonAction):
    """The learning rate of the present optimizer."""

    to: float = given(number(0.0, 1000.0))

    def do(self, learner: Learner) -> None:
        optimizer = learner.project.recipe.optimizer
        if "lr" not in params_of(optimizer):
            raise ValueError(_("This optimizer has no learning rate."))
        params_of(optimizer)["lr"].check(self.to)
        after = edits.with_recipe(learner.project, optimizer=with_rate(optimizer, self.to))
        learner.edit(changing("Learning rate"), after)


@ACTIONS.add("batch")
@dataclass(frozen=True, kw_only=True)
class SetBatch(LessonAction):
    to: int = given(whole(1, 4096))

    def do(self, learner: Learner) -> None:
        learner.edit(changing("Batch size"), edits.with_recipe(learner.project, batch=self.to))


@ACTIONS.add("standardise")
@dataclass(frozen=True, kw_only=True)
class SetStandardise(LessonAction):
    to: bool = given(truth)

    def do(self, learner: Learner) -> None:
        learner.edit(changing("Standardise"), edits.with_recipe(learner.project, standardise=self.to))


@ACTIONS.add("seed")
@dataclass(frozen=True, kw_only=True)
class SetSeed(LessonAction):
    of: str = given(one_of(lambda: params_of(Seeds)), "weights")
    to: int = given(whole(0, MOST_SEED))

    def do(self, learner: Learner) -> None:
        learner.edit(_("New start"), edits.set_seed(learner.project, self.of, self.to), restart=True)


@ACTIONS.add("template")
@dataclass(frozen=True, kw_only=True)
class UseTemplate(LessonAction):
    """One of File ▸ New from template, by its English name."""

    name: str = given(one_of(lambda: [template.name for template in TEMPLATES]))

    def do(self, learner: Learner) -> None:
        template = next(one for one in TEMPLATES if one.name == self.name)
        text = _("Template {name}").format(name=_(template.name))
        learner.edit(text, from_template(learner.project, template), restart=True)


@ACTIONS.add("weight")
@dataclass(frozen=True, kw_only=True)
class SetWeight(LessonAction):
    """One trained number, by layer (from 1; 0 is the output), array ("weights", "biases") and place, from 0."""

    layer: int = given(whole(0, 50))
    array: str = given(some_name(), "weights")
    place: tuple[int, ...] = given(several(whole(0, 1023), 1, 4))
    to: float = given(number(-1e6, 1e6))

    def do(self, learner: Learner) -> None:
        project = learner.project
        block = block_at(project.recipe, self.layer).id if self.layer else OUTPUT
        learner.edit(changing("Weight"), project, weights=(WeightEdit(block, self.array, self.place, self.to),))


def with_rate(optimizer: Any, rate: float) -> Any:
    """The optimizer with another learning rate."""
    return dataclasses.replace(optimizer, lr=rate)


def block_at(recipe: Recipe, layer: int) -> Block:
    """The hidden layer with this number, from 1. Raises ValueError."""
    if not 1 <= layer <= len(recipe.blocks):
        raise ValueError(_("That layer is no longer in the network."))
    return recipe.blocks[layer - 1]
