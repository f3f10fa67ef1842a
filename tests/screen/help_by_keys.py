"""The help read by the keyboard alone: F1, to a link, along it, back to the same link; in either theme. No mouse."""

from __future__ import annotations

import sys
from typing import cast

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from gui.style import theme
from gui.style.style_sheet import apply_theme
from gui.window.help.help_browser import HelpBrowser
from gui.window.help.help_window import HelpWindow
from tests.screen.journey_runner import run
from tests.screen.screen_user import ScreenUser
from tests.screen.window_state import WindowState

SHORT, NEXT = "optimizers/momentum", "optimizers/nesterov"
LONG, FAR = "first_steps/first_minute", "first_steps/keys"
MOST_TABS = 30
LEAST = 0.3  # of the points of a link that has the keyboard: its ground


class HelpByKeys(WindowState):
    def __call__(self, user: ScreenUser) -> None:
        user.wait_for("the first frame", lambda: self.step() == 0)
        for name in ("light", "dark"):
            user.ask(lambda name=name: apply_theme(cast(QApplication, QApplication.instance()), name))
            self.opens(user)
            self.follows_a_link_and_comes_back(user)
            self.reads_a_long_page(user)
            self.leaves_it(user)
        user.ask(lambda: (self.window.unsaved.mark_saved(float("inf")), self.window.close()))

    def opens(self, user: ScreenUser) -> None:
        user.key("F1")
        user.wait_for("the keyboard in the search", lambda: self.shown() and self.help().search.hasFocus())
        user.type("momentum")
        user.key("Return")
        user.wait_for("the page that was found", lambda: self.help().page == SHORT)
        self.goes_to(user, NEXT)

    def follows_a_link_and_comes_back(self, user: ScreenUser) -> None:
        user.wait_for("the link has another ground", self.link_is_marked)
        user.key("Return")
        user.wait_for("the page behind the link", lambda: self.help().page == NEXT)
        user.key("alt+Left")
        user.wait_for("the page before", lambda: self.help().page == SHORT)
        user.wait_for("the same link", lambda: self.link() == NEXT and self.link_is_marked())
        user.key("alt+Right")
        user.wait_for("the page behind it again", lambda: self.help().page == NEXT and self.link() == "")

    def reads_a_long_page(self, user: ScreenUser) -> None:
        """Down to a link that is out of sight at first, along it and back."""
        user.ask(lambda: (self.help().resize(700, 320), self.help().show_page(LONG)))
        self.goes_to(user, FAR)
        user.wait_for("the link is in sight", lambda: self.scrolled() > 0 and self.link_is_marked())
        far = user.ask(self.scrolled)
        user.key("Return")
        user.wait_for("another page, from its top", lambda: self.help().page == FAR and not self.scrolled())
        user.key("alt+Left")
        user.wait_for("as far down as before", lambda: (self.link(), self.scrolled()) == (FAR, far))

    def leaves_it(self, user: ScreenUser) -> None:
        """To the window and back; then for good."""
        user.ask(self.window.activateWindow)
        user.wait_for("the keyboard in the window", self.window.isActiveWindow)
        user.ask(lambda: self.help().activateWindow())
        user.wait_for("the keyboard on the same link", lambda: self.link() == FAR and self.link_is_marked())
        user.key("Escape")
        user.wait_for("the keyboard back in the window", lambda: self.help() is None and self.window.isActiveWindow())

    def goes_to(self, user: ScreenUser, link: str) -> None:
        for _ in range(MOST_TABS):
            user.key("Tab")
            if user.ask(self.link) == link:
                return
        raise AssertionError(f"{MOST_TABS} times Tab do not lead to {link}")

    def help(self) -> HelpWindow:
        return self.window.findChild(HelpWindow)

    def shown(self) -> bool:
        return self.help() is not None and self.help().isActiveWindow()

    def browser(self) -> HelpBrowser:
        return self.help().browser

    def link(self) -> str:
        """The page behind the one that has the keyboard."""
        cursor = self.browser().textCursor()
        return (
            cursor.charFormat().anchorHref().removeprefix("page:") if self.browser().hasFocus() and cursor.hasSelection() else ""
        )

    def scrolled(self) -> int:
        return self.browser().verticalScrollBar().value()

    def link_is_marked(self) -> bool:
        """In sight, by its ground."""
        browser, start, end = self.browser(), self.browser().textCursor(), self.browser().textCursor()
        start.setPosition(start.selectionStart())
        end.setPosition(end.selectionEnd())
        place = browser.cursorRect(start) | browser.cursorRect(end)
        ground = browser.viewport().grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)
        points = [ground.pixelColor(x, y) for x in range(ground.width()) for y in range(ground.height())]
        share = points.count(QColor(theme.current().accent)) / len(points)
        return browser.viewport().rect().contains(place) and share > LEAST


if __name__ == "__main__":
    sys.exit(run(HelpByKeys))
