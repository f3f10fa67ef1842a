"""Turns the formulas of features, in Python's notation over x1, x2, …, into whatever a format writes: text of a language, nodes.

Python's own parser reads them, so that a proof does not depend on the engine's parser; only what is listed here means anything.
"""

from __future__ import annotations

import ast
import math
from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from engine.core.translation import _

BINARY: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
FUNCTIONS = ("abs", "atan", "cos", "exp", "log", "max", "min", "sign", "sin", "sqrt", "tan", "tanh")
CONSTANTS = {"pi": math.pi, "e": math.e}
LONGEST = 2000  # letters

T = TypeVar("T")


class FormulaWriter(Generic[T]):
    """Makes something of a formula, from its leaves up. A subclass says what of a number, an input and an operation."""

    @abstractmethod
    def number(self, value: float) -> T:
        """A number of the formula, or pi or e."""

    @abstractmethod
    def input(self, index: int) -> T:
        """The raw input of that index, from 0: x1 has 0."""

    @abstractmethod
    def negative(self, value: T) -> T:
        """Minus the value."""

    @abstractmethod
    def binary(self, sign: str, left: T, right: T) -> T:
        """`sign` is one of + - * / **."""

    @abstractmethod
    def call(self, function: str, values: Sequence[T]) -> T:
        """`function` is one of FUNCTIONS; max and min have one value or more, the others one."""

    def of(self, formula: str, inputs: int) -> T:
        """What the formula over x1 to x<inputs> becomes. Raises ValueError with a sentence for what is no formula."""
        if len(formula) > LONGEST:
            raise ValueError(_("The formula {formula}… is too long.").format(formula=formula[:40]))
        try:
            tree = ast.parse(formula, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ValueError(_("“{formula}” is no formula.").format(formula=formula)) from None
        try:
            return self._value(tree, inputs)
        except RecursionError:
            raise ValueError(_("The formula {formula}… is too deep.").format(formula=formula[:40])) from None

    def _value(self, node: ast.expr, inputs: int) -> T:
        match node:
            case ast.Constant(value=int() | float() as number):
                return self.number(float(number))
            case ast.Name(id=name) if name in CONSTANTS:
                return self.number(CONSTANTS[name])
            case ast.Name(id=name) if name[:1] == "x" and name[1:].isdecimal() and 1 <= int(name[1:]) <= inputs:
                return self.input(int(name[1:]) - 1)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.negative(self._value(operand, inputs))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
                return self.binary(BINARY[type(op)], self._value(left, inputs), self._value(right, inputs))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
                return self.call(name, [self._value(argument, inputs) for argument in arguments])
        raise ValueError(_("“{part}” means nothing in a formula.").format(part=ast.unparse(node)))
