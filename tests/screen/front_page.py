"""Takes the moving picture of the README of the running program, in each language, and draws the floor plan; no screen is needed.

    python -m tests.screen.front_page [--language ko]

The README's other pictures are those of the help (`python -m tests.screen.help_pictures`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from engine.core.language import LANGUAGES, VARIABLE
from engine.core.resources import resource
from engine.data.datasets import DATASETS
from engine.nn.activations import Tanh
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block
from gui.app.application import start_application
from gui.model import edits
from gui.model.project import Project
from gui.model.speeds import FULL
from gui.settings import preference_store
from tests.screen.floor_plan import draw_floor_plan
from tests.screen.help_pictures import Photographer
from tests.screen.moving_picture import write_moving_picture

SIZE, RIGHT, BELOW = (1080, 680), 380, 225  # pixels: of the window, and of what stands right of the network and below it
NEURONS = 8  # of each of two layers
PICTURES, LAST_EPOCH = 30, 300  # between two pictures lies ever more training
MOMENT, EACH, LAST = 250, 130, 3000  # ms: that the window has to draw, that a picture shows, that the last one does


def film(language: str) -> None:
    """A network learns the spiral."""
    photographer = Photographer(language, [])
    window = photographer.window
    data = DATASETS["spiral"]()
    blocks = tuple(Block(number, Dense(NEURONS, Tanh())) for number in (1, 2))
    project = edits.with_recipe(Project(), optimizer=Adam(0.01), blocks=blocks)
    photographer.begin(edits.set_data(project, data, data.make(np.random.default_rng(1))))
    window.resize(*SIZE)
    window.layout_controller.toggle_pane("data")
    stage = window.layout_controller.stage
    stage.settings.hide()
    stage.columns.setSizes([0, SIZE[0] - RIGHT, RIGHT])
    stage.middle.setSizes([stage.middle.height() - BELOW, BELOW])
    QTest.qWait(MOMENT)
    window.canvas.fit()
    pictures: list[QImage] = []
    for epoch in sorted({round(LAST_EPOCH ** (number / (PICTURES - 1))) - 1 for number in range(PICTURES)}):
        photographer.train_to(epoch)
        window.banner.hide()
        window.run_bar.setFocus()
        QTest.qWait(MOMENT)
        pictures.append(window.grab().toImage())
    write_moving_picture(_file(language), pictures, [EACH] * (len(pictures) - 1) + [LAST])
    photographer.end()


def _file(language: str) -> Path:
    return resource("screenshots", f"learning_{language}.png")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--language", choices=list(LANGUAGES))
    chosen = parser.parse_args()
    if chosen.language is None:  # a language is chosen at the start of a program
        draw_floor_plan()
        command = [sys.executable, "-m", "tests.screen.front_page", "--language"]
        return max(subprocess.run([*command, language], check=False).returncode for language in LANGUAGES)
    os.environ[VARIABLE] = chosen.language
    start_application()
    preference_store.change(speed=FULL)
    film(chosen.language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
