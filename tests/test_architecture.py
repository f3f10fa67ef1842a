"""The floor plan: which room may import which, and how large a file, a class and a room may be.

A breach names file, line and rule.
All imports count: those inside functions and behind TYPE_CHECKING too.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("engine", "gui")
OPTIONAL = {
    "threadpoolctl",
    "safetensors",
    "onnx",
    "onnxruntime",
    "google",  # google.protobuf, which onnx is made of
    "h5py",
    "charset_normalizer",
    "python_calamine",
    "optuna",
    "distributed",
}  # imported by the function that needs them
QT = {"PySide6", "shiboken6", "pyqtgraph"}
MOST_LINES = 300  # of a file
MOST_METHODS = 15  # of a class, apart from overrides of Qt's
MOST_FILES = 14  # in a room, apart from __init__

# From the bottom up. A room may import rooms of lower floors and itself; those on one floor do not know each other.
ENGINE_FLOORS: tuple[tuple[str, ...], ...] = (
    ("engine.core",),
    ("engine.files",),
    ("engine.data",),
    ("engine.nn", "engine.optim"),
    ("engine.recipe",),
    ("engine.network",),
    ("engine.training",),
    ("engine.inspection",),
    ("engine.diagnosis",),
    ("engine.experiments", "engine.exporters", "engine.search"),
    ("engine.importers", "engine.prediction"),
    ("engine.cli",),
)
GUI_FLOORS: tuple[tuple[str, ...], ...] = (
    ("gui.model", "gui.style"),
    ("gui.settings", "gui.commands"),
    ("gui.document", "gui.widgets"),
    ("gui.training",),
    ("gui.plotting",),
    ("gui.views", "gui.inputs"),
    ("gui.palette",),
    ("gui.canvas",),
    ("gui.race", "gui.panels", "gui.lessons", "gui.search"),
    ("gui.controllers",),
    ("gui.window",),
    ("gui.app",),
)
LARGE_CLASSES = {
    "engine.core.tape.Tape": "one method for each NumPy call that can be recorded: it grows by calls, never by concepts",
}
SAME_NAMES = {"base"}  # what a family's entries are; importers may also be named like the exporter they are the twin of


@dataclass(frozen=True)
class Import:
    file: str
    line: int
    module: str  # "gui.views.base"
    in_function: bool

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def files(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def imports(path: Path) -> tuple[Import, ...]:
    """All imports of a file; `from a import b` counts as a.b, which may be a module or a name."""
    name = path.relative_to(ROOT).as_posix()

    def walk(node: ast.AST, in_function: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inner = in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if isinstance(child, ast.Import):
                yield from (Import(name, child.lineno, alias.name, in_function) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{name}:{child.lineno}: write imports in full"
                yield from (Import(name, child.lineno, f"{child.module}.{alias.name}", in_function) for alias in child.names)
            yield from walk(child, inner)

    return tuple(walk(tree_of(path), False))


def all_imports(folder: str) -> list[Import]:
    return [one for path in files(folder) for one in imports(path)]


def is_within(module: str, *places: str) -> bool:
    return any(module == place or module.startswith(place + ".") for place in places)


def breaches(found: list[Import]) -> str:
    return "\n".join(map(str, found))


# -- who may import whom
def test_the_engine_imports_numpy_and_the_standard_library_only() -> None:
    allowed = {"numpy", "engine", *sys.stdlib_module_names}
    wrong = [one for one in all_imports("engine") if one.top not in allowed and not (one.in_function and one.top in OPTIONAL)]
    assert not wrong, breaches(wrong)


def test_the_users_project_is_free_of_qt() -> None:
    allowed = {"numpy", "engine", *sys.stdlib_module_names}
    wrong = [one for one in all_imports("gui/model") if one.top not in allowed and not is_within(one.module, "gui.model")]
    assert not wrong, breaches(wrong)


def test_imports_of_our_own_stand_at_the_top_of_a_file() -> None:
    """An import inside a function, or behind TYPE_CHECKING, hides a circle."""
    wrong = [one for package in PACKAGES for one in all_imports(package) if one.in_function and one.top in PACKAGES]
    hidden = [one for package in PACKAGES for one in all_imports(package) if one.module == "typing.TYPE_CHECKING"]
    assert not wrong + hidden, breaches(wrong + hidden)


@pytest.mark.parametrize(("package", "floors"), [("engine", ENGINE_FLOORS), ("gui", GUI_FLOORS)], ids=PACKAGES)
def test_rooms_import_downwards_only(package: str, floors: tuple[tuple[str, ...], ...]) -> None:
    floor = {room: number for number, rooms in enumerate(floors) for room in rooms}

    def room_of(module: str) -> str | None:
        return next((room for room in floor if is_within(module, room)), None)

    wrong = []
    for one in all_imports(package):
        here, there = room_of(one.file.removesuffix(".py").replace("/", ".")), room_of(one.module)
        if here is None:
            assert one.file in (f"{package}/__init__.py",), f"{one.file} is in no room"
        elif there is not None and there != here and floor[there] >= floor[here]:
            wrong.append(one)
    assert not wrong, breaches(wrong)


def test_there_is_no_import_circle() -> None:
    modules = {module_name(path): path for package in PACKAGES for path in files(package)}
    graph: dict[str, set[str]] = defaultdict(set)
    for name, path in modules.items():
        for one in imports(path):
            target = one.module if one.module in modules else one.module.rpartition(".")[0]
            if target in modules and target != name:
                graph[name].add(target)
    circles, done = [], set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circles.append(" -> ".join((*way[way.index(name) :], name)))
            return
        if name in done:
            return
        for target in sorted(graph[name]):
            visit(target, (*way, name))
        done.add(name)

    for name in sorted(modules):
        visit(name, ())
    assert not circles, "\n".join(circles)


def views() -> list[str]:
    """The modules that register a view, as against what views share."""
    return [
        module_name(path)
        for path in files("gui/views")
        if any(
            isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "view"
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.ClassDef)
            for decorator in node.decorator_list
        )
    ]


def test_views_know_neither_the_document_nor_each_other() -> None:
    there = views()
    assert len(there) >= 3
    wrong = [one for one in all_imports("gui/views") if is_within(one.module, "gui.document", *there)]
    assert not wrong, breaches(wrong)


def test_the_training_thread_knows_no_window() -> None:
    wrong = [one for one in all_imports("gui/training") if is_within(one.module, "gui.widgets", "PySide6.QtWidgets", "pyqtgraph")]
    assert not wrong, breaches(wrong)


def test_engine_modules_load_without_qt_and_without_optional_packages() -> None:
    """In a fresh interpreter: import every module of the engine and look at what came with it."""
    modules = [module_name(path) for path in files("engine")]
    unwanted = sorted(QT | OPTIONAL | {"torch", "sklearn", "pandas", "scipy", "gui"})
    code = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        f"print([name for name in {unwanted!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"


# -- names
def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    wrong = [
        path for package in (*PACKAGES, "tests") for path in files(package) if path.stem in vague or path.parent.name in vague
    ]
    assert not wrong


def test_no_module_name_is_used_twice() -> None:
    by_name: dict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for path in files(package):
            if path.stem != "__init__" and path.stem not in SAME_NAMES and path.parent != ROOT / "engine" / "importers":
                by_name[path.stem].append(path.relative_to(ROOT).as_posix())
    assert not {name: paths for name, paths in by_name.items() if len(paths) > 1}


def test_only_rooms_stand_at_the_top_of_a_package() -> None:
    loose = [path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).glob("*.py")]
    assert sorted(loose) == ["engine/__init__.py", "gui/__init__.py", "gui/document.py"]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_and_every_room_says_what_it_is(package: str) -> None:
    silent = [path.relative_to(ROOT).as_posix() for path in files(package) if not ast.get_docstring(tree_of(path))]
    assert not silent


# -- sizes
@pytest.mark.parametrize("package", PACKAGES)
def test_files_are_small(package: str) -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in files(package)}
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES}


@pytest.mark.parametrize("package", PACKAGES)
def test_classes_are_small(package: str) -> None:
    large = {}
    for path in files(package):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                methods = [one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
                own = {name for name in methods if not is_qt_override(name)}
                name = f"{module_name(path)}.{node.name}"
                if len(own) > MOST_METHODS and name not in LARGE_CLASSES:
                    large[name] = len(own)
    assert not large


def is_qt_override(name: str) -> bool:
    """Qt's names are in camelCase, and only they are: `paintEvent`, `sizeHint`; a few of its virtual functions are one word."""
    return name != name.lower() or name in {"run", "event", "paint", "shape"}


@pytest.mark.parametrize("package", PACKAGES)
def test_rooms_are_small(package: str) -> None:
    rooms: dict[str, int] = defaultdict(int)
    for path in files(package):
        rooms[path.parent.relative_to(ROOT).as_posix()] += path.stem != "__init__"
    assert not {room: count for room, count in rooms.items() if count > MOST_FILES}


# -- the README's map
def folders() -> list[str]:
    """Every folder that holds files of its own and lies at most two deep in a package, as 'engine/nn/layers/'.

    Tests of a room lie in a folder named like it; they need no row of their own.
    """
    found = {path.parent for top in (*PACKAGES, "tests", "resources") for path in (ROOT / top).rglob("*") if path.is_file()}
    names = {"/".join(path.relative_to(ROOT).parts[:3]) for path in found if "__pycache__" not in path.parts}
    return sorted(f"{name}/" for name in names if not name.startswith(("tests/engine/", "tests/gui/")))


@pytest.mark.parametrize("package", PACKAGES)
def test_tests_lie_in_a_folder_named_like_the_room_they_test(package: str) -> None:
    rooms = {path.parent.relative_to(ROOT) for path in files(package)}
    lost = {path.parent.relative_to(ROOT / "tests") for path in files(f"tests/{package}")} - rooms
    assert not lost, f"there is no room {', '.join(map(str, sorted(lost)))}"


def test_every_folder_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, heading, rest = readme.partition("Where is")
    assert heading, "README.md needs a table 'Where is…'"
    table = rest.partition("\n#")[0]
    missing = [folder for folder in folders() if folder not in table]
    assert not missing, f"README's 'Where is…' table does not name {', '.join(missing)}"
