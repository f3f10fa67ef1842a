"""The network in a file of named arrays that this program exported: shared by the importers of these formats."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

from engine.core.params import params_of
from engine.core.registry import load
from engine.core.scores import Scores
from engine.core.translation import N_, _
from engine.data.features import Feature, column_feature
from engine.data.formulas.tokenizer import FormulaProblem
from engine.data.preprocessing import Scaling
from engine.exporters.contents import Exported, layers_in, names_in
from engine.exporters.link_functions import link_of
from engine.files.file_problem import FileProblem
from engine.importers.imported_network import ImportedLayer, ImportedNetwork
from engine.nn.activations import Identity
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES, Loss
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe, Seeds

T = TypeVar("T")
NOTES = (
    N_("The file does not hold the rows that the network has learned from: choose them again to train it further."),
    N_("The file does not hold the optimizer's memory: it starts again from nothing."),
    N_("The file does not say which schedule, penalty, clipping and stop rules were used: they are off."),
)


def imported_from(exported: Exported, place: str) -> ImportedNetwork:
    """The network in what `contents.checked` has found whole. Raises FileProblem that begins with `place`, the file's name."""
    arrays, metadata, names = exported.arrays, exported.metadata, names_in(exported)
    layers = tuple(
        ImportedLayer(name, layer, {own: arrays[found] for own, found in where.items()})
        for name, layer, where in layers_in(metadata)
    )
    output = layers[-1].layer
    if not isinstance(output, Dense) or not isinstance(output.activation, Identity):
        text = _('"{name}" cannot be imported: its last layer must be a dense one without an activation function.')
        raise FileProblem(text.format(name=place))
    training = metadata.get("training")
    training = training if isinstance(training, dict) else {}
    return ImportedNetwork(
        layers=layers,
        loss=_loss(training, metadata["link"], output.units),
        input_names=names.inputs,
        features=tuple(_feature(name, formula, names.inputs, place) for name, formula in names.features),
        classes=names.classes,
        target_name=str(metadata.get("target_name", "")),
        scaling=Scaling(arrays["input_mean"], arrays["input_deviation"]),
        target_scaling=Scaling(arrays["target_mean"], arrays["target_deviation"]),
        optimizer=_known(lambda: load(OPTIMIZERS, training["optimizer"])),
        class_weights=_known(lambda: params_of(Recipe)["class_weights"].check(training["class_weights"])),
        shuffle=_known(lambda: params_of(Recipe)["shuffle"].check(training["shuffle"])),
        carry_over=_known(lambda: params_of(Recipe)["carry_over"].check(training["carry_over"])),
        batch=_known(lambda: _count(training["batch"], 1)),
        step=_known(lambda: _count(training["step"], 0)) or 0,
        epoch=_known(lambda: _count(training["epoch"], 0)) or 0,
        seeds=_known(lambda: _seeds(training["seeds"])),
        scores=_known(lambda: _scores(training["scores"])),
        data_name=_known(lambda: _text(training["data"])) or "",
        columns=names.columns,
        notes=tuple(map(_, NOTES)),
    )


def _feature(name: str, formula: str, columns: tuple[str, ...], place: str) -> Feature:
    try:
        return column_feature(formula, columns, name)
    except FormulaProblem as problem:
        text = _('"{name}" cannot be imported. {problem} Export the network again.')
        raise FileProblem(text.format(name=place, problem=problem)) from problem


def _loss(training: dict[str, Any], link: str, outputs: int) -> Loss:
    """The loss that the network was trained with, or the first one that makes the same predictions of its scores."""
    loss = _known(lambda: load(LOSSES, training["loss"]))
    if loss is not None and link_of(loss, outputs) == link:
        return loss
    return next(cls() for cls in LOSSES if link_of(cls(), outputs) == link)


def _known(read: Callable[[], T]) -> T | None:
    """What the file says about the training; None where that is missing or damaged, because no prediction depends on it."""
    try:
        return read()
    except (ValueError, KeyError, TypeError):
        return None


def _scores(data: Any) -> Scores:
    """Losses and metrics as `contents` wrote them; what was no finite number is NaN again."""
    if not isinstance(data, dict):
        raise TypeError(data)
    numbers = {name: float(value) for name, value in data.items() if name != "metric"}
    train_loss, test_loss, train, test = (
        numbers.get(name, math.nan) for name in ("train_loss", "test_loss", "train_metric", "test_metric")
    )
    validation_loss, validation = numbers.get("validation_loss"), numbers.get("validation_metric")
    return Scores(train_loss, test_loss, _text(data["metric"]), train, test, 0.0, validation_loss, validation)


def _seeds(data: dict[str, Any]) -> Seeds:
    return Seeds(**{name: about.check(data[name]) for name, about in params_of(Seeds).items()})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _count(value: Any, least: int) -> int:
    if type(value) is not int or value < least:
        raise ValueError(f"{value!r} is no count")
    return value
