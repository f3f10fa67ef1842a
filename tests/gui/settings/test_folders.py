"""Dialogs for files begin where the last file of the same kind was, at first in the preferred folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths

from gui.settings.folders import first_folder, folder_for, remember_folder
from gui.settings.preference_store import change, preferences


def test_at_first_it_is_the_documents_folder_or_home(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(tmp_path))
    assert folder_for("export/folder") == str(tmp_path)
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(tmp_path / "gone"))
    assert folder_for("export/folder") == QDir.homePath()


def test_then_the_preferred_one(tmp_path: Path) -> None:
    change(folder=str(tmp_path))
    assert folder_for("data/folder") == folder_for("export/folder") == str(tmp_path)


def test_then_each_kind_begins_where_its_last_file_was(tmp_path: Path) -> None:
    change(folder=str(tmp_path))
    tables = tmp_path / "tables"
    tables.mkdir()
    remember_folder("data/folder", str(tables))
    assert folder_for("data/folder") == str(tables)
    assert folder_for("project/folder") == str(tmp_path)


def test_a_folder_that_is_gone_counts_no_more(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    change(folder=str(gone))
    remember_folder("data/folder", str(gone))
    gone.rmdir()
    assert preferences().folder == ""
    assert folder_for("data/folder") == first_folder() != str(gone)
