"""Files, exports and JSON are the same bits in every language; names that nobody typed are read in the reader's language."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from engine.cli.train import main as train
from engine.core.language import BRACKETS, ENGLISH, use_language
from engine.core.translation import _
from engine.experiments.run_record import record_run
from engine.exporters.trained_model import TrainedModel
from engine.importers import IMPORTERS, for_path, recognises
from engine.importers.imported_network import recipe_of
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import CrossEntropy
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.model.project import Project
from gui.model.run_entries import csv_text, with_run
from gui.model.storage.project_file import open_project, project_bytes
from gui.plotting.curves.curves import history_curve, table_columns
from gui.plotting.image_export import table_text
from gui.training.job.change_marks import ChangeMarks
from tests.interop import writable_formats

T = TypeVar("T")
FIRST = Recipe()
NAMED = replace(FIRST, blocks=(replace(FIRST.blocks[0], name="내 층"), FIRST.blocks[1], Block(3, Dropout(0.1))))


@pytest.fixture(autouse=True)
def back_to_english() -> Iterator[None]:
    yield
    use_language(ENGLISH)


def in_each(make: Callable[[], T]) -> tuple[T, T]:
    """What is made in English and in brackets."""
    made = []
    for language in (ENGLISH, BRACKETS):
        use_language(language)
        made.append(make())
    return made[0], made[1]


def trained() -> Session:
    """A run with a change of a setting, of a loss, and of a layer, each marked as the window marks it."""
    session, marks = Session(NAMED), ChangeMarks()
    session.advance(200)
    for after, text in (
        (replace(NAMED, optimizer=replace(NAMED.optimizer, lr=0.1)), _("Change {setting:small}").format(setting=_("Loss"))),
        (replace(NAMED, loss=CrossEntropy(0.1)), _("Change {setting:small}").format(setting=_("Loss"))),
        (replace(NAMED, blocks=NAMED.blocks[:2]), _("Remove {layer}").format(layer=NAMED.names()[3])),
    ):
        before = session.recipe
        session.adopt(after)
        marks.add(session, before, text, merged=False)
        session.advance(100)
    session.control.seconds = 0.0
    return session


def test_a_project_has_the_same_bytes() -> None:
    def members() -> dict[str, bytes]:
        session = trained()
        with zipfile.ZipFile(io.BytesIO(project_bytes(Project(NAMED), session.checkpoint(), trained=session.recipe))) as file:
            return {name: re.sub(rb'"seconds": .*', b"", file.read(name)) for name in file.namelist()}

    english, bracketed = in_each(members)
    assert english == bracketed
    assert not [name for name, content in bracketed.items() if "⟦".encode() in content]


def test_marks_and_default_names_are_read_in_the_language_of_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.npp"
    use_language(BRACKETS)
    path.write_bytes(project_bytes(Project(NAMED), trained().checkpoint(), trained=trained().recipe))

    def read() -> tuple[list[str], list[str]]:
        opened = open_project(path)
        assert opened.checkpoint is not None
        return [mark.text for mark in opened.checkpoint.history.marks], list(opened.project.recipe.names().values())

    (marks, names), (bracketed_marks, bracketed_names) = in_each(read)
    assert marks == ["Learning rate 0.03 → 0.1", "Label smoothing 0 → 0.1; Learning rate 0.1 → 0.03", "Remove Dropout 1"]
    assert all(mark.startswith("⟦") for mark in bracketed_marks)
    assert "⟦Dropout⟧" in bracketed_marks[-1]
    assert (names[0], bracketed_names[0]) == ("내 층", "내 층")
    assert (names[1], bracketed_names[1]) == ("Dense 2", "⟦⟦Dense⟧ 2⟧")


@pytest.mark.parametrize("exporter", writable_formats())
def test_an_export_has_the_same_bytes_and_is_read_without_names(exporter: type, tmp_path: Path) -> None:
    path = tmp_path / f"a{exporter.suffix}"  # type: ignore[attr-defined]

    def exported() -> bytes:
        exporter().write(TrainedModel.of(SnapshotBuilder(trained()).build()), path)
        return path.read_bytes()

    english, bracketed = in_each(exported)
    assert english == bracketed
    if any(recognises(importer, path) for importer in IMPORTERS):
        assert [block.name for block in recipe_of(for_path(path).read(path)).blocks] == ["내 층", ""]


def test_lists_and_tables_are_the_same() -> None:
    def tables() -> tuple[str, bytes]:
        session = trained()
        curve = history_curve(session.history.view(), "train_loss", _("Training"), "#000000")
        columns = {**table_columns([curve]), _("Height"): curve.x}
        return csv_text(with_run((), record_run(session, 1))), table_text(columns)

    english, bracketed = in_each(tables)
    assert english == bracketed


def test_the_json_of_the_command_line_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    def results() -> list[dict[str, object]]:
        found = []
        for arguments in ("--epochs 30 --stop loss_below:0.4:rows=training", "--data plane --lr 10 --epochs 50 --export a.npz"):
            train([*arguments.split(), "--quiet", "--json"])
            found.append({**json.loads(capsys.readouterr().out), "seconds": 0})
        return found

    english, bracketed = in_each(results)
    assert english == bracketed
    assert str(english[0]["stop_rule"]).startswith("Stopped at step ")
    assert str(english[1]["diverged"]).startswith("Training stopped at step ")


def test_a_run_has_the_same_bits() -> None:
    english, bracketed = in_each(lambda: trained().network.theta)
    assert np.array_equal(english, bracketed)
