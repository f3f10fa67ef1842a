"""The text of the file: what it is, the network line by line, the table's columns, the arrays, rows to check itself with."""

from __future__ import annotations

import keyword
import math
from collections.abc import Iterator, Sequence

from engine.core.arrays import Array
from engine.core.params import params_of
from engine.data.source_columns import MISSING_LEVEL, SourceColumn
from engine.exporters.contents import exported_from
from engine.exporters.exported_network import ExportedNetwork, Operation, network_in
from engine.exporters.numpy_code.numpy_formula import NumpyFormula
from engine.exporters.numpy_code.numpy_functions import CALLS, LINKS, definitions_for
from engine.exporters.numpy_code.numpy_tables import code_around
from engine.exporters.source_code.exact_numbers import number_texts
from engine.exporters.source_code.golden_rows import golden_rows
from engine.exporters.source_code.json_text import json_text
from engine.exporters.trained_model import TrainedModel
from engine.nn.activations import Activation
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual

WIDTH = 120
PER_LINE = 10  # numbers


def file_text(model: TrainedModel, module: str) -> str:
    """The text of the file whose name, without its end, is `module`."""
    exported = exported_from(model)
    network = network_in(exported)
    chain = "\n".join(_chain(network))
    before, behind = code_around(not network.classes)
    sections = (
        _docstring(network, exported.metadata["output_meaning"], module),
        "import csv\nimport io\nimport json\nimport math\nimport sys\n\nimport numpy as np",
        _names(network),
        before,
        f'def network(x):\n    """Predictions, (rows, outputs), of inputs (rows, inputs): numbers only."""\n{chain}',
        definitions_for(chain),
        behind,
        _columns(network.columns),
        "# The arrays. Weights are (inputs, neurons); 32-bit numbers are in as few digits as give them back exactly.\n"
        + _dictionary("w", {name: _array(array) for name, array in exported.arrays.items()}),
        "# Rows, and what the trained network said of them.\n" + _golden(model),
        "# What the network is and how it was trained, for programs.\n"
        f'document = json.loads(r"""{json_text(exported.metadata)}""")',
        'if __name__ == "__main__":\n    sys.exit(main(sys.argv[1:]))',
    )
    return "\n\n\n".join(section.strip("\n") for section in sections if section) + "\n"


# -- what it is, in words
def printable(text: str) -> str:
    """A text for a comment: on one line, letters of any script, everything else as an escape."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text)


def literal(text: str) -> str:
    """The text in quotes, double ones where it has none of them."""
    written = repr(text)
    return written if '"' in written else f'"{written[1:-1]}"'


def _docstring(network: ExportedNetwork, meaning: str, module: str) -> str:
    started = f"{module}.py" if " " not in module else f'"{module}.py"'
    lines = [
        "A neural network, trained in Network Playground, as code. It needs NumPy and nothing else.",
        "",
        *(f"    {line}" for line in copied_lines(network.columns, module).splitlines()),
        "",
        f"    python {started}                              checks itself",
        f"    python {started} table.csv > predicted.csv    predicts the rows of a table that has these columns",
        "",
        "A row is, in order:",
        *(f"    {column.name}: {_in_words(column)}" for column in network.columns),
        "",
        f"What predict gives is the {meaning.removeprefix('the ')}:",
        *(f"    {name}" for name in network.output_names),
    ]
    text = "\n".join(printable(line).replace("\\", "\\\\").replace('"""', '\\"\\"\\"') for line in lines)
    return f'"""{text}\n"""\n'


def _in_words(column: SourceColumn) -> str:
    text = "a number"
    if column.kind != "number":
        text = f"one of {', '.join(map(literal, column.levels))}"
    return text if column.fill is None else f"{text}; what is missing counts as {column.fill!r}"


def copied_lines(columns: tuple[SourceColumn, ...], module: str) -> str:
    """Code that predicts one row by the file whose name, without its end, is `module`."""
    row = example_row(columns)
    if module.isidentifier() and not keyword.iskeyword(module):
        return f"from {module} import predict\n\nprint(predict([{row}]))"
    file = literal(f"{module}.py")
    return f"import runpy\n\nnetwork = runpy.run_path({file})\nprint(network['predict']([{row}]))"


def example_row(columns: tuple[SourceColumn, ...]) -> str:
    """A row for the example: 0.0 for each number, the first level for each category."""
    values = ", ".join("0.0" if column.kind == "number" else literal(column.levels[0]) for column in columns)
    return f"[{values}]"


# -- the network
def _chain(network: ExportedNetwork) -> Iterator[str]:
    if not network.has_plain_features:
        used = ", ".join(f"x{i + 1}" for i in range(len(network.input_names)))
        yield f"    {used}{',' if len(network.input_names) == 1 else ''} = x.T"
        yield f"    x = np.empty((len(x), {len(network.formulas)}))  # the inputs of the network"
        for i, (formula, name) in enumerate(zip(network.formulas, network.feature_names, strict=True)):
            written = NumpyFormula().of(formula, len(network.input_names)).text
            yield f"    x[:, {i}] = {written}  # {printable(name)}"
    yield '    x = (x - w["input_mean"]) / w["input_deviation"]  # standardised'
    for operation in network.operations:
        yield from _lines(operation, "x")
    if network.link != "identity":
        yield f"    x = {LINKS[network.link].format(z='x')}"
    yield "    return x" if network.classes else '    return x * w["target_deviation"] + w["target_mean"]'


def can_write(operation: Operation) -> bool:
    """Whether there is code for this operation and those inside it."""
    activation = getattr(operation.layer, "activation", None)
    known = operation.layer.kind in LAYER_KINDS and (activation is None or activation.kind in CALLS)
    return known and all(map(can_write, operation.inside))


LAYER_KINDS = tuple(cls.kind for cls in (Dense, ActivationLayer, BatchNorm, LayerNorm, Residual))


def _lines(operation: Operation, x: str) -> Iterator[str]:
    """The operation on the variable of that name."""
    own = {short: f"w[{literal(name)}]" for short, name in operation.keys.items()}
    comment = f"  # {printable(operation.title)}: {operation.units_in} → {operation.units_out}"
    match operation.layer:
        case Dense(activation=f):
            z = f"{x} @ {own['weights']} + {own['biases']}"
            yield f"    {x} = {_call(f, z, own)}{comment}"
        case ActivationLayer(activation=f):
            yield f"    {x} = {_call(f, x, own)}{comment}"
        case BatchNorm(epsilon=epsilon):
            yield f"    {x} = ({x} - {own['running_mean']}) / np.sqrt({own['running_variance']} + {epsilon!r}){comment}"
            yield f"    {x} = {x} * {own['scale']} + {own['shift']}"
        case LayerNorm(epsilon=epsilon):
            yield f"    {x} = layer_norm({x}, {own['scale']}, {own['shift']}, {epsilon!r}){comment}"
        case Residual():
            block = f"{x}x"
            yield f"    {block} = {x}{comment}"
            for one in operation.inside:
                yield from _lines(one, block)
            yield f"    {x} = {x} + {block}"


def _call(activation: Activation, z: str, own: dict[str, str]) -> str:
    settings = {name: getattr(activation, name) for name in params_of(activation)}
    written = {name: repr(value) if isinstance(value, float) else value for name, value in settings.items()}
    return CALLS[activation.kind].format(z=z, slope=own.get("slope", ""), **written)


# -- the data
def _names(network: ExportedNetwork) -> str:
    return "\n".join(
        (
            f"names = {_list([column.name for column in network.columns])}  # the columns of a row, in order",
            f"target = {literal(network.target_name)}",
            f"classes = {_list(network.classes)}",
            f"outputs = {_list(network.output_names)}  # what each column that predict gives is about",
            f"link = {literal(network.link)}  # makes predictions of scores",
        )
    )


def _list(names: Sequence[str]) -> str:
    on_one_line = f"[{', '.join(map(literal, names))}]"
    if len(on_one_line) <= WIDTH - 40:
        return on_one_line
    return "\n".join(("[", *(f"    {literal(name)}," for name in names), "]"))


def _columns(columns: tuple[SourceColumn, ...]) -> str:
    lines = ["# Of each column: kind, levels, what stands for a missing value, and whether being missing is an input of its own."]
    lines.append("columns = [")
    for column in columns:
        fill: float | str | None = column.fill
        if column.kind != "number" and column.missing != "rows":
            level = MISSING_LEVEL if column.has_own_level else fill
            fill = float(column.levels.index(level)) if isinstance(level, str) and level in column.levels else None
        is_input = column.kind == "number" and column.has_own_level
        lines.append(f"    ({literal(column.kind)}, {_list(column.levels)}, {fill!r}, {is_input}),  # {printable(column.name)}")
    return "\n".join((*lines, "]"))


def _dictionary(name: str, values: dict[str, str]) -> str:
    return "\n".join((f"{name} = {{", *(f"    {literal(key)}: {value}," for key, value in values.items()), "}"))


def _array(array: Array) -> str:
    """The array as a text of numbers that is quick to read also for a million of them."""
    shape = f"({', '.join(map(str, array.shape))}{',' if array.ndim == 1 else ''})"
    lines = [" ".join(row[i : i + PER_LINE]) for row in number_texts(array) for i in range(0, len(row), PER_LINE)]
    numbers = "\n".join(lines)
    quoted = f'"{numbers}"' if len(lines) == 1 else f'"""\n{numbers}\n"""'
    return f"array_of({8 * array.itemsize}, {shape}, {quoted})"


def _golden(model: TrainedModel) -> str:
    values, predictions = golden_rows(model)
    lines = ["golden = ["]
    for row, said in zip(values.tolist(), predictions.tolist(), strict=True):
        cells = (_cell(column, value) for column, value in zip(model.columns, row, strict=True))
        lines.append(f"    ([{', '.join(cells)}], {said!r}),")
    return "\n".join((*lines, "]"))


def _cell(column: SourceColumn, value: float) -> str:
    if math.isnan(value):
        return "None"
    return repr(value) if column.kind == "number" else literal(column.levels[int(value)])
