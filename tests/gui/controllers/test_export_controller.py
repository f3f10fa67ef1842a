"""Export from the window: real files, written beside it one after the other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from engine.exporters.npz import read_npz
from engine.exporters.safetensors_file import read_safetensors
from gui.panels.export.export_form import FOLDER


def test_what_the_window_shows_goes_into_every_format(window, tmp_path: Path, qtbot) -> None:
    QSettings().setValue(FOLDER, str(tmp_path))
    window.export_controller.export()
    dialog = window.export_controller.dialog
    window.export_controller.export()
    assert window.export_controller.dialog is dialog  # there is one
    for kind, row in dialog.rows.items():
        row.box.setChecked(kind in ("npz", "safetensors"))
    dialog.form.name.setText("net")
    dialog.export.click()
    qtbot.waitUntil(lambda: not dialog.is_running)
    first, second = read_npz(tmp_path / "net.npz"), read_safetensors(tmp_path / "net.safetensors")
    assert first.metadata == second.metadata
    assert "✓ net.npz" in dialog.rows["npz"].outcome.text()
    (tmp_path / "net.npz").unlink()
    (tmp_path / "net.npz").mkdir()
    (tmp_path / "net.safetensors").unlink()
    dialog.rows["npz"].clear()
    dialog.wanted.emit(dialog.order)
    qtbot.waitUntil(lambda: (tmp_path / "net.safetensors").exists())
    assert "✗" in dialog.rows["npz"].outcome.text()  # one that fails keeps none of the others
    dialog.reject()
    assert window.export_controller.dialog is None
