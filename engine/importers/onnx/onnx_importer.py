"""ONNX files: our own, bit for bit, and those that other programs have written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np

from engine.core.quoting import shortened
from engine.core.translation import N_, _
from engine.data.source_columns import encode
from engine.exporters.contents import Exported, run
from engine.exporters.onnx.onnx_file import DOCUMENT, INPUT, OnnxFile, exported_in, predictions_in, read_columns, read_graph
from engine.exporters.onnx.onnx_graph import OnnxGraph, OnnxNode
from engine.exporters.onnx.onnx_interpreter import needed, run_graph
from engine.exporters.verification import missing_packages
from engine.files.file_problem import FileProblem
from engine.importers.base import IMPORTERS, NO_ANSWERS, Importer, most_bytes
from engine.importers.imported_network import ImportedNetwork, model_of
from engine.importers.named_arrays import imported_from
from engine.importers.network_of_steps import network_from
from engine.importers.onnx.onnx_walk import Walk, refusal
from engine.importers.onnx.own_program import note_of_difference
from engine.recipe.recipe_problem import RecipeProblem

ROWS = 32  # on which the network that was found is compared with what the graph computes
CLOSE = 1e-4
MOST_ROWS = 0.75  # that must be close; a few may lie at a step
LONGEST_NAME = 200  # letters
LINKS = {"Softmax": "softmax", "LogSoftmax": "log_softmax", "Sigmoid": "sigmoid"}
TAIL = ("Identity", "Cast", "Reshape", "ZipMap", "ArrayFeatureExtractor", "Squeeze")  # behind what a network computes
BEHIND, MOST_BEHIND = (*TAIL, "Softmax", "LogSoftmax", "Sigmoid", "Concat", "Sub", "ArgMax", "Constant"), 16


@IMPORTERS.add("onnx", "ONNX")
@dataclass(frozen=True)
class OnnxImporter(Importer):
    """Reads dense networks: `torch.onnx.export`, skl2onnx, tf2onnx and Keras write such files, and this program does."""

    suffixes: ClassVar[tuple[str, ...]] = (".onnx",)
    about: ClassVar[str] = N_("Networks of PyTorch, scikit-learn, Keras and others, and those that this program exported")

    def read(self, path: Path, answers: Mapping[str, str] = NO_ANSWERS) -> ImportedNetwork:
        missing = missing_packages(OnnxFile)
        if missing:
            raise FileProblem(missing)
        graph = read_graph(path, most_bytes(path), with_files_beside=True)
        if DOCUMENT in graph.metadata:
            exported = exported_in(graph, path.name)
            if _computes(graph, exported, path):
                return imported_from(exported, path.name)
        try:
            return _beside_its_program(path, graph, *foreign_network(graph, answers))
        except (ValueError, RecipeProblem) as problem:
            reason = str(problem)
        except (TypeError, KeyError, IndexError, AttributeError, OverflowError, MemoryError, RecursionError):
            reason = _("It is no ONNX file, or it is damaged.")
        raise FileProblem(_('"{name}" cannot be imported. {reason}').format(name=path.name, reason=reason))


def _beside_its_program(path: Path, graph: OnnxGraph, network: ImportedNetwork, scores: str, link: str) -> ImportedNetwork:
    """The network with a note of how far onnxruntime is off. Only a file without other nodes than those recognised is run."""
    known = {id(node) for node in needed(graph.nodes, scores)}
    others = [node for node in graph.nodes if id(node) not in known]
    if len(others) > MOST_BEHIND or any(node.op not in BEHIND for node in others):
        return network
    note = note_of_difference(path, network, link)
    return replace(network, notes=(note, *network.notes)) if note else network


def _computes(graph: OnnxGraph, exported: Exported, path: Path) -> bool:
    """Whether the graph computes what the document in it says: another program may have changed it since."""
    columns = read_columns(graph, path)
    values = np.random.default_rng(0).normal(size=(ROWS, len(columns)))
    for place, column in enumerate(columns):
        if column.kind != "number":
            values[:, place] = np.arange(ROWS) % len(column.levels)
    x = encode(columns, values)
    try:
        found = predictions_in(run_graph(graph, {INPUT: values}, np.float64)[graph.outputs[0].name], graph.outputs[0].name)
        with np.errstate(all="ignore"):
            return np.allclose(found, run(exported, x, np.float64), CLOSE, CLOSE, equal_nan=True)
    except (ValueError, KeyError, IndexError):
        return False


def foreign_network(graph: OnnxGraph, answers: Mapping[str, str]) -> tuple[ImportedNetwork, str, str]:
    """The network that a graph of any make computes, the tensor of its scores and the link behind it.

    Raises ValueError with a sentence that names the node that fits nowhere.
    """
    walk = Walk(graph)
    scores, link, classes = end_of(graph, walk)
    starts = inputs_of(graph)
    start, steps = walk.steps(scores, starts)
    names = starts[start]
    declared = next((one.columns for one in graph.inputs if one.name == start), None)
    network = network_from(
        steps, link, inputs=declared or None, input_names=names if len(names) > 1 else (), classes=classes, answers=answers
    )
    _check(graph, network, start, names, scores)
    return network, scores, link


def inputs_of(graph: OnnxGraph) -> dict[str, tuple[str, ...]]:
    """Where a network may begin, by the tensor: the inputs of the graph that make it; several are columns side by side."""
    inputs = {one.name for one in graph.inputs}
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in inputs}
    for node in graph.nodes:
        if node.op == "Concat" and set(node.inputs) <= inputs and len(set(node.inputs)) == len(node.inputs):
            found[node.outputs[0]] = node.inputs
    return found


def end_of(graph: OnnxGraph, walk: Walk) -> tuple[str, str, tuple[str, ...]]:
    """The tensor of the scores, the link behind it (softmax, sigmoid or '') and the names of the classes, if there are any."""
    classes = next((names for node in graph.nodes if (names := class_names(node, walk))), ())
    tensors = [_without_tail(one.name, walk) for one in graph.outputs]
    numbers = [name for name in tensors if (node := walk.producers.get(name)) is None or node.op != "ArgMax"]
    tensor = numbers[0] if numbers else _without_tail(walk.producers[tensors[0]].inputs[0], walk)
    node = walk.producers.get(tensor)
    if node is not None and node.op in LINKS:
        return node.inputs[0], LINKS[node.op], classes
    if node is not None and node.op == "Concat":  # of 1 - p and p
        second = walk.producers.get(node.inputs[-1])
        first = walk.producers.get(node.inputs[0])
        if second is None or first is None or second.op != "Sigmoid" or first.op != "Sub" or len(node.inputs) != 2:
            raise refusal(node)
        if first.inputs[1] != node.inputs[-1]:
            raise refusal(node)
        return second.inputs[0], "sigmoid", classes
    return tensor, "", classes


def _without_tail(tensor: str, walk: Walk) -> str:
    """Back over what only renames values, or makes a text of the number of a class."""
    seen: set[str] = set()
    while (node := walk.producers.get(tensor)) is not None and node.op in TAIL:
        if tensor in seen:  # nodes in a circle
            raise refusal(node)
        seen.add(tensor)
        tensor = node.inputs[1] if node.op == "ArrayFeatureExtractor" else node.inputs[0]
    return tensor


def class_names(node: OnnxNode, walk: Walk) -> tuple[str, ...]:
    """The names that a node of ai.onnx.ml gives to the numbers of classes."""
    if node.op == "ArrayFeatureExtractor":
        return tuple(
            shortened(str(one), LONGEST_NAME) for one in walk.constants.get(node.inputs[0], np.empty(0)).ravel().tolist()
        )
    if node.op == "ZipMap":
        names = node.attributes.get("classlabels_strings") or node.attributes.get("classlabels_int64s") or ()
        return tuple(shortened(str(one), LONGEST_NAME) for one in names)
    return ()


def _check(graph: OnnxGraph, network: ImportedNetwork, start: str, names: tuple[str, ...], scores: str) -> None:
    """Raises ValueError unless the network computes what the graph computes."""
    model = model_of(network)
    x = np.random.default_rng(0).normal(size=(ROWS, len(network.input_names)))
    if network.scaling is not None:
        x = x * network.scaling.deviation + network.scaling.mean
    feeds = {start: x} if len(names) == 1 else {name: x[:, [place]] for place, name in enumerate(names)}
    found = run_graph(graph, feeds, np.float64, scores)[scores].reshape(ROWS, -1)
    if found.shape[1] == 2 and model.task.outputs == 1:
        found = found[:, 1:] - found[:, :1]
    with np.errstate(all="ignore"):
        expected, predicted = network.loss.link(found.T).T, model.predict(x, np.float64)
    if not np.isfinite(predicted).all():
        raise ValueError(_("Its predictions are no finite numbers."))
    size = max(1.0, float(np.abs(expected).max(initial=0.0)))
    if expected.shape != predicted.shape or (np.abs(expected - predicted).max(1) <= CLOSE * size).mean() < MOST_ROWS:
        raise ValueError(_("What was recognised in it does not compute the same."))
