"""How the standard controls look: palette and style sheet on top of Qt's Fusion style, and `apply_theme`, which sets both.

Sizes keep to an 8-pixel grid at 100 % and follow the text size where they are written as `@30px`. Fonts are not set here: a style
sheet's font would override the tabular figures of `theme.font`.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from engine.core.resources import resource
from gui.style import theme as themes
from gui.style.focus_ring import follow_focus
from gui.style.theme import DARK, LIGHT, Theme, mixed

CHOICES = ("system", "light", "dark")
_choice = "system"
_followed: QApplication | None = None  # the application whose system colours are listened to


def choice() -> str:
    """What was chosen last: one of `CHOICES`."""
    return _choice


def apply_theme(app: QApplication, choice: str) -> None:
    """Style the whole program: style, palette, style sheet and font. "system" follows the system's colours from now on."""
    global _choice, _followed
    if choice not in CHOICES:
        raise ValueError(f"The theme must be one of {', '.join(CHOICES)}, not {choice!r}.")
    _choice = choice
    if _followed is not app:
        _followed = app
        app.setStyle("Fusion")
        follow_focus(app)
        app.styleHints().colorSchemeChanged.connect(lambda scheme: _apply(app))
    schemes = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(schemes[choice])  # title bars and the system's own dialogs change too
    _apply(app)


def apply_scale(app: QApplication, scale: float) -> None:
    """Make all texts, and what must hold them, `scale` times as large as at 100 %."""
    themes.set_scale(scale)
    if _followed is app:
        _apply(app)


def _apply(app: QApplication) -> None:
    system_is_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    theme = DARK if _choice == "dark" or (_choice == "system" and system_is_dark) else LIGHT
    font = themes.font("body")
    is_new = themes.set_current(theme) or app.font().pointSizeF() != font.pointSizeF()
    wanted = style_sheet(theme)
    if app.styleSheet() == wanted and app.palette() == palette(theme) and not is_new:
        return
    app.setFont(font)
    app.setPalette(palette(theme))
    app.setStyleSheet(wanted)
    if is_new:
        themes.events.changed.emit()


def palette(theme: Theme) -> QPalette:
    """The colours of `theme` for controls that the Fusion style draws itself."""
    role = QPalette.ColorRole
    disabled = mixed(theme.muted, theme.surface, 0.45)
    made = QPalette()
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.surface,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: mixed(theme.raised, theme.surface, 0.5),
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.outline,
        role.Shadow: theme.window,
    }
    for one, colour in colours.items():
        made.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, one, QColor(disabled))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.line))
    made.setColor(QPalette.ColorGroup.Disabled, role.Accent, QColor(theme.line))
    return made


def style_sheet(theme: Theme) -> str:
    """The style sheet in the colours of `theme`."""
    values = {
        "hover": mixed(theme.raised, theme.text, 0.07),
        "pressed": mixed(theme.raised, theme.text, 0.14),
        "accent_hover": mixed(theme.accent, theme.text, 0.15),
        "chosen": mixed(theme.surface, theme.accent, 0.14),
        "disabled": mixed(theme.muted, theme.surface, 0.45),
        "down": resource("icons", "mark_down.svg").as_posix(),
        "check": resource("icons", f"mark_check_{theme.name}.svg").as_posix(),
        "dot": resource("icons", f"mark_dot_{theme.name}.svg").as_posix(),
    }
    values |= {name: colour for name, colour in vars(theme).items() if isinstance(colour, str)}
    sized = re.sub(r"@(\d+)px", lambda found: f"{themes.px(int(found[1]))}px", _TEXT)
    return re.sub(r"@(\w+)", lambda found: values[found[1]], sized)


_TEXT = """
QToolTip, QLabel[tip="true"] { color: @text; background: @raised; border: 1px solid @outline; padding: 4px 8px; }

QPushButton, QToolButton {
    color: @text; background: @raised; border: 1px solid @line; border-radius: 4px; padding: 0 12px; min-height: @30px;
}
QToolButton { padding: 0 5px; }
QToolButton[text=""] { min-width: @20px; } /* of one with a text it would be all that a layout leaves it */
QPushButton:hover, QToolButton:hover { background: @hover; border-color: @outline; }
QPushButton:pressed, QToolButton:pressed { background: @pressed; }
QPushButton:checked, QToolButton:checked { background: @chosen; border-color: @accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 0 11px; min-height: @28px; }
QToolButton:focus { padding: 0 4px; }
QToolButton[narrow="true"] { padding: 0 2px; }
QToolButton[narrow="true"]:focus { padding: 0 1px; }
QToolButton[dense="true"] { padding: 0 1px; min-height: @22px; }
QToolButton[dense="true"]:focus { padding: 0; min-height: @20px; }
QToolButton[chip="true"] { padding: 0 1px; margin: 1px 0; min-height: @20px; }
QToolButton[chip="true"]:focus { padding: 0; min-height: @18px; }
QPushButton:disabled, QToolButton:disabled { color: @disabled; background: transparent; border-color: @line; }
QPushButton[primary="true"] { color: @on_accent; background: @accent; border-color: @accent; }
QPushButton[primary="true"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled { color: @disabled; background: transparent; border-color: @line; }
QPushButton[chip="true"] { border-radius: @13px; min-height: @24px; padding: 0 8px; }
QPushButton[chip="true"]:focus { border: 2px solid @accent; padding: 0 7px; min-height: @22px; }
QToolButton[quiet="true"] { background: transparent; border-color: transparent; }
QToolButton[quiet="true"]:hover { background: @hover; }
QToolButton[quiet="true"]:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QComboBox, QPlainTextEdit, QSpinBox, QDoubleSpinBox {
    color: @text; background: @surface; border: 1px solid @outline; border-radius: 4px; padding: 0 7px; min-height: @28px;
    selection-background-color: @accent; selection-color: @on_accent;
}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {
    border: 2px solid @accent; padding: 0 6px; min-height: @26px;
}
QSpinBox QLineEdit, QSpinBox QLineEdit:focus { border: none; background: transparent; padding: 0; min-height: 0; }
QLineEdit:disabled, QComboBox:disabled { color: @disabled; border-color: @line; }
QLineEdit[refused="true"] { border: 2px solid @error; padding: 0 6px; min-height: @26px; }
QLineEdit[quiet="true"] { border-color: transparent; background: transparent; padding: 0; }
QLineEdit[quiet="true"]:hover { border-color: @outline; }
QLineEdit[quiet="true"]:focus { border: 1px solid @accent; padding: 0; background: @surface; min-height: @28px; }
QLineEdit QToolButton { border: none; background: transparent; padding: 0; min-height: 0; min-width: 0; }
QComboBox::drop-down { border: none; width: @22px; }
QComboBox::down-arrow { image: url("@down"); width: @12px; height: @12px; }
QComboBox QAbstractItemView {
    color: @text; background: @surface; border: 1px solid @outline; outline: 0; padding: 4px;
    selection-background-color: @chosen; selection-color: @text;
}
QComboBox QAbstractItemView::item { min-height: @26px; padding: 0 6px; }
QComboBox QAbstractItemView::item:disabled { color: @disabled; }

QCheckBox, QRadioButton { color: @text; background: transparent; spacing: 8px; min-height: @30px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: @16px; height: @16px; border: 1px solid @outline; border-radius: 4px; background: @surface;
}
QRadioButton::indicator { border-radius: @8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: @hover; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url("@check"); }
QRadioButton::indicator:checked { background: @accent; border-color: @accent; image: url("@dot"); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @text; width: @14px; height: @14px; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }

QSlider { background: transparent; min-height: @24px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal {
    width: 12px; height: 12px; margin: -5px 0; border-radius: 7px; border: 1px solid @accent; background: @surface;
}
QSlider::handle:horizontal:hover { background: @accent; }
QSlider:focus { border: 1px solid @accent; border-radius: 4px; }
QSlider::handle:horizontal:disabled { border-color: @outline; }
QSlider::sub-page:horizontal:disabled { background: @line; }

QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }
QWidget[slot="true"] { background: @surface; border-bottom: 1px solid transparent; }
QWidget[slot="true"][pointed="true"] { border-bottom: 2px solid @accent; background: @chosen; }
QToolButton[rail="true"] { background: transparent; border-color: transparent; padding: 0; min-height: 38px; }
QToolButton[rail="true"]:hover { background: @hover; }
QToolButton[rail="true"]:checked { background: @chosen; border-color: transparent; }
QToolButton[rail="true"]:focus { border: 2px solid @accent; padding: 0; }
QStatusBar { background: @window; color: @muted; }
QStatusBar::item { border: none; }

QMenuBar { background: @window; color: @text; }
QMenuBar::item { padding: 4px 10px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: @hover; }
QMenu { color: @text; background: @surface; border: 1px solid @outline; border-bottom: 3px solid @outline; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:checked { background: @chosen; }
QMenu::item:selected { background: @chosen; color: @text; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QTabBar::tab { color: @muted; background: transparent; padding: 6px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:hover { color: @text; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }

QScrollArea { background: @surface; border: none; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: @outline; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: @24px; }
QScrollBar::handle:horizontal { min-width: @24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView, QTreeView, QListView {
    color: @text; background: @surface; border: 1px solid @line; gridline-color: @line; outline: 0;
    selection-background-color: @chosen; selection-color: @text;
}
QTreeView::indicator {
    width: @16px; height: @16px; border: 1px solid @outline; border-radius: 4px; background: @surface;
}
QTreeView::indicator:hover { background: @hover; }
QTreeView::indicator:checked { background: @accent; border-color: @accent; image: url("@check"); }
QHeaderView { background: @raised; border: none; }
QHeaderView::section { color: @muted; background: @raised; border: none; border-bottom: 1px solid @line; padding: 4px 8px; }
QHeaderView[dense="true"]::section { padding: 1px 8px; }
QTableCornerButton::section { background: @raised; border: none; border-bottom: 1px solid @line; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QLabel { background: transparent; }
QLabel[tone="muted"] { color: @muted; }
QLabel[tone="error"] { color: @error; }
QLabel[tone="warning"] { color: @warning; }
QWidget[panel="true"] { background: @surface; }
QWidget[plot="true"]:focus { border: 1px solid @accent; }
QFrame[popup="true"] { background: @surface; border: 1px solid @outline; border-bottom: 3px solid @outline; }
QFrame[separator="horizontal"] { background: @line; border: none; min-height: 1px; max-height: 1px; }
QFrame[separator="vertical"] { background: @line; border: none; min-width: 1px; max-width: 1px; }
"""
