"""State dicts of PyTorch: what `torch.save(model.state_dict(), path)` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import quoted
from engine.core.translation import N_, _
from engine.files.array_zip import ArrayZip
from engine.files.reading import cannot_be_opened
from engine.importers.base import IMPORTERS, NO_ANSWERS, Importer, most_bytes
from engine.importers.imported_network import ImportedNetwork
from engine.importers.plain_arrays.array_network import network_of_arrays
from engine.importers.plain_arrays.refusing import importing
from engine.importers.plain_arrays.tensor_pickle import MODULES, read_tensors

MOST_MEMBERS = 10_000
ZIP, PICKLE = b"PK", b"\x80"  # how files begin
STATES = ("model_state_dict", "state_dict", "model_state", "model", "net", "network", "weights")  # in a checkpoint


@IMPORTERS.add("torch_state", "PyTorch")
@dataclass(frozen=True)
class TorchImporter(Importer):
    """Reads the tensors and their names. Whole pickled models hold code, and are refused unread."""

    suffixes: ClassVar[tuple[str, ...]] = (".pt", ".pth")
    about: ClassVar[str] = N_("State dicts of PyTorch: only tensors are read, and no code is run")

    def read(self, path: Path, answers: Mapping[str, str] = NO_ANSWERS) -> ImportedNetwork:
        with importing(path):
            state, modules, entry = read_state_dict(path)
            network = network_of_arrays(state, answers, is_in_order=True, modules=modules)
        text = _("Of the checkpoint in the file the entry {name} is taken; the others are left out.")
        more = (text.format(name=quoted(entry)),) if entry else ()
        return replace(network, notes=(*network.notes, *more))


def read_state_dict(path: Path) -> tuple[dict[str, Array], tuple[str, ...], str]:
    """The tensors by key, the names of all modules, where the file has them, and the entry of a checkpoint that they stand in.

    Raises ValueError, FileProblem.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(2)
            if start[:1] == PICKLE:
                raise ValueError(_("It is a pickle, as PyTorch wrote before version 1.6: save the state dict again."))
            if start != ZIP:
                raise ValueError(_("It holds no state dict of PyTorch."))
            found, entry = _state_in(read_tensors(ArrayZip(stream, MOST_MEMBERS, most_bytes(path))))
    except OSError as error:
        raise cannot_be_opened(path, error) from error
    modules = found.pop(MODULES, [])
    wrong = [name for name, value in found.items() if not isinstance(value, np.ndarray)]
    if wrong:
        text = _("Its entry {name} is no tensor: save model.state_dict() alone.")
        raise ValueError(text.format(name=quoted(wrong[0], 60)))
    return found, tuple(modules), entry


def _state_in(saved: Any) -> tuple[dict[str, Any], str]:
    """The state dict that was saved, or the one in a checkpoint, with the name of its entry."""
    if isinstance(saved, dict) and _has_tensors(saved):
        return dict(saved), ""
    inside = {name: one for name, one in saved.items() if _has_tensors(one)} if isinstance(saved, dict) else {}
    named = [name for name in STATES if name in inside] or [*inside]
    if len(named) != 1:
        raise ValueError(_("It holds no state dict of PyTorch."))
    return dict(inside[named[0]]), named[0]


def _has_tensors(one: Any) -> bool:
    """Whether it is a dict of tensors by names."""
    return isinstance(one, dict) and any(isinstance(name, str) and isinstance(value, np.ndarray) for name, value in one.items())
