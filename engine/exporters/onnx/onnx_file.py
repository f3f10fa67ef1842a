"""The export format ONNX: what is written, how it is read back, and its proof by onnxruntime."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.data.source_columns import SourceColumn, columns_from_data, decode
from engine.exporters.base import EXPORTERS, RELATIVE_TOLERANCE, Exporter, FileNames, ProgramRun
from engine.exporters.contents import Exported, checked, exported_from, names_in
from engine.exporters.exported_network import ExportedNetwork, Operation, network_in
from engine.exporters.onnx.onnx_graph import GraphBuilder, OnnxGraph, OnnxValue
from engine.exporters.onnx.onnx_inputs import write_inputs
from engine.exporters.onnx.onnx_interpreter import run_graph
from engine.exporters.onnx.onnx_layers import LABEL, OUTPUT_NAMES, PROBABILITIES, unknown_kinds, write_layers, write_outputs
from engine.exporters.onnx.onnx_proto import from_bytes, to_bytes
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes
from engine.nn.activations import GELU
from engine.nn.layers import Layer
from engine.nn.layers.residual import Residual

INPUT = "input"
DOCUMENT, EXACT = "network_playground", "exact_numbers"  # in the file's metadata
TOLERANCE_OF_ERF = 1e-4
MOST_BYTES = 512 * 1024 * 1024


@EXPORTERS.add("onnx", "ONNX")
@dataclass(frozen=True)
class OnnxFile(Exporter):
    """A graph for onnxruntime and other inference engines: one number for each column of the table in, predictions out."""

    suffix: ClassVar[str] = ".onnx"
    made_for: ClassVar[str] = "onnxruntime"
    about: ClassVar[str] = N_("A graph for onnxruntime: C#, C++, Java, JavaScript, phones, browsers and other programs")
    extra: ClassVar[str] = "onnx"
    modules: ClassVar[tuple[str, ...]] = ("onnx",)

    def relative_tolerance(self, model: TrainedModel) -> float:
        """Exact GELU is written with erf, of which float32 keeps few digits where GELU is near 0."""
        return TOLERANCE_OF_ERF if any(_has_erf(block.layer) for block in model.recipe.stack(1)) else RELATIVE_TOLERANCE

    def objection(self, model: TrainedModel) -> str:
        network = network_in(exported_from(model))
        unknown = sorted(set(unknown_kinds(network.operations)))
        if unknown:
            text = _("ONNX files cannot hold {kinds} yet: export as .npz instead.")
            return text.format(kinds=", ".join(unknown))
        return "" if _fits_float32(network) else _("ONNX files compute in float32, and some numbers are too large: use .npz.")

    def write(self, model: TrainedModel, path: Path) -> None:
        write_atomic(path, to_bytes(graph_of(exported_from(model))))

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        graph = read_graph(path)
        values = run_graph(graph, {INPUT: decode(read_columns(graph, path), x_raw)}, dtype)
        return predictions_in(values[graph.outputs[0].name], graph.outputs[0].name)

    def names(self, path: Path) -> FileNames:
        return names_in(exported_in(read_graph(path), path.name))

    def run_program(self, path: Path, batches: Sequence[Array]) -> ProgramRun | None:
        try:
            import onnxruntime
        except ImportError:
            return None
        graph = read_graph(path)
        columns, name = read_columns(graph, path), graph.outputs[0].name
        program = f"onnxruntime {onnxruntime.__version__}"
        options = onnxruntime.SessionOptions()
        options.log_severity_level, options.intra_op_num_threads = 4, 1
        try:
            session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
            found = [session.run([name], {INPUT: decode(columns, x).astype(np.float32)})[0] for x in batches]
        except Exception as error:  # its errors have no common class but this one
            text = _("{program} cannot run the file ({error}).")
            raise FileProblem(text.format(program=program, error=str(error).strip())) from error
        return ProgramRun(program, tuple(predictions_in(np.asarray(one), name) for one in found))

    def usage(self, model: TrainedModel, path: Path) -> str:
        row = [_usual_value(column, model) for column in model.columns]
        return (
            "import numpy as np, onnxruntime\n"
            f"session = onnxruntime.InferenceSession({json.dumps(str(path), ensure_ascii=False)})\n"
            f'print(session.run(None, {{"{INPUT}": np.array([{row}], np.float32)}}))  # {_columns_text(model.columns)}\n'
        )


def graph_of(exported: Exported) -> OnnxGraph:
    """The graph of a trained network, from the columns of its table to its predictions."""
    network = network_in(exported)
    graph = GraphBuilder((INPUT, *OUTPUT_NAMES))
    scores = write_layers(graph, network, write_inputs(graph, network, INPUT))
    outputs = write_outputs(graph, network, scores)
    metadata = {
        "input_names": _json([column.name for column in network.columns]),
        "class_names": _json(list(network.classes)),
        "target_name": network.target_name,
        DOCUMENT: _json(_document(exported, network)),
    }
    if graph.exact:
        metadata[EXACT] = _json(graph.exact)
    return OnnxGraph(
        inputs=(OnnxValue(INPUT, len(network.columns)),),
        outputs=outputs,
        nodes=tuple(graph.nodes),
        constants=graph.constants,
        exact=graph.exact,
        metadata=metadata,
        about=_about(network, outputs),
    )


def read_graph(path: Path, most: int = MOST_BYTES, with_files_beside: bool = False) -> OnnxGraph:
    """The graph in a file of at most so many bytes, with its exact numbers. Raises FileProblem."""
    advice = _("Export the network again.")

    @lru_cache
    def beside(name: str) -> bytes:
        return read_bytes(path.with_name(name), most, advice)

    try:
        graph = from_bytes(read_bytes(path, most, advice), beside if with_files_beside else None)
        exact = json.loads(graph.metadata.get(EXACT, "{}"))
        if not isinstance(exact, dict):
            raise ValueError(_("Its description of the network is damaged."))
    except (ValueError, RecursionError) as problem:
        raise _unusable(path.name, problem) from problem
    graph.exact.update(exact)
    return graph


def exported_in(graph: OnnxGraph, place: str) -> Exported:
    """The arrays and the document of a file that this program wrote, checked. Raises FileProblem that begins with `place`."""
    try:
        document = json.loads(graph.metadata.get(DOCUMENT, "null"))
        arrays = {name: _exact(graph, name, array) for name, array in graph.constants.items()}
        if isinstance(document, dict):
            features = len(document.get("features", ()))
            usual = {"input_mean": np.zeros(features), "input_deviation": np.ones(features)}
            usual |= {"target_mean": np.zeros(1), "target_deviation": np.ones(1)}
            arrays |= {name: np.asarray(arrays.get(name, values), np.float64) for name, values in usual.items()}
    except (ValueError, TypeError, RecursionError) as problem:
        raise _unusable(place, _("Its description of the network is damaged.")) from problem
    return checked(arrays, document, place)


def _exact(graph: OnnxGraph, name: str, array: Array) -> Array:
    return np.asarray(graph.exact[name], np.float64).reshape(array.shape) if name in graph.exact else array


def _unusable(name: str, problem: object) -> FileProblem:
    return FileProblem(_('"{name}" cannot be used. {reason} Export the network again.').format(name=name, reason=problem))


def read_columns(graph: OnnxGraph, path: Path) -> tuple[SourceColumn, ...]:
    """The table's columns that a file of this program wants, in order. Raises FileProblem."""
    try:
        document = json.loads(graph.metadata.get(DOCUMENT, "null"))
        return columns_from_data(document.get("columns"), tuple(document["input_names"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise _unusable(path.name, _("Its description of the network is damaged.")) from problem


def predictions_in(values: Array, output: str) -> Array:
    """As the engine gives them: of two classes only the probability of the second."""
    return values[:, 1:] if output == PROBABILITIES and values.shape[1] == 2 else values


def _document(exported: Exported, network: ExportedNetwork) -> dict[str, Any]:
    """The document, with the names that the arrays have in the graph."""
    names = {id(array): f"{one.name}.{short}" for one in _flat(network.operations) for short, array in one.arrays.items()}
    layers = []
    for entry in exported.metadata["layers"]:
        arrays = {short: {**about, "name": names[id(exported.arrays[about["name"]])]} for short, about in entry["arrays"].items()}
        layers.append({**entry, "arrays": arrays})
    return {**exported.metadata, "layers": layers}


def _flat(operations: Sequence[Operation]) -> list[Operation]:
    return [found for one in operations for found in (one, *_flat(one.inside))]


def _has_erf(layer: Layer) -> bool:
    if isinstance(layer, Residual):
        return any(map(_has_erf, layer.inside))
    activation = getattr(layer, "activation", None)
    return isinstance(activation, GELU) and activation.formula == "exact"


def _fits_float32(network: ExportedNetwork) -> bool:
    largest = float(np.finfo(np.float32).max)
    arrays = [array for one in _flat(network.operations) for array in one.arrays.values()]
    scaling = [network.input_mean, network.input_deviation, np.array([network.target_mean, network.target_deviation])]
    fits = all((np.abs(array) <= largest).all() for array in (*arrays, *scaling))
    return fits and bool((network.input_deviation > 1 / largest).all() and network.target_deviation > 1 / largest)


def _about(network: ExportedNetwork, outputs: Sequence[OnnxValue]) -> str:
    """The paragraph about the graph that viewers show."""
    result = outputs[0].name
    of_result = {
        "sigmoid": "the probability of each class",
        "softmax": "the probability of each class",
    }.get(network.link, "one score for each class" if len(network.classes) > 2 else "the score of the second class")
    parts = [
        f"Made by Network Playground. Input '{INPUT}': (rows, {len(network.columns)}), {_columns_text(network.columns)}.",
        f"Output '{result}': {of_result if network.classes else network.target_name or 'the target'}.",
    ]
    if any(column.missing != "rows" for column in network.columns):
        parts.insert(1, "A missing value is NaN.")
    if network.classes:
        classes = ", ".join(f"{number} {name}" for number, name in enumerate(network.classes))
        parts.append(f"Output '{LABEL}': the number of the class: {classes}.")
    return " ".join(parts)


def _columns_text(columns: Sequence[SourceColumn]) -> str:
    """The columns in order, in one line; of levels their codes."""
    found = []
    for column in columns:
        codes = ", ".join(f"{code} {level}" for code, level in enumerate(column.levels))
        found.append(f"{column.name} ({codes})" if codes else column.name)
    return " ".join("; ".join(found).split())


def _usual_value(column: SourceColumn, model: TrainedModel) -> float:
    """A value for an example: the mean of a number where the network is given it as it is, or the first level."""
    if column.kind != "number":
        return 0.0
    at = model.input_names.index(column.inputs[0])
    places = [one.column for one in model.features]
    return round(float(model.scaling.mean[places.index(at)]), 4) if at in places else 0.0


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)
