"""To add a thing is to add one file: it appears in lists, forms and files by itself, and the registry-wide tests cover it.

Each file of tests/additions goes into its folder in a copy of the program; nothing else changes there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.program_start import ROOT

PLACES = {"amplifier": "engine/nn/layers", "rosette": "engine/data/datasets/shapes", "textdump": "engine/exporters"}
LESSON = 'format = 1\ntitle = "Petals"\n[[steps]]\ntitle = "Look"\ntext = "Choose Rosette."\n'
REGISTRY_WIDE = (
    "tests/test_registries.py",
    "tests/engine/nn",
    "tests/engine/data/datasets",
    "tests/engine/exporters",
    "tests/gui/canvas/test_frame_renderer.py",
    "tests/gui/model/test_layer_text.py",
    "tests/gui/palette",
    "tests/gui/panels/data",
    "tests/gui/widgets/forms/test_form.py",
)
SOME = "rosette or ((amplifier or textdump) and (tanh or not test_the_file_alone))"  # of 400 exports, those with one activation
WHERE_IT_APPEARS = """
import json, sys
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

import main
from engine.data.datasets import DATASETS
from engine.exporters import EXPORTERS
from engine.nn.layers import LAYERS
from engine.recipe.recipe import Block, Recipe
from gui.document import Document
from gui.model.layer_text import completions, layer_from_words
from gui.model.lessons.lesson_reading import lessons_in
from gui.model.project import Project
from gui.model.storage.project_file import open_project, save_project
from gui.palette.layer_palette import LayerPalette
from gui.panels.data.dataset_gallery import DatasetGallery
from gui.panels.export.format_row import FormatRow
from gui.panels.inspector.inspector import Inspector

app = QApplication([])
palette, gallery = LayerPalette(), DatasetGallery()
amplifier = LAYERS["amplifier"](2.0)
project = Project(Recipe(data=DATASETS["rosette"](noise=0.1), blocks=(Block(1, amplifier),)))
inspector = Inspector(Document(project))
inspector.show_selection(1)
rows = [FormatRow(cls) for cls in EXPORTERS]  # kept, as the dialog does: PySide6 6.12 may crash at exit where one is dropped
for row in rows:
    row.show_stem("a")
formats = [f"{row.box.text()}: {row.file.text}" for row in rows]
save_project(project, "a.npp")
trained = main.main(
    "train --data rosette --layers 4:tanh,amplifier:2 --epochs 3 --quiet --export a.dump".split()
)
print(json.dumps({
    "palette": [palette.item(row).text() for row in range(palette.count())],
    "typed": [layer_from_words("amplifier 2") == amplifier, completions("ampl")],
    "form": list(inspector.layer_page.form().editors),
    "gallery": list(gallery.tiles),
    "export formats": formats,
    "comes back": open_project("a.npp").project == project,
    "trained": [trained, Path("a.dump").exists()],
    "lessons": [str(lesson.title) for lesson in lessons_in()[0]],
}))
"""


@pytest.fixture(scope="module")
def with_additions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("copy")
    for name in ("engine", "gui", "resources", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("screenshots"))
    for name in ("main.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy / name)
    for name, place in PLACES.items():
        shutil.copy(copy / "tests" / "additions" / f"{name}.py", copy / place / f"{name}.py")
    (copy / "resources" / "lessons" / "petals.toml").write_text(LESSON, encoding="utf-8")
    return copy


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONPATH"))}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=250, check=False, env=environment)


@pytest.mark.timeout(300)
def test_the_registry_wide_tests_cover_what_was_added(with_additions: Path) -> None:
    options = ["-m", "pytest", "-n0", "-p", "no:cacheprovider", "--junitxml=report.xml", "-k", SOME]
    ran = run(with_additions, *options, *REGISTRY_WIDE)
    assert ran.returncode == 0, ran.stdout[-3000:]
    names = [case.get("name", "").lower() for case in ElementTree.parse(with_additions / "report.xml").iter("testcase")]
    covered = Counter(name for name in PLACES for test in names if name in test)
    assert covered["amplifier"] > 40
    assert covered["rosette"] > 8
    assert covered["textdump"] > 8


@pytest.mark.timeout(300)
def test_what_was_added_appears_where_people_look(with_additions: Path) -> None:
    ran = run(with_additions, "-c", WHERE_IT_APPEARS)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert "Amplifier" in found["palette"]
    assert found["typed"] == [True, ["amplifier"]]
    assert found["form"] == ["factor"]
    assert found["gallery"][5] == "rosette", "where its order puts it"
    assert "Text dump: a.dump" in found["export formats"]
    assert found["comes back"]
    assert found["trained"] == [0, True]
    assert found["lessons"][-1] == "Petals", "where the name of its file puts it"
