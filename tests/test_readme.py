"""The README says what is so: its links lead somewhere, its numbers count what is there, its picture shows the floors that hold.

The Korean one has the same chapters, pictures and commands.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from engine.core.version import VERSION
from engine.data.datasets import DATASETS
from engine.exporters import EXPORTERS
from engine.importers import IMPORTERS
from engine.nn.activations import ACTIVATIONS
from engine.nn.layers import LAYERS
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from gui.views import VIEWS
from tests.program_start import ROOT
from tests.screen.floor_plan import PICTURE, floor_plan

ENGLISH, KOREAN = ROOT / "README.md", ROOT / "resources" / "README.ko.md"
PAGES = [ENGLISH, KOREAN, *sorted((ROOT / "resources" / "docs").glob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
OWN_ROWS = {"csv_file", "drawn_points", "playground_points"}  # datasets whose rows are the user's
LARGEST = 1_500_000  # bytes of the README's own pictures


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(text(page)):
        if not link.startswith("http"):
            file, _, anchor = link.partition("#")
            target = (page.parent / file).resolve() if file else page
            assert target.exists(), link
            assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_name_modules_that_are_there(page: Path) -> None:
    for module in re.findall(r"\btests(?:\.\w+)+", text(page)):
        if not module.endswith((".py", ".md")):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or path.is_dir(), module


def test_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "resources" / "screenshots").iterdir()) < LARGEST


def test_the_picture_of_the_architecture_shows_the_floors_that_hold() -> None:
    assert text(ROOT.joinpath("resources", *PICTURE)) == floor_plan(), "python -m tests.screen.floor_plan"


def test_numbers_count_what_is_there() -> None:
    datasets = [dataset for dataset in DATASETS if dataset.kind not in OWN_ROWS]
    lessons = list((ROOT / "resources" / "lessons").glob("*.toml"))
    counted = {
        "kinds of layer": LAYERS,
        "activations": ACTIVATIONS,
        "losses": LOSSES,
        "optimizers": OPTIMIZERS,
        "views": VIEWS,
        "sets": datasets,
        "lessons": lessons,
    }
    for page in (ENGLISH, ROOT / "resources" / "docs" / "changes.md"):
        for number, what in re.findall(rf"(\d+)(?:\*\*)? ({'|'.join(counted)})\b", text(page)):
            assert int(number) == len(list(counted[what])), f"{page.name}: {number} {what}"


@pytest.mark.parametrize("page", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_every_format_stands_in_the_tables(page: Path) -> None:
    exported, imported = (table_of(page, heading) for heading in TABLES[page])
    assert not [cls.suffix for cls in EXPORTERS if f"`{cls.suffix}`" not in exported]
    assert not [suffix for cls in IMPORTERS for suffix in cls.suffixes if f"`{suffix}`" not in imported]


TABLES = {ENGLISH: ("| export |", "| import |"), KOREAN: ("| 내보내기 |", "| 가져오기 |")}


def table_of(page: Path, start: str) -> str:
    _, found, rest = text(page).partition(start)
    assert found, start
    return rest.partition("\n\n")[0]


@pytest.mark.parametrize("page", [ENGLISH, KOREAN], ids=["en", "ko"])
def test_places_to_add_a_thing_are_there(page: Path) -> None:
    _, _, rest = text(page).partition({ENGLISH: "## To add a thing", KOREAN: "## 새로 더하려면"}[page])
    paths = re.findall(r"`((?:engine|gui|resources|tests)/[\w/.]+)`", rest.partition("\n## ")[0])
    assert len(paths) > 20
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_the_korean_page_has_the_same_chapters_pictures_and_commands() -> None:
    def parts(page: Path) -> dict[str, list[str]]:
        content = text(page)
        pictures = [Path(link).name.replace("_ko.png", "_en.png") for link in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", content)]
        return {
            "chapters": re.findall(r"^(#+) ", content, re.MULTILINE),
            "pictures": pictures,
            "commands": re.findall(r"```sh\n(.*?)```", content, re.DOTALL),
        }

    assert parts(KOREAN) == parts(ENGLISH)


def test_what_is_cited_has_the_present_version() -> None:
    assert f"version = {{{VERSION}}}" in text(ENGLISH)
    assert f"## {VERSION} " in text(ROOT / "resources" / "docs" / "changes.md")


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    extras = [wanted for extra in project["optional-dependencies"].values() for wanted in extra]
    table = table_of(ENGLISH, "| package | why |").lower()
    names = {re.match(r"[\w.-]+", wanted)[0].lower() for wanted in (*project["dependencies"], *extras)}
    assert not [name for name in names if name not in table]
