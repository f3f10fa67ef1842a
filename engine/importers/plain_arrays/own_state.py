"""The state dict that our PyTorch export writes beside its code, and that its training script saves, with our names again."""

from __future__ import annotations

import json
from collections.abc import Mapping

from engine.core.arrays import Array
from engine.exporters.contents import Exported
from engine.exporters.torch.state_dict import DOCUMENT
from engine.exporters.torch.torch_layers import modules_of
from engine.importers.numbered_arrays import SCALINGS, NumberedArrays


def has_document(texts: Mapping[str, str]) -> bool:
    """`texts`: those in the file's header."""
    return DOCUMENT in texts


def exported_in_state(state: Mapping[str, Array], texts: Mapping[str, str], place: str) -> Exported:
    """The arrays by the names that our document gives them. Raises FileProblem, ValueError, KeyError, TypeError."""
    numbered = NumberedArrays(json.loads(texts[DOCUMENT]), sum(array.size for array in state.values()), place)
    keys = [one for module in modules_of(numbered.network) for one in module.state()]
    pairs = [(places, state[key]) for key, places in keys if places.ndim]  # else the count of batches
    return numbered.filled(pairs, {name: state[name] for name in SCALINGS if name in state})
