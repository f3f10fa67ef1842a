"""Files that carry a trained network to other software: one module per format, found by themselves when they are first wanted.

`verification.export` writes a file and proves it; `for_path` finds the format by the end of a name.
"""

from importlib import import_module

from engine.core.registry import discover
from engine.exporters.base import EXPORTERS, Exporter, ends_of, for_path

FIRST = ("npz", "safetensors_file")  # modules whose formats stand first in lists
ROOMS = ("onnx", "torch")  # then those of these rooms, then all others


def _find() -> None:
    for module in FIRST:
        import_module(f"{__name__}.{module}")
    for room in ROOMS:
        discover(f"{__name__}.{room}")
    discover(__name__)
    EXPORTERS.arrange(_place)


def _place(cls: type[Exporter]) -> tuple[int, str]:
    """Whatever was imported first: the places of FIRST and ROOMS, then modules by name."""
    module = cls.__module__.removeprefix(f"{__name__}.")
    name = module.partition(".")[0]
    order = (*FIRST, *ROOMS)
    return (order.index(name) if name in order else len(order), module)


EXPORTERS.find_later(_find)

__all__ = ["EXPORTERS", "Exporter", "ends_of", "for_path"]
