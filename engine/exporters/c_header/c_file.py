"""The export format: a header of C99. The C compiler that is installed proves it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.data.source_columns import decode
from engine.exporters.base import EXPORTERS, Exporter, FileNames, ProgramRun
from engine.exporters.c_header.c_compiler import Job, compiler, compiler_version, run_compiled
from engine.exporters.c_header.c_network import can_write
from engine.exporters.c_header.c_reading import read_c_header
from engine.exporters.c_header.c_text import header_text
from engine.exporters.contents import exported_from, names_in, run
from engine.exporters.exported_network import identifier, network_in
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem

# Headers of C itself.
STANDARD = re.compile(
    "assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|stdarg|stdbool|stddef|stdint|stdio|"
    "stdlib|string|tgmath|time|wchar|wctype"
)
UNINCLUDED = re.compile(r"""["\\]|[\x00-\x1f\x7f]|\?\?[=/'()!<>-]""")  # in #include "…": its end, an escape, a trigraph


@EXPORTERS.add("c", "C header")
@dataclass(frozen=True)
class CHeader(Exporter):
    """Functions `…_predict(in, out)` and `…_class(in)`, with the file's name as prefix; also for C++. Computes in float.

    Inputs are the table's columns: numbers, the numbers of levels, NAN where a value is missing.
    """

    suffix: ClassVar[str] = ".h"
    made_for: ClassVar[str] = N_("a C compiler")
    about: ClassVar[str] = N_("C99 and C++ for microcontrollers and other programs, without a library")

    def objection(self, model: TrainedModel) -> str:
        unknown = [one for one in network_in(exported_from(model)).operations if not can_write(one)]
        if not unknown:
            return ""
        text = _("There is no C code yet for the layer {name} or its activation. Export as .npz or .safetensors instead.")
        return text.format(name=unknown[0].title)

    def write(self, model: TrainedModel, path: Path) -> None:
        if STANDARD.fullmatch(path.stem):
            text = _('C has a header "{name}" of its own. Choose another name.')
            raise FileProblem(text.format(name=path.name))
        if UNINCLUDED.search(path.name):
            text = _(
                "C cannot include a file of this name: it has a quotation mark, a backslash or a line break. Choose another."
            )
            raise FileProblem(text)
        write_atomic(path, header_text(model, prefix_of(path), path.name).encode("utf-8"))

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return run(read_c_header(path), x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return names_in(read_c_header(path))

    def run_program(self, path: Path, batches: Sequence[Array]) -> ProgramRun | None:
        runs = self.run_several([(path, batches)])
        return None if runs is None else runs[0]

    def run_several(self, jobs: Sequence[tuple[Path, Sequence[Array]]]) -> list[ProgramRun] | None:
        """The same for several files and their batches, compiled into one program."""
        found = compiler()
        if found is None:
            return None
        compiled = []
        for path, batches in jobs:
            network = network_in(read_c_header(path))
            rows = np.concatenate([decode(network.columns, batch) for batch in batches])
            compiled.append(Job(path, rows, len(network.output_names)))
        program = compiler_version(found)
        runs = []
        for (_path, batches), predictions in zip(jobs, run_compiled(compiled, found), strict=True):
            ends = np.cumsum([len(batch) for batch in batches])
            runs.append(ProgramRun(program, tuple(np.split(predictions, ends[:-1]))))
        return runs

    def usage(self, model: TrainedModel, path: Path) -> str:
        prefix = prefix_of(path)
        values = ", ".join("0.0f" for _column in model.columns)
        printed = 'printf("%g\\n", (double)out[0]);'
        if model.classes:
            printed = f'printf("%d\\n", {prefix}_class(in));'
        return (
            f'#include <stdio.h>\n#include "{path.name}"\n\nint main(void)\n{{\n'
            f"    const float in[{prefix.upper()}_INPUTS] = {{{values}}};\n    float out[{prefix.upper()}_OUTPUTS];\n\n"
            f"    {prefix}_predict(in, out);\n    {printed}\n    return 0;\n}}\n"
        )


def prefix_of(path: Path) -> str:
    """What all names in the file begin with: 'iris' of 'Iris.h', 'net' where nothing of the name is ASCII."""
    return identifier(path.stem, set(), "net")
