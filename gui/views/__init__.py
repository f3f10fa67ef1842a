"""The live views: one file per panel, found by themselves."""

from engine.core.registry import discover
from gui.views.base import VIEWS, View

discover(__name__)

__all__ = ["VIEWS", "View"]
