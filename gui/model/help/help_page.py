"""A page of the help as a value, and the topics that pages belong to.

A page is named "topic/name", such as "optimizers/adam". To add a topic: a row in `TOPICS`, a file of that name for each language
in resources/help, and, if its pages are the entries of a family, a row in `FAMILIES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.core.params import Param
from engine.core.registry import Entry, Registry
from engine.core.translation import N_
from engine.data.datasets import DATASETS
from engine.experiments.descent.example_functions import FUNCTIONS
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers import LAYERS
from engine.nn.losses import LOSSES
from engine.nn.metrics import METRICS
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.optim.stopping import STOPS

TOPICS = {  # in the order in which they are listed
    "first_steps": N_("First steps"),
    "views": N_("Views"),
    "controls": N_("Controls"),
    "terms": N_("Terms"),
    "datasets": N_("Data"),
    "layers": N_("Layers"),
    "activations": N_("Activation functions"),
    "losses": N_("Losses"),
    "metrics": N_("Metrics"),
    "optimizers": N_("Optimizers"),
    "schedules": N_("Learning-rate schedules"),
    "penalties": N_("Regularisation"),
    "clips": N_("Gradient clipping"),
    "stops": N_("Stop rules"),
    "initializers": N_("Start weights"),
    "functions": N_("Functions to descend"),
}
FAMILIES: dict[str, Registry[Any]] = {  # topics with a page for each entry of a family
    "datasets": DATASETS,
    "layers": LAYERS,
    "activations": ACTIVATIONS,
    "losses": LOSSES,
    "metrics": METRICS,
    "optimizers": OPTIMIZERS,
    "schedules": SCHEDULES,
    "penalties": PENALTIES,
    "clips": CLIPS,
    "stops": STOPS,
    "initializers": INITIALIZERS,
    "functions": FUNCTIONS,
}


@dataclass(frozen=True)
class HelpPage:
    """What a page shows, in the language of the program.

    `text` is Markdown (see resources/help/README.md). `lesson` names a lesson's file, `shows` views, `see` other pages,
    `actions` entries of the menus, `picture` a file of resources/help/pictures. `entry` and `settings` come from a registry.
    `also` has other words that the search finds it by.
    """

    name: str
    title: str
    text: str = ""
    summary: str = ""
    formulas: tuple[str, ...] = ()
    lesson: str = ""
    shows: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    picture: str = ""
    also: str = ""
    entry: Entry | None = None
    settings: tuple[Param, ...] = ()

    @property
    def topic(self) -> str:
        return self.name.partition("/")[0]


def page_of(cls: type[Entry]) -> str:
    """The name of the page of a registered class; empty for one of another family."""
    for topic, family in FAMILIES.items():
        if cls in family.classes():
            return f"{topic}/{cls.kind}"
    return ""
