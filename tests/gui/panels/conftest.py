"""What the tests of panels begin with."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from gui.document import Document
from gui.model.project import Project
from gui.style import style_sheet


@pytest.fixture
def document(qapp: QApplication) -> Document:
    """That of a new project, in the light theme."""
    style_sheet.apply_theme(qapp, "light")
    return Document(Project())
