"""Reads arrays and document out of such a header. Exact means and deviations are in the document: the arrays are float."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.exporters.c_header.c_text import DOCUMENT, SCALING
from engine.exporters.contents import Exported, checked
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes

MOST_BYTES = 512 * 1024 * 1024
_ARRAY = re.compile(r"/\* (\S+): (\d+(?: x \d+)*) \*/\nstatic const float \w+\[(\d+)\] NET_CONST = \{([^}]*)\};")


def read_c_header(path: Path) -> Exported:
    """What such a file holds, checked as `contents.checked` says. Raises FileProblem."""
    data = read_bytes(path, MOST_BYTES, _("Export the network again."))
    try:
        arrays, metadata = _parsed(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError) as error:
        text = _('"{name}" is no C header of this program: its arrays cannot be found. Export the network again.')
        raise FileProblem(text.format(name=path.name)) from error
    return checked(arrays, metadata, path.name)


@lru_cache(maxsize=1)  # a proof reads the same file several times
def _parsed(data: bytes) -> tuple[dict[str, Array], Any]:
    code, _marker, rest = data.decode("utf-8").partition(f"/* {DOCUMENT}\n")
    held = json.loads(rest.removesuffix("*/\n"))
    arrays: dict[str, Array] = {}
    for name, shape, size, numbers in _ARRAY.findall(code):
        values = np.array([one.strip().removesuffix("f") for one in numbers.split(",")], np.float32)
        if len(values) != int(size):
            raise ValueError(f"{name} is not whole")
        arrays[name] = values.reshape([int(one) for one in shape.split(" x ")])
    for name in SCALING:
        exact = np.array(held["scaling"][name], np.float64)
        if name in arrays and not np.array_equal(arrays[name], exact.astype(np.float32)):
            raise ValueError(f"{name} is there twice, and differs")
        arrays[name] = exact
    return arrays, held["network"]
