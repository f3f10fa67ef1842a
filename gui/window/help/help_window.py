"""The help: all pages by topic, a search, and the page that was chosen, in a window that stays open beside the work."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.core.translation import _, ngettext
from gui.model.help.help_page import TOPICS
from gui.model.help.help_search import found_pages
from gui.style import theme
from gui.style.icons import set_icon
from gui.style.text_size import follow, set_font
from gui.style.window_size import resize_within_screen
from gui.window.help.help_browser import HelpBrowser, Place
from gui.window.help.page_html import Surroundings

WIDTH, HEIGHT, LIST, ROW = 900, 620, 240, 26  # pixels
PAGE = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Shows `around.pages`. What a page offers to do beside opening another one leaves by `wanted`, as `HelpBrowser.followed`."""

    wanted = Signal(str, str)
    shown = Signal(str)  # the name of a page

    def __init__(self, around: Surroundings, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(_("Help"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.around, self.page = around, ""
        self._earlier: list[tuple[str, Place]] = []
        self._later: list[tuple[str, Place]] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search in the help"))
        self.search.setToolTip(_("Finds the pages with all these words. Enter opens the first one."))
        self.search.setClearButtonEnabled(True)
        self.found = QLabel()
        self.found.setProperty("tone", "muted")
        set_font(self.found, "small")
        self.list = QTreeWidget()
        self.list.setHeaderHidden(True)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(_("Pages of the help"))
        self.browser = HelpBrowser(around)
        self.back = _button("left", _("Back"), _("To the page before (Alt+←)."), "Alt+Left")
        self.forth = _button("right", _("Forward"), _("To the page that you came back from (Alt+→)."), "Alt+Right")
        self.end = QPushButton(_("Close"))
        self.end.setAutoDefault(False)  # Enter in the line opens a page
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._open_first)
        self.list.currentItemChanged.connect(self._choose)
        self.browser.followed.connect(self._follow)
        self.back.clicked.connect(lambda: self._go(self._earlier, self._later))
        self.forth.clicked.connect(lambda: self._go(self._later, self._earlier))
        self.end.clicked.connect(self.close)
        self._arrange()
        follow(self.list, lambda: self._fill(self.search.text()), "rows")
        resize_within_screen(self, theme.px(WIDTH), theme.px(HEIGHT))

    def show_page(self, name: str) -> None:
        """Show a page; the one before is a step back."""
        if name not in self.around.pages:
            return
        if self.page and name != self.page:
            self._earlier.append((self.page, self.browser.place))
            self._later.clear()
        self._show(name, Place())

    # -- inside
    def _show(self, name: str, place: Place) -> None:
        self.page = name
        self.browser.show_page(self.around.pages[name], self.search.text().split(), place)
        self.browser.setAccessibleName(_("Help: {title}").format(title=self.around.pages[name].title))
        self.setWindowTitle(_("{title} – Help").format(title=self.around.pages[name].title))
        self.back.setEnabled(bool(self._earlier))
        self.forth.setEnabled(bool(self._later))
        item = self._items.get(name)
        blocked = self.list.blockSignals(True)
        self.list.setCurrentItem(item)
        self.list.blockSignals(blocked)
        if item is not None:
            self.list.scrollToItem(item)
        self.shown.emit(name)

    def _go(self, from_: list[tuple[str, Place]], to: list[tuple[str, Place]]) -> None:
        """One step in the history, either way: to the page, and to where one was on it."""
        if from_:
            to.append((self.page, self.browser.place))
            self._show(*from_.pop())

    def _follow(self, does: str, target: str) -> None:
        if does == "page":
            self.show_page(target)
        else:
            self.wanted.emit(does, target)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, PAGE):
            self.show_page(item.data(0, PAGE))

    def _open_first(self) -> None:
        first = self.list.topLevelItem(0)
        if self.search.text().strip() and first is not None and first.data(0, PAGE):
            self.list.setCurrentItem(first)
            self.show_page(first.data(0, PAGE))

    def _fill(self, typed: str) -> None:
        """All pages below their topics; or those that were found, the best first."""
        blocked = self.list.blockSignals(True)
        self.list.clear()
        self._items: dict[str, QTreeWidgetItem] = {}
        found = found_pages(self.around.pages.values(), typed)
        if typed.strip():
            self.list.addTopLevelItems([self._item(page.name, _(TOPICS[page.topic])) for page in found])
        else:
            for topic, pages in groupby(self.around.pages.values(), key=lambda page: page.topic):
                head = QTreeWidgetItem([_(TOPICS[topic])])
                head.setSizeHint(0, QSize(0, theme.px(ROW)))
                self.list.addTopLevelItem(head)
                head.addChildren([self._item(page.name) for page in pages])
        counted = ngettext("{n} page", "{n} pages", len(found)).format(n=len(found))
        self.found.setText(counted if found else _("On no page"))
        self.found.setVisible(bool(typed.strip()))
        self.list.setRootIsDecorated(not typed.strip())
        self.list.setCurrentItem(self._items.get(self.page))
        self.list.blockSignals(blocked)

    def _item(self, name: str, topic: str = "") -> QTreeWidgetItem:
        title = self.around.pages[name].title
        item = self._items[name] = QTreeWidgetItem([_("{title} · {topic}").format(title=title, topic=topic) if topic else title])
        item.setData(0, PAGE, name)
        item.setSizeHint(0, QSize(0, theme.px(ROW)))
        return item

    def _arrange(self) -> None:
        side, right, top = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for part in (self.search, self.found, self.list):
            follow(part, lambda part=part: part.setFixedWidth(theme.px(LIST)))
            side.addWidget(part)
        for button in (self.back, self.forth):
            top.addWidget(button)
        top.addStretch(1)
        top.addWidget(self.end)
        right.addLayout(top)
        right.addWidget(self.browser, 1)
        for column in (side, right):
            column.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(side)
        row.addLayout(right, 1)

    # -- Qt
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the line to what was found."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.list.setFocus()
            if self.list.currentItem() is None:
                self.list.setCurrentItem(self.list.topLevelItem(0))
        else:
            super().keyPressEvent(event)


def _button(icon: str, name: str, tip: str, key: str) -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setShortcut(key)
    set_icon(button, icon)
    return button
