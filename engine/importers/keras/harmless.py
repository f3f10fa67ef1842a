"""Whether a model may be given to Keras to run: older versions run code that a config names, even where they say they do not.

A model's arrays are read without any of this; only the comparison with Keras' own predictions needs it.
"""

from __future__ import annotations

from typing import Any

from engine.importers.keras.keras_steps import LAYERS

OBJECTS = ("keras.initializers", "keras.regularizers", "keras.constraints", "keras.optimizers", "keras.losses", "keras.metrics")
MODULES = ("keras", *OBJECTS, "keras.src.models.functional", "builtins", None)  # where what a model is made of comes from
LAYERS_MODULE, OPERATIONS = "keras.layers", "keras.src.ops."
CLASSES = (*LAYERS, "InputLayer", "Add")
MOST_DEPTH = 40


def is_harmless(config: Any, depth: int = 0) -> bool:
    """Whether all that a config names is Keras' own and known here."""
    if isinstance(config, list):
        return depth < MOST_DEPTH and all(is_harmless(one, depth + 1) for one in config)
    if not isinstance(config, dict):
        return True
    module, kind = config.get("module"), config.get("class_name")
    if kind in ("Lambda", "__lambda__") or "fn_module" in config:
        return False
    if module == LAYERS_MODULE:
        known = kind in CLASSES
    else:
        known = module in MODULES or (isinstance(module, str) and module.startswith(OPERATIONS))
    return known and depth < MOST_DEPTH and all(is_harmless(one, depth + 1) for one in config.values())
