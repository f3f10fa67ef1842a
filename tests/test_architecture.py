"""Who may know whom. Walks the imports of every file; a breach names the file, the line and the rule."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("engine", "gui")
WITHIN_FUNCTIONS = {"safetensors", "onnx", "charset_normalizer"}  # optional or slow: engine imports them where they are needed
QT = {"PySide6", "shiboken6", "pyqtgraph"}
MOST_LINES = 300


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


def imports(path: Path) -> Iterator[Import]:
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

    yield from walk(ast.parse(path.read_text(encoding="utf-8"), name), False)


def all_imports(folder: str) -> list[Import]:
    return [one for path in files(folder) for one in imports(path)]


def is_within(module: str, *places: str) -> bool:
    return any(module == place or module.startswith(place + ".") for place in places)


def breaches(found: list[Import]) -> str:
    return "\n".join(map(str, found))


def test_the_engine_knows_numpy_and_the_standard_library_only() -> None:
    allowed = {"numpy", "engine", *sys.stdlib_module_names}
    wrong = [
        one for one in all_imports("engine") if one.top not in allowed and not (one.in_function and one.top in WITHIN_FUNCTIONS)
    ]
    assert not wrong, breaches(wrong)


def test_the_users_project_is_free_of_qt() -> None:
    allowed = {"numpy", "engine", *sys.stdlib_module_names}
    wrong = [one for one in all_imports("gui/model") if one.top not in allowed and not is_within(one.module, "gui.model")]
    assert not wrong, breaches(wrong)


def views() -> list[str]:
    """The modules that register a view, as against what views share (base, plot, axis …)."""
    return [
        f"gui.views.{path.stem}"
        for path in files("gui/views")
        if any(
            isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "view"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ClassDef)
            for decorator in node.decorator_list
        )
    ]


def test_views_know_neither_the_document_nor_each_other() -> None:
    assert len(views()) >= 3
    forbidden = (
        "gui.document",
        "gui.window.main_window",
        "gui.app.application",
        "gui.window.actions",
        "gui.canvas",
        "gui.panels",
        *views(),
    )
    wrong = [one for one in all_imports("gui/views") if is_within(one.module, *forbidden)]
    assert not wrong, breaches(wrong)


def test_the_training_thread_knows_no_window() -> None:
    windows = (
        "gui.window.main_window",
        "gui.app.application",
        "gui.views",
        "gui.canvas",
        "gui.panels",
        "gui.widgets",
        "PySide6.QtWidgets",
        "pyqtgraph",
    )
    wrong = [one for one in all_imports("gui/training") if is_within(one.module, *windows)]
    assert not wrong, breaches(wrong)


def test_widgets_are_of_use_to_any_panel() -> None:
    forbidden = (
        "gui.document",
        "gui.window.main_window",
        "gui.app.application",
        "gui.canvas",
        "gui.panels",
        "gui.views",
        "gui.training",
    )
    wrong = [one for one in all_imports("gui/widgets") if is_within(one.module, *forbidden)]
    assert not wrong, breaches(wrong)


def test_engine_modules_load_without_qt_and_without_optional_packages() -> None:
    """In a fresh interpreter: import every module of the engine and look at what came with it."""
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in files("engine")]
    unwanted = sorted(QT | WITHIN_FUNCTIONS | {"torch", "sklearn", "pandas", "scipy", "gui"})
    code = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        f"print([name for name in {unwanted!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    wrong = [
        path for package in (*PACKAGES, "tests") for path in files(package) if path.stem in vague or path.parent.name in vague
    ]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_it_is(package: str) -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in files(package)
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


@pytest.mark.parametrize("package", PACKAGES)
def test_files_are_small(package: str) -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in files(package)}
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES}


def folders() -> list[str]:
    """Every folder of the project that holds files of its own, as 'engine/layers/'."""
    found = {path.parent for top in (*PACKAGES, "tests", "resources") for path in (ROOT / top).rglob("*") if path.is_file()}
    return sorted(f"{path.relative_to(ROOT).as_posix()}/" for path in found if "__pycache__" not in path.parts)


def test_every_folder_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, heading, rest = readme.partition("Where is")
    assert heading, "README.md needs a table 'Where is…'"
    table = rest.partition("\n#")[0]
    missing = [folder for folder in folders() if folder not in table]
    assert not missing, f"README's 'Where is…' table does not name {', '.join(missing)}"
