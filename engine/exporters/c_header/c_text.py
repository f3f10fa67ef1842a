"""The text of the header: what it is, arrays, functions, the check of itself, and the document for programs that read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from engine.data.source_columns import SourceColumn
from engine.exporters.c_header.c_functions import definitions_for
from engine.exporters.c_header.c_network import Body, body_of, is_plain, rest_of
from engine.exporters.c_header.c_words import array, comment, rows_of, string
from engine.exporters.contents import exported_from
from engine.exporters.exported_network import ExportedNetwork, Operation, network_in
from engine.exporters.source_code.golden_rows import golden_rows
from engine.exporters.source_code.json_text import json_text
from engine.exporters.trained_model import TrainedModel

SCALING = ("input_mean", "input_deviation", "target_mean", "target_deviation")
DOCUMENT = "What the network is and how it was trained, for programs:"
MACROS = """
/* Where the numbers lie, and how one is read: on AVR in the program's memory. Define both for another place. */
#ifndef NET_CONST
#ifdef __AVR__
#include <avr/pgmspace.h>
#define NET_CONST PROGMEM
#define NET_READ(number) pgm_read_float(&(number))
#else
#define NET_CONST
#define NET_READ(number) (number)
#endif
#endif

/* Where results between layers lie. Static ones need no stack; define it as nothing to predict in several threads. */
#ifndef NET_BUFFER
#define NET_BUFFER static
#endif
"""
SELF_TEST = """
#ifdef NET_SELFTEST
/* Rows, and what the trained network said of them. */
{rows}
{said}

/* The largest difference between what this file predicts and what the network said, as a share of it above 1. */
static inline float @_selftest(void)
{{
    float largest = 0.0f, out[@@_OUTPUTS];
    for (int row = 0; row < {count}; ++row) {{
        @_predict(@_test_rows[row], out);
        for (int i = 0; i < @@_OUTPUTS; ++i) {{
            const float said = @_test_said[row][i], size = fabsf(said) > 1.0f ? fabsf(said) : 1.0f;
            const float difference = fabsf(out[i] - said) / size;
            largest = difference <= largest ? largest : difference;
        }}
    }}
    return largest;
}}
#endif
"""
NO_SELF_TEST = """
#ifdef NET_SELFTEST
/* No row was found whose prediction is a usable number. */
static inline float @_selftest(void) { return 0.0f; }
#endif
"""


def header_text(model: TrainedModel, prefix: str, file: str) -> str:
    """The text of the header of that name; all its names begin with the prefix."""
    exported = exported_from(model)
    network = network_in(exported)
    body = body_of(network)
    predict = _predict(body)
    sections = (
        _what_it_is(network, exported.metadata["output_meaning"], file),
        "#ifndef @@_H\n#define @@_H\n\n#include <math.h>",
        f"#define @@_INPUTS {len(network.columns)}\n#define @@_OUTPUTS {len(network.output_names)}"
        + (f"\n#define @@_CLASSES {len(network.classes)}" if network.classes else ""),
        MACROS,
        "/* Arrays, row after row; weights have a row for each input. */",
        *_arrays(network),
        definitions_for(predict),
        predict,
        _class(network),
        _self_test(model),
        "#endif /* @@_H */",
    )
    text = "\n\n".join(section.strip("\n") for section in sections if section)
    text = text.replace("@@_", f"{prefix.upper()}_").replace("@_", f"{prefix}_")
    scaling = {name: exported.arrays[name].tolist() for name in SCALING}
    document = json_text({"scaling": scaling, "network": exported.metadata}).replace("*", "\\u002a")  # neither */ nor /*
    return f"{text}\n\n/* {DOCUMENT}\n{document}\n*/\n"


# -- what it is, in words
def _what_it_is(network: ExportedNetwork, meaning: str, file: str) -> str:
    lines = [
        "A neural network, trained in Network Playground, as C99 or C++11. It needs math.h and nothing else.",
        "",
        f'    #include "{comment(file)}"',
        "",
        "    float in[@@_INPUTS] = {...}, out[@@_OUTPUTS];",
        "    @_predict(in, out);",
        *(["    int number = @_class(in); // of @_class_names, or -1 where a value is missing"] if network.classes else []),
        "",
        "Inputs, in order (NAN is a missing value):",
        *(f"  [{i}] {comment(column.name)}: {_in_words(column)}" for i, column in enumerate(network.columns)),
        "",
        f"Outputs, in order ({meaning}):",
        *(f"  [{i}] {comment(name)}" for i, name in enumerate(network.output_names)),
        "",
        "It computes in float. Compile it without -ffast-math, which knows no NAN.",
        "To check it, define NET_SELFTEST before the #include: @_selftest() is then about 1e-6.",
    ]
    return "\n".join(("/*", *(f" * {line}".rstrip() for line in lines), " */"))


def _in_words(column: SourceColumn) -> str:
    text = "a number"
    if column.kind != "number":
        text = "the number of its level: " + ", ".join(f"{code} {comment(level)}" for code, level in enumerate(column.levels))
    return text if column.fill is None else f"{text}; what is missing counts as {comment(str(column.fill))}"


# -- code
def _arrays(network: ExportedNetwork) -> Iterator[str]:
    if is_plain(network):
        yield array("@_input_mean", network.input_mean, "input_mean")
        if rest_of(network).any():
            yield array("@_input_rest", rest_of(network), "what float leaves of the means")
        yield array("@_input_deviation", network.input_deviation, "input_deviation")
    for operation in network.operations:
        yield from _own_arrays(operation)


def _own_arrays(operation: Operation) -> Iterator[str]:
    for short, values in operation.arrays.items():
        yield array(f"@_{operation.name}_{short}", values, operation.keys[short])
    for one in operation.inside:
        yield from _own_arrays(one)


def _predict(body: Body) -> str:
    buffers = ", ".join(f"{name}[{units}]" for name, units in body.buffers.items())
    lines = (f"NET_BUFFER float {buffers};", *body.lines)
    inside = "\n".join(f"    {line}" for line in lines)
    return f"static inline void @_predict(const float in[@@_INPUTS], float out[@@_OUTPUTS])\n{{\n{inside}\n}}"


def _class(network: ExportedNetwork) -> str:
    if not network.classes:
        return ""
    names = "\n".join(f"    {string(name)}, /* {comment(name)} */" for name in network.classes)
    best = "    for (int i = 1; i < @@_OUTPUTS; ++i) { best = out[i] > out[best] ? i : best; }\n    return best;"
    if len(network.output_names) == 1:
        best = f"    best = out[0] > {'0.5f' if network.link == 'sigmoid' else '0.0f'};\n    return best;"
    return (
        f"static const char *const @_class_names[@@_CLASSES] = {{\n{names}\n}};\n\n"
        "/* The number of the class, from 0; -1 where there is no prediction. */\n"
        "static inline int @_class(const float in[@@_INPUTS])\n{\n"
        "    float out[@@_OUTPUTS];\n    int best = 0;\n    @_predict(in, out);\n"
        f"    for (int i = 0; i < @@_OUTPUTS; ++i) {{ if (isnan(out[i])) {{ return -1; }} }}\n{best}\n}}"
    )


def _self_test(model: TrainedModel) -> str:
    values, said = golden_rows(model, np.float32)
    if not len(values):
        return NO_SELF_TEST
    rows = rows_of("@_test_rows", values.tolist())
    return SELF_TEST.format(rows=rows, said=rows_of("@_test_said", said.tolist()), count=len(values))


def prefix_in(text: str) -> str:
    """The prefix of a header's names. Raises ValueError when it is none."""
    found = re.search(r"^static inline void (\w+)_predict\(", text, re.MULTILINE)
    if found is None:
        raise ValueError("no function predicts")
    return found.group(1)
