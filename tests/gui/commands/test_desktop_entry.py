"""The program in the menu of a Linux desktop: what is written, what it says, and that it all goes again."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest

from engine.core.resources import resource
from engine.core.version import APPLICATION_ID, INSTALLED_COMMAND, NAME, VERSION
from gui.commands import desktop_entry
from gui.commands.desktop_entry import entry_text, quoted_word
from gui.model.lessons.lesson_reading import LESSON_SUFFIX
from gui.model.storage.project_file import SUFFIX
from main import main

Capture = pytest.CaptureFixture[str]
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's XDG folder on Linux, without the programs that desktops read it by."""
    monkeypatch.setattr(desktop_entry.sys, "platform", "linux")
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "bin" / INSTALLED_COMMAND)])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("PATH", "")
    return tmp_path / "share"


def written(home: Path) -> set[str]:
    return {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}


def entry_of(text: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment]  # keys keep their capitals
    parser.read_string(text)
    return parser["Desktop Entry"]


def test_everything_is_written_and_taken_away(home: Path, capsys: Capture) -> None:
    assert main(["--install-desktop-entry"]) == 0
    pictures = {f"icons/hicolor/{size}x{size}/apps/{APPLICATION_ID}.png" for size in (48, 128, 256)}
    own = {f"applications/{APPLICATION_ID}.desktop", f"mime/packages/{APPLICATION_ID}.xml"}
    assert written(home) == pictures | own | {f"icons/hicolor/scalable/apps/{APPLICATION_ID}.svg"}
    said = capsys.readouterr().out
    assert f"{home}/applications/{APPLICATION_ID}.desktop" in said
    assert "shared-mime-info" in said  # nothing here reads the file types
    assert "`network-playground --remove-desktop-entry`" in said

    assert main(["--install-desktop-entry"]) == 0  # once more, as after an update
    assert main(["--remove-desktop-entry"]) == 0
    assert written(home) == set()
    assert capsys.readouterr().out.endswith("Network Playground is no longer in the menu.\n")
    assert main(["--remove-desktop-entry"]) == 0
    assert "There is no menu entry of Network Playground" in capsys.readouterr().out


def test_what_others_put_there_stays(home: Path) -> None:
    other = home / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\n", encoding="utf-8")
    main(["--install-desktop-entry"])
    main(["--remove-desktop-entry"])
    assert written(home) == {"applications/other.desktop"}


def test_the_entry_starts_this_very_copy(home: Path) -> None:
    main(["--install-desktop-entry"])
    entry = entry_of((home / desktop_entry.ENTRY).read_text(encoding="utf-8"))
    assert entry["Exec"].split()[-1] == "%f"
    assert f'{INSTALLED_COMMAND}"' in entry["Exec"]
    assert Path(entry["TryExec"]).is_absolute()


def test_names_of_folders_are_quoted_as_the_specification_wants() -> None:
    assert quoted_word("/a b/c") == '"/a b/c"'
    assert quoted_word('/100%/$x/"') == '"/100%%/\\\\$x/\\\\""'
    entry = entry_of(entry_text(["/a b/python", "/c d/main.py"]))
    assert (entry["TryExec"], entry["Exec"]) == ("/a b/python", '"/a b/python" "/c d/main.py" %f')


def test_a_folder_that_cannot_be_written_is_a_sentence(home: Path, capsys: Capture) -> None:
    home.write_text("a file", encoding="utf-8")
    assert main(["--install-desktop-entry"]) == 1
    ran = capsys.readouterr()
    assert (ran.out, len(ran.err.splitlines())) == ("", 1)
    assert str(home) in ran.err


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_are_told_the_command(platform: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(desktop_entry.sys, "platform", platform)
    assert main(["--install-desktop-entry"]) == 2
    said = capsys.readouterr().err
    assert "on Linux only" in said
    assert f'{INSTALLED_COMMAND}"' in said
    assert not home.exists()


def test_both_at_once_are_refused(home: Path, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--install-desktop-entry", "--remove-desktop-entry"])
    assert end.value.code == 2


def test_a_relative_folder_is_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "share")
    assert desktop_entry.data_home() == Path.home() / ".local" / "share"


# -- the files themselves
def test_the_files_agree_with_each_other_and_with_the_program() -> None:
    entry = entry_of(packaged(".desktop").read_text(encoding="utf-8"))
    types = {one.attrib["type"]: one for one in xml.parse(packaged(".xml")).getroot()}
    about = xml.parse(packaged(".metainfo.xml")).getroot()
    assert set(entry["MimeType"].strip(";").split(";")) == set(types) == {one.text for one in about.iter("mediatype")}
    globs = {one.attrib["pattern"] for kind in types.values() for one in kind.iter(f"{MIME}glob")}
    assert globs == {f"*{SUFFIX}", f"*{LESSON_SUFFIX}"}
    assert {one.attrib["name"] for kind in types.values() for one in kind.iter(f"{MIME}icon")} == {APPLICATION_ID}
    assert (entry["Name"], entry["Icon"], entry["Exec"]) == (NAME, APPLICATION_ID, f"{INSTALLED_COMMAND} %f")
    assert (about.findtext("id"), about.findtext("name")) == (APPLICATION_ID, NAME)
    assert about.findtext("launchable") == f"{APPLICATION_ID}.desktop"
    assert about.findtext("provides/binary") == INSTALLED_COMMAND
    assert about.find("releases")[0].attrib["version"] == VERSION  # type: ignore[index]


def test_each_text_of_theirs_has_its_korean() -> None:
    entry = entry_of(packaged(".desktop").read_text(encoding="utf-8"))
    assert all(f"{key}[ko]" in entry for key in ("Name", "GenericName", "Comment", "Keywords"))
    for end, tags in ((".xml", (f"{MIME}comment",)), (".metainfo.xml", ("name", "summary", "p", "li"))):
        for parent in xml.parse(packaged(end)).getroot().iter():
            texts = [one for one in parent if one.tag in tags and parent.tag != "developer"]
            assert [one.get(LANGUAGE) for one in texts] == [None, "ko"] * (len(texts) // 2), parent.tag


def packaged(end: str) -> Path:
    return resource("packaging", f"{APPLICATION_ID}{end}")


@pytest.mark.parametrize(
    ("program", "options", "end"),
    [
        ("desktop-file-validate", ("--no-hints",), ".desktop"),
        ("appstreamcli", ("validate", "--no-net"), ".metainfo.xml"),
    ],
)
def test_they_are_valid(program: str, options: tuple[str, ...], end: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    ran = subprocess.run([program, *options, str(packaged(end))], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="shared-mime-info is not installed")
def test_the_desktop_knows_the_files_afterwards(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    assert main(["--install-desktop-entry"]) == 0
    assert "shared-mime-info" not in capsys.readouterr().out
    assert f"application/x-network-playground-project:*{SUFFIX}" in (home / "mime" / "globs").read_text(encoding="utf-8")
    assert main(["--remove-desktop-entry"]) == 0
    assert "network-playground" not in (home / "mime" / "globs").read_text(encoding="utf-8")
