"""Properties that the style sheet asks for, such as `tone`: Qt does not notice when one of a shown widget changes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property of a widget that is styled already, and style it anew where the value is another."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
