"""Models of Keras 3: what `model.save("name.keras")` writes, and what this program exports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import quoted
from engine.core.translation import N_, _
from engine.data.features import column_feature
from engine.data.formulas.printer import text_of
from engine.data.source_columns import decode
from engine.exporters.base import ProgramRun
from engine.exporters.keras.keras_program import run_in_keras
from engine.exporters.keras.keras_reading import CONFIG, DOCUMENT, WEIGHTS
from engine.exporters.link_functions import LINKS, link_of
from engine.files.array_zip import ArrayZip
from engine.files.hdf5 import Hdf5
from engine.files.reading import cannot_be_opened
from engine.importers.base import IMPORTERS, NO_ANSWERS, Importer, most_bytes
from engine.importers.imported_network import ImportedNetwork
from engine.importers.keras.harmless import is_harmless
from engine.importers.keras.keras_model import KerasModel, model_in
from engine.importers.keras.own_keras import exported_in_keras
from engine.importers.layer_steps import Function, Linear, Silent, Step
from engine.importers.named_arrays import imported_from
from engine.importers.network_of_steps import AS_CLASS, AS_NUMBER, AS_PROBABILITIES, AS_SCORES, network_from
from engine.importers.plain_arrays.refusing import importing
from engine.nn.activations import Sigmoid, Softmax

MOST_MEMBERS, MOST_CONFIG = 100, 4 * 1024 * 1024
METADATA = "metadata.json"


@IMPORTERS.add("keras", "Keras")
@dataclass(frozen=True)
class KerasImporter(Importer):
    """Reads Sequential and Functional models of dense layers. No code of a file is run: Lambda layers are refused."""

    suffixes: ClassVar[tuple[str, ...]] = (".keras",)
    about: ClassVar[str] = N_("Models of Keras 3: dense layers, their activations and normalising layers")

    def read(self, path: Path, answers: Mapping[str, str] = NO_ANSWERS) -> ImportedNetwork:
        with importing(path):
            try:
                with path.open("rb") as stream:
                    return self._network(ArrayZip(stream, MOST_MEMBERS, most_bytes(path)), path.name, answers)
            except OSError as error:
                raise cannot_be_opened(path, error) from error

    def _network(self, archive: ArrayZip, place: str, answers: Mapping[str, str]) -> ImportedNetwork:
        if not {CONFIG, WEIGHTS} <= set(archive.names):
            raise ValueError(_("It holds no model of Keras 3."))
        version = _document(archive, METADATA)["keras_version"] if METADATA in archive.names else "3"
        if not str(version).startswith("3"):
            text = _("It is of Keras {version}: open it in Keras 3 and save it again.")
            raise ValueError(text.format(version=quoted(version, 20)))
        config, weights = _document(archive, CONFIG), Hdf5(archive.read(WEIGHTS))
        if DOCUMENT in archive.names:
            return imported_from(exported_in_keras(_document(archive, DOCUMENT), config, weights, place), place)
        return _foreign(model_in(config, weights), config, answers)

    def run_program(self, path: Path, x_raw: Array, answers: Mapping[str, str] = NO_ANSWERS) -> ProgramRun | None:
        network, link = self.read(path, answers), ""
        with importing(path), path.open("rb") as stream:
            archive = ArrayZip(stream, MOST_MEMBERS, most_bytes(path))
            config, is_own = _document(archive, CONFIG), DOCUMENT in archive.names
            if not is_harmless(config):
                return None
            if not is_own:
                link = _link(model_in(config, Hdf5(archive.read(WEIGHTS))).steps)[1]
        rows = decode(network.columns, x_raw) if network.columns else x_raw
        runs = run_in_keras([(path, [rows])])
        if runs is None or is_own:
            return None if runs is None else runs[0]
        return ProgramRun(runs[0].program, tuple(_as_here(one, link, network) for one in runs[0].predictions))


def _document(archive: ArrayZip, name: str) -> Any:
    try:
        return json.loads(archive.read(name, MOST_CONFIG))
    except (ValueError, RecursionError) as problem:
        raise ValueError(_("Its {name} is damaged.").format(name=name)) from problem


def _foreign(model: KerasModel, config: Mapping[str, Any], answers: Mapping[str, str]) -> ImportedNetwork:
    """The network of a model that this program did not write, or that Keras has saved again."""
    steps, link = _link(model.steps)
    answers = {**_likely(config, steps), **answers}
    if not model.formulas:
        return network_from(steps, link, inputs=model.inputs, answers=answers)
    columns = tuple(f"x{number}" for number in range(1, (model.inputs or 0) + 1))
    features = tuple(column_feature(text, columns) for text in model.formulas)
    network = network_from(steps, link, inputs=len(features), answers=answers)
    return replace(network, input_names=columns, features=tuple(replace(one, key=text_of(one.formula)) for one in features))


def _link(steps: Sequence[Step]) -> tuple[list[Step], str]:
    """The steps to the scores, and what makes predictions of them. Dropout at the end does nothing."""
    left = list(steps)
    while left and isinstance(left[-1], Silent):
        left.pop()
    last = left[-1] if left else None
    if isinstance(last, Function) and isinstance(last.activation, Softmax | Sigmoid):
        return left[:-1], last.activation.kind
    return left, ""


def _likely(config: Mapping[str, Any], steps: Sequence[Step]) -> dict[str, str]:
    """What the outputs are, by the loss that the model was compiled with."""
    outputs = next((step.weights.shape[1] for step in reversed(steps) if isinstance(step, Linear)), 1)
    compiled = config.get("compile_config")
    loss = str(compiled.get("loss", "")).lower().replace("_", "") if isinstance(compiled, dict) else ""
    if "crossentropy" in loss:
        return {"output": AS_CLASS if outputs == 1 else AS_PROBABILITIES}
    is_error = any(name in loss for name in ("mse", "mae", "meansquared", "meanabsolute", "huber", "logcosh"))
    return {"output": AS_NUMBER if outputs == 1 else AS_SCORES} if is_error else {}


def _as_here(found: Array, link: str, network: ImportedNetwork) -> Array:
    """What Keras predicts as networks here do: of two classes the second, and probabilities of scores."""
    found = found.astype(np.float64)
    wanted = link_of(network.loss, network.task.outputs)
    if network.task.outputs == 1 and found.shape[1] == 2:
        return found[:, 1:] if link else LINKS[wanted](found[:, 1:] - found[:, :1])
    return found if link else LINKS[wanted](found)
