"""Where views and bars stand in the main window at its first start, and the window's first size."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolBar, QWidget

from engine.core.translation import _
from gui.views import View
from gui.window.docks import Docks
from gui.window.view_host import ViewHost

OPEN = ("boundary", "loss", "metric", "gradients", "doctor")  # at the first start
BEHIND_GRADIENTS = ("doctor", "optimizer", "weights", "activations", "hidden")
TABS = {"metric": "loss", "confusion": "loss"} | dict.fromkeys(BEHIND_GRADIENTS, "gradients")  # view: the one it is a tab behind


def add_view(docks: Docks, view: View) -> None:
    """A dock for the view, in the place that it names."""
    docks.add(view.name, _(view.title), view, view.place, TABS.get(view.name, ""), view.name in OPEN)


def add_views(docks: Docks, host: ViewHost) -> None:
    """A dock for each view that has none yet; tabs after those that they stand behind, closed ones last."""
    for view in sorted(host.by_name.values(), key=lambda view: (view.name in TABS, view.name not in OPEN)):
        if view.name not in docks.by_name:
            add_view(docks, view)


def show_when_visible(docks: Docks, host: ViewHost) -> None:
    """From now on a view shows the newest frame as soon as its dock becomes visible."""
    for name, view in host.by_name.items():
        docks.by_name[name].visibilityChanged.connect(lambda shown, view=view: shown and host.show_in(view))


def run_tool_bar(run_bar: QWidget) -> QToolBar:
    """The run bar over the full width; it stays where it is."""
    bar = QToolBar(_("Run"))
    bar.setObjectName("run")
    bar.setMovable(False)
    bar.toggleViewAction().setVisible(False)
    bar.addWidget(run_bar)
    return bar


def first_size(screen: QSize) -> QSize:
    """Large enough to read from afar, but not the whole of a large screen."""
    wanted = QSize(round(0.85 * screen.width()), round(0.85 * screen.height()))
    return wanted.expandedTo(QSize(1280, 720)).boundedTo(screen)
