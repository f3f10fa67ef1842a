"""Typed formulas such as `x1*x2**2`: read by a small parser of their own, never run as Python code.

`tokenizer` and `parser` make a `syntax_tree` of a text, `printer` makes a text of it again, `evaluate` computes it. To add a
function, add a row to `functions.FUNCTIONS`, and to the exporters' own list in `reference_formulas`.
"""
