"""What onnxruntime, where it is installed, computes from a file beside what was recognised in it, for a note to people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_number
from engine.core.translation import _, ngettext
from engine.importers.imported_network import ImportedNetwork, model_of

ROWS = 100
FAR = 0.01


def note_of_difference(path: Path, network: ImportedNetwork, link: str) -> str:
    """A sentence with the largest difference; empty where onnxruntime is not installed, or does not run the file.

    Raises ValueError where it computes something else.
    """
    try:
        import onnxruntime
    except ImportError:
        return ""
    x = np.random.default_rng(1).normal(size=(ROWS, len(network.input_names)))
    if network.scaling is not None:
        x = x * network.scaling.deviation + network.scaling.mean
    x = x.astype(np.float32)
    options = onnxruntime.SessionOptions()
    options.log_severity_level, options.intra_op_num_threads = 4, 1
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"], enable_fallback=0)
        inputs = session.get_inputs()
        batch = inputs[0].shape[0] if inputs[0].shape else None
        x = x[:batch] if isinstance(batch, int) and batch > 0 else x
        columns = [x] if len(inputs) == 1 else [x[:, [place]] for place in range(x.shape[1])]
        names = [inputs[0].name] if len(inputs) == 1 else network.input_names
        theirs = _predictions(session.run(None, dict(zip(names, columns, strict=True))), network, link)
    except Exception:  # its errors have no common class but this one; Keras writes files that it refuses
        return ""
    with np.errstate(all="ignore"):
        ours = model_of(network).predict(x.astype(np.float64))
    if theirs is None or theirs.shape != ours.shape or not (np.isfinite(theirs) & np.isfinite(ours)).all():
        return ""
    text = ngettext(
        "{program} computes the same from the file on {rows} row; largest difference {difference}.",
        "{program} computes the same from the file on {rows} rows; largest difference {difference}.",
        len(x),
    )
    largest = float(np.abs(theirs - ours).max(initial=0.0))
    if largest > FAR * max(1.0, float(np.abs(theirs).max(initial=0.0))):
        raise ValueError(_("What was recognised in it does not compute the same."))
    program, difference = f"onnxruntime {onnxruntime.__version__}", format_number(largest, 2)
    return text.format(program=program, rows=format_count(len(x)), difference=difference)


def _predictions(results: list[Any], network: ImportedNetwork, link: str) -> Array | None:
    """The results as the engine gives predictions: probabilities of cross entropy, of two classes that of the second."""
    found = next((one for one in results if isinstance(one, np.ndarray) and one.dtype.kind == "f"), None)
    if found is None:  # what ZipMap makes: for each row the classes' probabilities by name
        found = next((np.array([list(row.values()) for row in one]) for one in results if isinstance(one, list)), None)
    if found is None:
        return None
    values = found.reshape(len(found), -1).astype(np.float64)
    values = np.exp(values) if link == "log_softmax" else values
    if values.shape[1] == 2 and network.task.outputs == 1:
        values = values[:, 1:] if link else values[:, 1:] - values[:, :1]
    if link:
        return values
    predictions: Array = network.loss.link(values.T).T
    return predictions
