"""The functions of a model file that make the network's inputs of the table's columns: levels, missing values, formulas."""

from __future__ import annotations

from collections.abc import Iterator

from engine.data.source_columns import SourceColumn
from engine.exporters.exported_network import ExportedNetwork
from engine.exporters.torch.torch_formula import TorchFormula
from engine.exporters.torch.torch_text import printable

COLUMN_FUNCTIONS = {
    "filled": '''def filled(column: torch.Tensor, value: float) -> torch.Tensor:
    """The column, (rows, 1), with a number in the place of missing values."""
    return column.masked_fill(torch.isnan(column), value)''',
    "with_missing": '''def with_missing(column: torch.Tensor, value: float) -> torch.Tensor:
    """(rows, 2): the column with a number in the place of missing values, and 1 where one is missing, else 0."""
    return torch.cat([filled(column, value), torch.isnan(column).to(column.dtype)], dim=1)''',
    "one_hot": '''def one_hot(code: torch.Tensor, levels: int) -> torch.Tensor:
    """(rows, levels): 1 for the level of the row, else 0. The code is the number of the level, from 0."""
    numbers = torch.arange(levels, device=code.device)
    return (code == numbers).to(code.dtype).masked_fill(torch.isnan(code), float("nan"))''',
}
NEEDS = {"with_missing": "filled"}


def input_functions(network: ExportedNetwork) -> Iterator[str]:
    """The text of each function: none where the inputs are the columns, and the features are the inputs."""
    yield from _encoding(network)
    yield from _features(network)


def _encoding(network: ExportedNetwork) -> Iterator[str]:
    if network.has_plain_inputs:
        return
    parts = list(_blocks(network.columns))
    body = "\n".join(
        [
            "def encoded(columns: torch.Tensor) -> torch.Tensor:",
            '    """The inputs of the network, made of one number for each column of the table."""',
            "    return torch.cat(",
            "        [",
            *(f"            {code},  # {printable(note)}" for code, note in parts),
            "        ],",
            "        dim=1,",
            "    )",
        ]
    )
    called = {name for name in COLUMN_FUNCTIONS if f"{name}(" in body}
    called |= {NEEDS[name] for name in called & NEEDS.keys()}
    yield from (code for name, code in COLUMN_FUNCTIONS.items() if name in called)
    yield body


def _blocks(columns: tuple[SourceColumn, ...]) -> Iterator[tuple[str, str]]:
    """Code for some columns each, and what they are called."""
    start = 0
    for i, column in enumerate(columns):
        plain = column.kind == "number" and column.fill is None and not column.has_own_level
        if plain and i + 1 < len(columns) and _is_plain(columns[i + 1]):
            continue
        names = f"{columns[start].name} … {column.name}" if i > start else column.name
        yield _block(column, f"columns[:, {start}:{i + 1}]"), names
        start = i + 1


def _is_plain(column: SourceColumn) -> bool:
    return column.kind == "number" and column.fill is None and not column.has_own_level


def _block(column: SourceColumn, values: str) -> str:
    if column.kind == "number":
        if column.has_own_level:
            return f"with_missing({values}, {_fill(column)})"
        return values if column.fill is None else f"filled({values}, {_fill(column)})"
    known = column.fill in column.levels
    code = f"filled({values}, {_fill(column)})" if known else values
    return code if column.kind == "ordered" or len(column.levels) == 2 else f"one_hot({code}, {len(column.levels)})"


def _fill(column: SourceColumn) -> str:
    if column.kind == "number":
        return repr(float(column.fill)) if column.fill is not None else 'float("nan")'
    return str(column.levels.index(str(column.fill)))


def _features(network: ExportedNetwork) -> Iterator[str]:
    if network.has_plain_features:
        return
    writer, count = TorchFormula(), len(network.input_names)
    texts = [writer.of(formula, count) for formula in network.formulas]
    lines = ["def features(x: torch.Tensor) -> torch.Tensor:", '    """The formulas that the network is given, of the inputs."""']
    for index in sorted(writer.used):
        lines.append(f"    x{index + 1} = x[:, {index}]  # {printable(network.input_names[index])}")
    lines += ["    return torch.stack(", "        ["]
    for text, name in zip(texts, network.feature_names, strict=True):
        code = f"torch.full_like(x[:, 0], {text.text})" if text.is_constant else text.text
        lines.append(f"            {code},  # {printable(name)}")
    yield "\n".join([*lines, "        ],", "        dim=1,", "    )"])
