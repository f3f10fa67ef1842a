"""Compiles such headers with the C compiler that is installed, and lets the program that comes out predict rows."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.exporters.c_header.c_text import prefix_in
from engine.exporters.other_process import run_command
from engine.files.file_problem import FileProblem

COMPILERS = ("cc", "gcc", "clang")
SECONDS = 300
# For each network, in order: how many batches' rows there are in all, then the rows; predictions come out the same way.
MAIN = """
#include <stdio.h>

int main(int count, char **arguments)
{{
    FILE *given = count == 3 ? fopen(arguments[1], "rb") : 0, *found = count == 3 ? fopen(arguments[2], "wb") : 0;
    int rows;
    if (!given || !found) {{ return 1; }}
{networks}
    return fclose(found);
}}
"""
NETWORK = """
    if (fread(&rows, sizeof rows, 1, given) != 1) {{ return 1; }}
    for (; rows > 0; --rows) {{
        float in[{upper}_INPUTS], out[{upper}_OUTPUTS];
        if (fread(in, sizeof in, 1, given) != 1) {{ return 1; }}
        {prefix}_predict(in, out);
        if (fwrite(out, sizeof out, 1, found) != 1) {{ return 1; }}
    }}
"""


@dataclass(frozen=True, eq=False)
class Job:
    """A header, and rows of its inputs, (rows, inputs)."""

    path: Path
    rows: Array
    outputs: int


def compiler() -> str | None:
    """The path of the C compiler, if one is installed."""
    return next((found for name in COMPILERS if (found := shutil.which(name)) is not None), None)


def compiler_version(path: str) -> str:
    """'gcc 12.2.0'."""
    ran = subprocess.run([path, "--version"], capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False)
    number = re.search(r"\d+\.\d+(\.\d+)?", ran.stdout)
    kind = "clang" if "clang" in ran.stdout else "gcc" if "Free Software Foundation" in ran.stdout else Path(path).stem
    return f"{kind} {number.group()}" if number else kind


def run_compiled(jobs: Sequence[Job], compiler: str) -> list[Array]:
    """The predictions of each job, (rows, outputs); all networks are in one program. Raises FileProblem."""
    with tempfile.TemporaryDirectory(prefix="network-") as made:
        folder = Path(made)
        prefixes = [_copied(job.path, folder, number) for number, job in enumerate(jobs)]
        includes = "".join(f'#include "network_{number}.h"\n' for number in range(len(jobs)))
        networks = "".join(NETWORK.format(prefix=prefix, upper=prefix.upper()) for prefix in prefixes)
        (folder / "main.c").write_text(includes + MAIN.format(networks=networks), encoding="utf-8")
        program, given, found = folder / "predict.exe", folder / "given", folder / "found"
        effort = "-O0" if len(jobs) > 1 else "-O2"  # many are tried on few rows, one on many
        _run([compiler, "-std=c99", effort, "main.c", "-o", str(program), "-lm"], folder, jobs[0].path)
        rows = [np.array(job.rows, "<f4" if sys.byteorder == "little" else ">f4") for job in jobs]
        given.write_bytes(b"".join(len(one).to_bytes(4, sys.byteorder) + one.tobytes() for one in rows))
        _run([str(program), str(given), str(found)], folder, jobs[0].path)
        numbers = np.frombuffer(found.read_bytes(), np.float32)
    sizes = [len(job.rows) * job.outputs for job in jobs]
    if len(numbers) != sum(sizes):
        raise _problem(jobs[0].path, _("The program does not predict all rows."))
    parts = np.split(numbers, np.cumsum(sizes)[:-1])
    return [part.reshape(len(job.rows), job.outputs) for part, job in zip(parts, jobs, strict=True)]


def _copied(path: Path, folder: Path, number: int) -> str:
    """Copy the header; its prefix. Where several go into one program each gets one of its own, as files may be called alike."""
    text = path.read_text("utf-8")
    prefix = prefix_in(text)
    if number:
        fresh = f"other_{number}"
        text = re.sub(rf"\b{prefix}_(?=\w)", f"{fresh}_", text)
        text = re.sub(rf"\b{prefix.upper()}_(?=(INPUTS|OUTPUTS|CLASSES|H)\b)", f"{fresh.upper()}_", text)
        prefix = fresh
    (folder / f"network_{number}.h").write_text(text, encoding="utf-8")
    return prefix


def _run(command: list[str], folder: Path, path: Path) -> None:
    try:
        ran = run_command(command, SECONDS, folder=folder)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _problem(path, str(error)) from error
    if ran.returncode:
        lines = ran.stderr.decode("utf-8", "replace").splitlines()
        errors = [line for line in lines if "error" in line or "undefined" in line] or lines or [str(ran.returncode)]
        raise _problem(path, errors[0])


def _problem(path: Path, reason: str) -> FileProblem:
    text = _('The C compiler cannot use "{name}" ({error}).')
    return FileProblem(text.format(name=path.name, error=shortened(reason, 200)))
