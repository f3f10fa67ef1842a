"""Programs that exports are run by. Tests that need one that is not installed are left out, and pytest says so."""

from __future__ import annotations

import importlib.util
import shutil

import pytest

from engine.exporters import EXPORTERS, Exporter
from engine.exporters.verification import missing_packages

PROGRAMS = (
    "onnx",
    "onnxruntime",
    "torch",
    "keras",
    "h5py",
)  # by the names that they are imported by: the extra [interop]


def missing_programs(*names: str) -> list[str]:
    """Those of these, or of all, that are not installed."""
    return [name for name in names or PROGRAMS if importlib.util.find_spec(name) is None]


def needs(*names: str) -> pytest.MarkDecorator:
    """A mark for tests, or for a whole module as its `pytestmark`, that need these programs."""
    return pytest.mark.skipif(bool(missing_programs(*names)), reason=f"needs {', '.join(names)}: install the extra [interop]")


def missing_compilers() -> list[str]:
    """Those of gcc and g++ that are not installed: they are no packages of Python."""
    return [name for name in ("gcc", "g++") if shutil.which(name) is None]


def writable_formats() -> list[type[Exporter]]:
    """The export formats that can be written with what is installed."""
    return [cls for cls in EXPORTERS if not missing_packages(cls)]
