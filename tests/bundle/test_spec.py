"""What PyInstaller is told, as far as it can be seen without it; `python -m tests.bundle` builds and tries the rest."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from engine.core.resources import resource
from engine.core.version import INSTALLED_COMMAND
from tests.bundle.icons import ICNS_KINDS, ICO_SIZES
from tests.test_architecture import OPTIONAL, PACKAGES, files, module_name

TEXT = resource("packaging", f"{INSTALLED_COMMAND}.spec").read_text(encoding="utf-8")


def constant(name: str) -> Any:
    """What is written behind `name =`."""
    wanted = [
        node.value
        for node in ast.parse(TEXT).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name
    ]
    return ast.literal_eval(wanted[0])


def called(name: str, *arguments: str) -> Any:
    """What a function of the spec returns."""
    own = [node for node in ast.parse(TEXT).body if isinstance(node, ast.FunctionDef) or "ROOT" in ast.unparse(node).split()]
    scope: dict[str, Any] = {"Path": Path, "SPECPATH": str(resource("packaging"))}
    body = [node for node in own if isinstance(node, ast.FunctionDef) or ast.unparse(node).startswith("ROOT =")]
    exec(compile(ast.Module(body, []), INSTALLED_COMMAND, "exec"), scope)
    scope["IN_THE_CHECKOUT_ONLY"] = constant("IN_THE_CHECKOUT_ONLY")
    return scope[name](*arguments)


def test_every_package_that_is_imported_when_used_goes_in() -> None:
    assert {*constant("WITH_DATA"), *constant("WHEN_USED")} == OPTIONAL - {"google"}  # which comes with onnx


def test_every_module_and_every_resource_goes_in() -> None:
    for package in PACKAGES:
        assert set(called("modules", package)) == {module_name(path) for path in files(package)}
    there = {path for path in resource().rglob("*") if path.is_file() and "screenshots" not in path.parts}
    assert {Path(path) for path, _folder in called("resources")} == there


def test_the_icons_of_windows_and_macos_have_every_size() -> None:
    ico = resource("packaging", f"{INSTALLED_COMMAND}.ico").read_bytes()
    assert [ico[6 + 16 * number] for number in range(ico[4])] == [size % 256 for size in ICO_SIZES]
    icns = resource("packaging", f"{INSTALLED_COMMAND}.icns").read_bytes()
    assert icns[:4] == b"icns"
    assert int.from_bytes(icns[4:8], "big") == len(icns)
    assert all(kind in icns for kind in ICNS_KINDS)
