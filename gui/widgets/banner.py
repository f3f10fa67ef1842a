"""The strip over the window that shows messages without interrupting anybody, and without moving what one is about to click.

One message is shown; others are queued behind it, the newest first; but a note waits behind all that is wrong. A message stays
until it is closed, acted upon, or replaced: by one with the same `key`, or, if its kind is "info", by the next "info".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from engine.core.translation import N_, _
from gui.style import icons, theme
from gui.style.plain_text import plain
from gui.style.text_size import set_font, set_style_sheet
from gui.widgets.flow_row import FlowLayout
from gui.widgets.spoken.announcement import announce

KINDS = {"info": N_("Note"), "warning": N_("Warning"), "error": N_("Problem")}  # by severity, with the word that is shown
MOST_MESSAGES = 20
MOST_LETTERS = 800
NARROWEST = 480  # pixels: over a narrower part it reaches to the right edge of the whole
TEXT = 200  # pixels at a text size of 100 % that a message keeps beside its buttons
LABEL = ".QLabel {{ color: {colour}; background: transparent; }}"  # a tooltip is a kind of label too: not of that


@dataclass(frozen=True)
class Action:
    """A button in a message: its text, and what it does after the message has closed."""

    text: str
    do: Callable[[], object]


@dataclass(frozen=True)
class Message:
    """`kind` is a name in KINDS; a new message with the same non-empty `key` replaces the old one."""

    kind: str
    text: str
    actions: tuple[Action, ...] = ()
    key: str = ""


class Banner(QFrame):
    """Changes by `show_message`, `clear` and the user's clicks. Hidden while there is no message."""

    closed = Signal(object)  # the Message that the user closed without choosing an action

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Message] = []  # the first is the one that is shown
        self.setObjectName("banner")
        self.stripe = QFrame()
        self.stripe.setFixedWidth(4)
        self.kind, self.text, self.more = QLabel(), _wrapped_label(), QLabel()
        set_font(self.kind, bold=True)
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(_("Close this message (Esc)"))
        self.close_button.setAccessibleName(_("Close this message"))
        self.close_button.clicked.connect(self._close_first)
        icons.set_icon(self.close_button, "close")
        self._actions = QWidget()
        self._actions.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.buttons = FlowLayout(self._actions, across=8, down=4)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(8)
        self._body.addWidget(self.text, 1)
        self._body.addWidget(self._actions)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.stripe)
        row.addWidget(self.kind)
        row.addLayout(self._body, 1)
        row.addWidget(self.more)
        row.addWidget(self.close_button)
        self.setMinimumHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._over: tuple[QWidget, QWidget] | None = None
        theme.events.changed.connect(self.retheme)
        self.hide()

    def lie_over(self, whole: QWidget, part: QWidget) -> None:
        """Lie over the upper edge of a part of `whole`, whose parent is that of the strip: nothing gives way to it."""
        self._over = whole, part
        for one in (whole, part):
            one.installEventFilter(self)

    def show_message(self, message: Message) -> None:
        """Show a message, or queue a note behind what is wrong. Raises ValueError for a kind that is not in KINDS."""
        if message.kind not in KINDS:
            raise ValueError(f"A message is one of {', '.join(KINDS)}, not {message.kind!r}.")
        if message in self.messages:
            return
        kept = [old for old in self.messages if not _replaces(message, old)]
        order = sorted([message, *kept], key=lambda one: one.kind == "info")  # stable: otherwise the newest stays first
        self.messages = order[:MOST_MESSAGES]
        self._show_first()
        if self.messages[0] == message:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
            announce(self, self.accessibleName(), urgent=message.kind == "error")

    def clear(self, key: str) -> None:
        """Remove the message with this key, if it is still there."""
        self.messages = [message for message in self.messages if message.key != key]
        self._show_first()

    def retheme(self) -> None:
        """Use the colours of the current theme."""
        colours = theme.current()
        kind = self.messages[0].kind if self.messages else "info"
        colour = {"info": colours.accent, "warning": colours.warning, "error": colours.error}[kind]
        ground = theme.mixed(colours.surface, colour, 0.1)
        self.setStyleSheet(f"#banner {{ background: {ground}; border: 0 solid {colour}; border-width: 1px 0; }}")
        self.stripe.setStyleSheet(f"background: {colour};")
        set_style_sheet(self.kind, LABEL.format(colour=colours.text))
        for label in (self.text, self.more):
            set_style_sheet(label, LABEL.format(colour=colours.text))

    def _show_first(self) -> None:
        while self.buttons.count():
            old = self.buttons.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        if not self.messages:
            self.hide()
            return
        message = self.messages[0]
        word = _(KINDS[message.kind])
        shown = message.text if len(message.text) <= MOST_LETTERS else message.text[:MOST_LETTERS] + "…"
        self.kind.setText(word)
        self.text.setText(shown)
        self.text.setToolTip(plain(message.text) if shown != message.text else "")
        spoken = _("{kind}: {message}").format(kind=word, message=message.text)
        self.text.setAccessibleName(spoken)
        self.setAccessibleName(spoken)
        waiting = len(self.messages) - 1
        self.more.setText(_("{n} more").format(n=waiting) if waiting else "")
        for action in message.actions:
            button = QPushButton(action.text)
            button.clicked.connect(lambda checked=False, chosen=action: self._act(message, chosen))
            self.buttons.addWidget(button)
        self._actions.setVisible(bool(message.actions))
        self.retheme()
        self.show()
        self._place()

    def _place(self) -> None:
        if self._over is None or self.isHidden():
            return
        whole, part = self._over
        corner, width = (part if part.isVisible() else whole).mapTo(whole, QPoint()), part.width()
        if not part.isVisible() or width < theme.px(NARROWEST):
            width = whole.width() - corner.x()
        self._arrange(width)
        place = whole.mapTo(self.parentWidget(), corner)
        self.setGeometry(QRect(place, QSize(width, self.heightForWidth(width))))
        self.raise_()

    def _arrange(self, width: int) -> None:
        """The buttons beside the text where they leave it room, else below it."""
        hints = [self.buttons.itemAt(n).sizeHint().width() + self.buttons.across for n in range(self.buttons.count())]
        others = (self.kind.sizeHint().width(), self.more.sizeHint().width(), self.close_button.sizeHint().width(), 60)
        beside = width - sum(hints) - sum(others) >= theme.px(TEXT)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._actions.setFixedWidth(sum(hints)) if beside else self._actions.setFixedWidth(width - sum(others))
        if way is not self._body.direction():
            self._body.setDirection(way)

    def _act(self, message: Message, action: Action) -> None:
        self._remove(message)
        action.do()

    def _close_first(self) -> None:
        if self.messages:
            message = self.messages[0]
            self._remove(message)
            self.closed.emit(message)

    def _remove(self, message: Message) -> None:
        self.messages = [other for other in self.messages if other is not message]
        self._show_first()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._place)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            QTimer.singleShot(0, self, self._place)  # once all parts have their sizes
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.messages:
            self._close_first()
        else:
            super().keyPressEvent(event)


def _wrapped_label() -> QLabel:
    """Plain text that can be selected, and wraps instead of widening the window."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # a long path must not widen the window
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


def _replaces(new: Message, old: Message) -> bool:
    return (bool(new.key) and new.key == old.key) or (new.kind == old.kind == "info" and not old.actions)
