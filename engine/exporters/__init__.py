"""Files that carry a trained network to other software: one module per format, found by themselves.

`verification.export` writes a file and proves it; `for_path` finds the format by the end of a name.
"""

from engine.core.registry import discover
from engine.exporters.base import EXPORTERS, Exporter, ends_of, for_path

discover(__name__)

__all__ = ["EXPORTERS", "Exporter", "ends_of", "for_path"]
