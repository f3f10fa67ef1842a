"""Typed formulas such as `x1*x2**2`: read by a small parser of their own, never run as Python code.

`read.read` makes a tree of a text, `tree` is what it is made of, `symbols` what it may call, `write` makes a text of it again,
`evaluate` computes it. To add a function, add a row to `symbols.FUNCTIONS` (and to the exporters' own list).
"""
