"""The program's language: chosen at the start, and the offer of a restart when another one is preferred.

Qt's own texts (buttons of its dialogs, the menu of a line of text) come in the same language, from Qt's catalogues.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QProcess, QProcessEnvironment, QTranslator
from PySide6.QtWidgets import QApplication

from engine.core.language import LANGUAGES, VARIABLE, chosen_language, current_language, in_language, use_language
from engine.core.translation import N_, _
from engine.core.version import start_command
from gui.model.preferences import SYSTEM_LANGUAGE, Preferences
from gui.settings import preference_store
from gui.style.faces import with_korean_face
from gui.widgets.banner import Action, Banner, Message

KEY = "language"  # of the offer in the banner
LEFT_OUT = N_("&Look in:"), N_("Files of &type:")  # labels of Qt's own file dialog that its Korean catalogue does not have


def preferred_language(preferences: Preferences) -> str:
    """The code of the language of a start that nothing else decides about."""
    kept = "" if preferences.language == SYSTEM_LANGUAGE else preferences.language
    return chosen_language(kept=kept, of_system=QLocale.system().uiLanguages(), variables={})


def speak(app: QApplication) -> None:
    """Show texts in the language that the environment asks for, else in the preferred one. Call it before the window is made."""
    use_language(chosen_language(kept=preferred_language(preference_store.preferences())))
    code = current_language()
    if code in LANGUAGES:
        system = QLocale.system()
        QLocale.setDefault(system if system.name().partition("_")[0] == code else QLocale(code))  # dates as in the user's country
        app.installTranslator(QtTexts(app))  # before Qt's: the one installed last is asked first
        translator = QTranslator(app)
        if translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
    app.setFont(with_korean_face(app.font()))


class QtTexts(QTranslator):
    """Texts of Qt that its own catalogue leaves out, from the program's."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
        return _(sourceText) if sourceText in LEFT_OUT else None  # type: ignore[return-value]  # None: ask the next one


class RestartOffer(QObject):
    """Changes: offers a restart once another language is preferred than before, while it is not the one spoken: what the
    environment has chosen for this start is not spoken against. `wanted`: it was accepted."""

    def __init__(self, banner: Banner, leave: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = False
        self._banner, self._leave = banner, leave
        self._known = preferred_language(preference_store.preferences())
        preference_store.events.changed.connect(self._follow)

    def _follow(self, preferences: Preferences) -> None:
        language = preferred_language(preferences)
        if language == self._known:
            return
        self._known = language
        self._banner.clear(KEY)
        if language != current_language():
            with in_language(language):
                text = _("The program will be in {language} when it is started again.").format(language=LANGUAGES[language])
                restart = Action(_("Restart now"), self._accept)
            self._banner.show_message(Message("info", text, (restart,), key=KEY))

    def _accept(self) -> None:
        """Leave as by closing the window: what is not saved is asked about first, and stays when that is cancelled."""
        self.wanted = True
        if not self._leave():
            self.wanted = False
            self._known = ""
            self._follow(preference_store.preferences())  # offered again


def start_again(file: Path | None) -> None:
    """Start the program once more, beside this one, with this project; it then speaks the language that is preferred."""
    environment = QProcessEnvironment.systemEnvironment()
    environment.remove(VARIABLE)
    process = QProcess()
    process.setProcessEnvironment(environment)
    program, *arguments = restart_command(file)
    process.setProgram(program)
    process.setArguments(arguments)
    process.startDetached()


def restart_command(file: Path | None, started: str | None = None) -> list[str]:
    """The command that starts a script or an executable, by default what has started this program, with this project."""
    return [*start_command(started), *([str(file.resolve())] if file is not None else [])]
