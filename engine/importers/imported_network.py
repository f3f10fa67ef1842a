"""What an importer reads, whatever the format, and the recipe and the trained model made of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.scores import Scores
from engine.data.datasets import Dataset
from engine.data.features import Feature, input_text, is_all_columns
from engine.data.preprocessing import Scaling, no_scaling
from engine.data.source_columns import SourceColumn
from engine.data.table import Task
from engine.exporters.trained_model import TrainedModel
from engine.network.network import Network
from engine.network.parameter_layout import arrays_of
from engine.nn.layers import Layer
from engine.nn.layers.dense import Dense
from engine.nn.losses import Loss
from engine.optim.optimizers import Optimizer
from engine.recipe.fixed_scaling import FixedScaling
from engine.recipe.recipe import Block, Recipe, Seeds


@dataclass(frozen=True, eq=False)
class ImportedLayer:
    """`layer` is its kind with its activation and other settings.

    `arrays` has its trained arrays and running statistics by the names that the layer gives them in `shapes` and `buffers`.
    """

    name: str
    layer: Layer
    arrays: dict[str, Array]


@dataclass(frozen=True)
class Question:
    """What a file cannot know and the user is asked for: an activation function, the orientation of a square matrix.

    `choices` are values with the texts that people read, translated; `answer` is the value that the network was made with.
    """

    key: str
    text: str  # what is asked, translated: 'Activation after dense_1'
    choices: tuple[tuple[str, str], ...]
    answer: str


@dataclass(frozen=True, eq=False)
class ImportedNetwork:
    """A trained network as its file describes it, checked: the layers fit together, and each has its arrays.

    `layers`: the last one is dense, without an activation function; the loss's link makes predictions of its scores.
    `features`: what the network is given of the inputs. `scaling` belongs to them, `target_scaling` to a regression target; None
    where the file says nothing of it. `classes` is empty for regression. `optimizer`, `batch`, `class_weights`,
    `shuffle`, `carry_over`: None where the file does not know.
    `notes`: sentences for people, about what the file cannot know; `questions`: what they are asked because of it.
    """

    layers: tuple[ImportedLayer, ...]
    loss: Loss
    input_names: tuple[str, ...]
    features: tuple[Feature, ...]
    classes: tuple[str, ...]
    target_name: str = ""
    scaling: Scaling | None = None
    target_scaling: Scaling | None = None
    optimizer: Optimizer | None = None
    batch: int | None = None
    class_weights: str | None = None
    shuffle: bool | None = None
    carry_over: bool | None = None
    step: int = 0
    epoch: int = 0
    seeds: Seeds | None = None
    scores: Scores | None = None  # of the weights, as the file says
    data_name: str = ""  # what the file calls the data that it learned from
    columns: tuple[SourceColumn, ...] = ()  # what the inputs were in the table; none given: numbers as they stand
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    has_names: bool = True  # whether input_names and classes are the file's own; else they are only numbered

    @property
    def task(self) -> Task:
        return Task(len(self.classes))


def recipe_of(imported: ImportedNetwork, data: Dataset | None = None) -> Recipe:
    """The network as a recipe, to be trained further on `data`, whose columns must be the network's inputs.

    What the file does not know is as in a new recipe.
    """
    start = Recipe() if data is None else Recipe(data=data, train_share=data.train_share)
    *hidden, output = imported.layers
    assert isinstance(output.layer, Dense), "the importer has checked it"
    names, columns = [one.name for one in hidden], imported.input_names
    plain = is_all_columns(imported.features, len(columns))
    scaling = _fixed_scaling(imported)
    recipe = dataclasses.replace(
        start,
        blocks=tuple(Block(i, one.layer) for i, one in enumerate(hidden, start=1)),
        output_weights=output.layer.weights,
        loss=imported.loss,
        optimizer=imported.optimizer or start.optimizer,
        batch=imported.batch or start.batch,
        class_weights=imported.class_weights or start.class_weights,
        shuffle=start.shuffle if imported.shuffle is None else imported.shuffle,
        standardise=scaling is not None,
        scaling=scaling,
        seeds=imported.seeds or start.seeds,
        carry_over=bool(imported.carry_over),
        inputs=() if plain else tuple(input_text(one, columns) for one in imported.features),
    )
    usual = recipe.names_in_files()
    given = zip(recipe.blocks, names, strict=True)
    blocks = tuple(b if usual[b.id] == name else dataclasses.replace(b, name=name) for b, name in given)
    return dataclasses.replace(recipe, blocks=blocks)


def _fixed_scaling(imported: ImportedNetwork) -> FixedScaling | None:
    """What the network's inputs, and a number to predict, are scaled by; None where they are taken as they stand."""
    inputs = imported.scaling or no_scaling(len(imported.features))
    target = imported.target_scaling or no_scaling(1)
    changes = any((one.mean != 0).any() or (one.deviation != 1).any() for one in (inputs, target))
    return FixedScaling.of(inputs, target) if changes else None


def model_of(imported: ImportedNetwork) -> TrainedModel:
    """The network with its weights, which are those of the file bit for bit. Raises RecipeProblem when it is too large."""
    recipe, outputs = recipe_of(imported), imported.task.outputs
    dtype = np.result_type(np.float32, *(array for layer in imported.layers for array in layer.arrays.values()))
    network = Network(recipe, len(imported.features), outputs, dtype.type)
    for info, layer in zip(network.layers, imported.layers, strict=True):
        for name, array in arrays_of(info, network.theta, network.buffers).items():
            array[...] = layer.arrays[name]
    for vector in (network.theta, network.buffers):
        vector.setflags(write=False)
    return TrainedModel(
        recipe=recipe,
        layers=network.layers,
        theta=network.theta,
        buffers=network.buffers,
        input_names=imported.input_names,
        scaling=imported.scaling or no_scaling(len(imported.features)),
        target_scaling=imported.target_scaling or no_scaling(1),
        target_name=imported.target_name,
        classes=imported.classes,
        step=imported.step,
        epoch=imported.epoch,
        features=imported.features,
        columns=imported.columns,
        scores=imported.scores,
        data_name=imported.data_name,
    )
