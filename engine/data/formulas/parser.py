"""The parser: from a text to a tree, by recursive descent.

sum      product (('+' | '-') product)*
product  signed (('*' | '/') signed)*
signed   ('+' | '-') signed | power
power    atom ('**' signed)?               so that -x**2 is -(x**2), and x**2**3 is x**(2**3)
atom     number | constant | column | function '(' sum (',' sum)* ')' | '(' sum ')'
column   a name, or any text in "…", '…' or […]
"""

from __future__ import annotations

import math
import re

from engine.data.formulas.functions import CONSTANTS, FUNCTIONS
from engine.data.formulas.syntax_tree import Apply, Column, Node, Number
from engine.data.formulas.tokenizer import FormulaProblem, Token, place, tokens_of

DEEPEST = 24  # things within each other
LARGEST_EXPONENT = 20.0


def read(text: str) -> Node:
    """The tree of a formula. Raises FormulaProblem with a sentence; nothing is looked up in a table yet."""
    parser = _Parser(list(tokens_of(text)))
    if parser.next.kind == "end":
        raise FormulaProblem("Type a formula, such as x1*x2 or sin(x1).", 0)
    tree = parser.sum()
    parser.expect_end()
    return tree


class _Parser:
    """Changes as tokens are taken."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self.next
        self._at += token.kind != "end"
        return token

    def expect_end(self) -> None:
        token = self.next
        if token.kind == ")":
            raise FormulaProblem(f"The ) at {place(token.at)} closes nothing: take it out, or add a ( before it.", token.at)
        if token.kind == ",":
            where = place(token.at)
            raise FormulaProblem(f"The comma at {where} stands outside of a function: write decimals as 0.5.", token.at)
        if token.kind != "end":
            before = self._tokens[self._at - 1]
            raise FormulaProblem(
                f"There is no sign between {before} and {token} at {place(token.at)}: write *, +, - or / there.", token.at
            )

    def sum(self) -> Node:
        node = self._product()
        while self.next.kind in ("+", "-"):
            node = Apply(self._take().kind, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._signed()
        while self.next.kind in ("*", "/"):
            node = Apply(self._take().kind, (node, self._signed()))
        return node

    def _signed(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaProblem(
                f"At {place(self.next.at)} the formula is more than {DEEPEST} levels deep: make it simpler.", self.next.at
            )
        if self.next.kind in ("+", "-"):
            sign, node = self._take().kind, self._signed()
            node = node if sign == "+" else Apply("negative", (node,))
        else:
            node = self._power()
        self._depth -= 1
        return node

    def _power(self) -> Node:
        base = self._atom()
        if self.next.kind != "**":
            return base
        self._take()
        at = self.next.at
        exponent = self._signed()
        bare = exponent.arguments[0] if isinstance(exponent, Apply) and exponent.symbol == "negative" else exponent
        if isinstance(bare, Number) and bare.value > LARGEST_EXPONENT:
            raise FormulaProblem(
                f"The exponent at {place(at)} is too large: take one from -{LARGEST_EXPONENT:g} to {LARGEST_EXPONENT:g}.", at
            )
        return Apply("**", (base, exponent))

    def _atom(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return _number(token)
        if token.kind == "quoted":
            return Column(token.text, True, token.at)
        if token.kind == "(":
            node = self.sum()
            self._close(token)
            return node
        if token.kind == "name":
            return self._named(token)
        if token.kind == "end":
            raise FormulaProblem("The formula ends too early: a number, a column or a function is missing at its end.", token.at)
        where = place(token.at)
        raise FormulaProblem(f"Before the {token.text} at {where} a number, a column or a function is missing.", token.at)

    def _named(self, token: Token) -> Node:
        if self.next.kind != "(":
            if token.text in FUNCTIONS:
                raise FormulaProblem(f"{token.text} at {place(token.at)} needs brackets: write {token.text}(x1).", token.at)
            if token.text in CONSTANTS:
                return Number(CONSTANTS[token.text], token.text)
            return Column(token.text, False, token.at)
        if token.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            if re.fullmatch(r"x\d+", token.text) or token.text in CONSTANTS:
                where = place(self.next.at)
                raise FormulaProblem(f"There is no sign before the ( at {where}: write {token.text}*(…).", self.next.at)
            raise FormulaProblem(f"There is no function “{token.text}” ({place(token.at)}); there are {known}.", token.at)
        opening = self._take()
        arguments = [self.sum()]
        while self.next.kind == ",":
            self._take()
            arguments.append(self.sum())
        self._close(opening)
        symbol = FUNCTIONS[token.text]
        if len(arguments) < symbol.least or (symbol.most is not None and len(arguments) > symbol.most):
            wanted = "one number" if symbol.most == 1 else f"{symbol.least} or more numbers, with commas between them"
            raise FormulaProblem(f"{token.text} at {place(token.at)} takes {wanted}, not {len(arguments)}.", token.at)
        return Apply(token.text, tuple(arguments))

    def _close(self, opening: Token) -> None:
        token = self.next
        if token.kind == "end":
            raise FormulaProblem(f"The ( at {place(opening.at)} is not closed: add a ).", opening.at)
        if token.kind != ")":
            self.expect_end()
        self._take()


def _number(token: Token) -> Number:
    value = float(token.text)
    if not math.isfinite(value):
        raise FormulaProblem(f"{token} at {place(token.at)} is too large for a number.", token.at)
    return Number(value)
