"""The live views: panels that draw frames, a file or a folder each, discovered by import."""

from engine.core.registry import discover
from gui.views.base import VIEWS, View

discover(__name__)

__all__ = ["VIEWS", "View"]
