"""Files of trained networks read back: one module per format, found by themselves when they are first wanted.

`for_path` finds the importer by the end of a file's name. Of what it reads, `recipe_of` makes a recipe and `model_of` a trained
model, which predicts what the network in the file predicts.
"""

from functools import partial

from engine.core.registry import discover
from engine.importers.base import IMPORTERS, Importer, for_path, recognises
from engine.importers.imported_network import ImportedLayer, ImportedNetwork, model_of, recipe_of

IMPORTERS.find_later(partial(discover, __name__))

__all__ = ["IMPORTERS", "ImportedLayer", "ImportedNetwork", "Importer", "for_path", "model_of", "recipe_of", "recognises"]
