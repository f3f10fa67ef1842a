"""A trained state as bytes: what `Checkpoint.to_arrays` and `meta` hold, in the safetensors format, which runs no code when read.

It has neither a history nor a timeline. The order of the rows takes the smallest whole numbers that hold it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.training.checkpoint import NO_HISTORY, Checkpoint, checkpoint_from

META = "state"  # the key of the header's metadata under which the plain data are
LEFT_OUT = ("history_steps", "history_rows")
LENGTH = 8  # bytes at the beginning, which say how long the header is


def state_bytes(checkpoint: Checkpoint) -> bytes:
    """The state without its history; `state_from` reads it back equal, bit for bit."""
    from safetensors.numpy import save

    bare = replace(checkpoint, history=NO_HISTORY, timeline=())
    arrays = {name: np.ascontiguousarray(array) for name, array in bare.to_arrays().items() if name not in LEFT_OUT}
    arrays["order"] = _small(arrays["order"])
    return bytes(save(arrays, {META: json.dumps(bare.meta())}))


def state_from(data: bytes) -> Checkpoint:
    """Raises ValueError with a sentence when it is no such state."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = {name: np.array(array, array.dtype.newbyteorder("=")) for name, array in load(data).items()}
        meta = json.loads(_metadata(data)[META])
        arrays["order"] = arrays["order"].astype(np.int64)
    except (SafetensorError, KeyError, TypeError, ValueError, RecursionError) as problem:
        raise ValueError(_("The trained state is damaged ({problem}).").format(problem=shortened(str(problem), 100))) from problem
    if not isinstance(meta, dict):
        raise ValueError(_("The trained state is damaged (its arrays do not fit together)."))
    return checkpoint_from({**arrays, "history_steps": np.empty(0), "history_rows": np.empty((3, 0, 0))}, meta)


def _metadata(data: bytes) -> Any:
    length = int.from_bytes(data[:LENGTH], "little")
    return json.loads(data[LENGTH : LENGTH + length])["__metadata__"]


def _small(order: Array) -> Array:
    return order.astype(np.min_scalar_type(int(order.max()) if order.size else 0))
