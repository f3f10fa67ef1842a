"""The parser: from a text to a syntax tree, by recursive descent.

sum      product (('+' | '-') product)*
product  signed (('*' | '/') signed)*      or, where the grammar knows products without a sign, (('*' | '/')? signed)*
signed   ('+' | '-') signed | power
power    atom ('**' signed)?               so that -x**2 is -(x**2), and x**2**3 is x**(2**3)
atom     number | constant | column | function '(' sum (',' sum)* ')' | '(' sum ')'
column   a name, or any text in "…", '…' or […]

Which functions there are, and what is said of a wrong text, stands in the `grammar`.
"""

from __future__ import annotations

import math
import re

from engine.core.number_format import format_number
from engine.core.translation import _
from engine.data.formulas.functions import CONSTANTS
from engine.data.formulas.grammar import OF_COLUMNS, Grammar
from engine.data.formulas.syntax_tree import Apply, Column, Node, Number
from engine.data.formulas.tokenizer import FormulaProblem, Token, place, tokens_of

LARGEST_EXPONENT = 20.0


def read(text: str, grammar: Grammar = OF_COLUMNS) -> Node:
    """The tree of a formula. Raises FormulaProblem with a sentence. Columns are not resolved yet."""
    parser = _Parser(list(tokens_of(text, grammar.longest, grammar.name)), grammar)
    if parser.next.kind == "end":
        raise FormulaProblem(_(grammar.empty), 0)
    tree = parser.sum()
    parser.expect_end()
    return tree


class _Parser:
    """Changes as tokens are consumed."""

    def __init__(self, tokens: list[Token], grammar: Grammar) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0
        self._grammar = grammar

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
            text = _("The ) at {place} closes nothing: remove it, or add a ( before it.")
            raise FormulaProblem(text.format(place=place(token.at)), token.at)
        if token.kind == ",":
            text = _("The comma at {place} stands outside of a function: write decimals as 0.5.")
            raise FormulaProblem(text.format(place=place(token.at)), token.at)
        if token.kind != "end":
            before = self._tokens[self._at - 1]
            text = _("There is no sign between {before} and {token} at {place}: write *, +, - or / there.")
            raise FormulaProblem(text.format(before=before, token=token, place=place(token.at)), token.at)

    def sum(self) -> Node:
        node = self._product()
        while self.next.kind in ("+", "-"):
            node = Apply(self._take().kind, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._signed()
        while self.next.kind in ("*", "/") or self._is_factor():
            sign = "*" if self._is_factor() else self._take().kind
            node = Apply(sign, (node, self._signed()))
        return node

    def _is_factor(self) -> bool:
        """Whether a product goes on without a sign."""
        return self._grammar.products and self.next.kind in ("name", "(")

    def _signed(self) -> Node:
        self._depth += 1
        if self._depth > self._grammar.deepest:
            text = _("At {place} the formula is more than {most} levels deep: make it simpler.")
            raise FormulaProblem(text.format(place=place(self.next.at), most=self._grammar.deepest), self.next.at)
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
            text = _("The exponent at {place} is too large: use one from {low} to {high}.")
            ends = {"low": format_number(-LARGEST_EXPONENT), "high": format_number(LARGEST_EXPONENT)}
            raise FormulaProblem(text.format(place=place(at), **ends), at)
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
            raise FormulaProblem(_(self._grammar.unfinished), token.at)
        text = _(self._grammar.missing)
        raise FormulaProblem(text.format(sign=token.text, place=place(token.at)), token.at)

    def _named(self, token: Token) -> Node:
        functions = self._grammar.functions
        if self.next.kind != "(":
            if token.text in functions:
                text = _("{function} at {place} needs brackets: write {function}({argument}).")
                shown = text.format(function=token.text, place=place(token.at), argument=self._grammar.call)
                raise FormulaProblem(shown, token.at)
            if token.text in CONSTANTS:
                return Number(CONSTANTS[token.text], token.text)
            return Column(token.text, False, token.at)
        if token.text not in functions:
            known = ", ".join(functions)
            if self._grammar.products and token.text in CONSTANTS:
                return Number(CONSTANTS[token.text], token.text)
            if self._grammar.products and re.fullmatch(r"[^\W\d]\d*", token.text):
                return Column(token.text, False, token.at)
            if re.fullmatch(r"x\d+", token.text) or token.text in CONSTANTS:
                text = _("There is no sign before the ( at {place}: write {name}*(…).")
                raise FormulaProblem(text.format(place=place(self.next.at), name=token.text), self.next.at)
            text = _("There is no function “{name}” ({place}); there are {names}.")
            raise FormulaProblem(text.format(name=token.text, place=place(token.at), names=known), token.at)
        opening = self._take()
        arguments = [self.sum()]
        while self.next.kind == ",":
            self._take()
            arguments.append(self.sum())
        self._close(opening)
        symbol = functions[token.text]
        if len(arguments) < symbol.least or (symbol.most is not None and len(arguments) > symbol.most):
            text = _("{function} at {place} takes one number, not {count}.")
            if symbol.most != 1:
                text = _("{function} at {place} takes {least} or more numbers, with commas between them, not {count}.")
            slots = {"function": token.text, "place": place(token.at), "least": symbol.least, "count": len(arguments)}
            raise FormulaProblem(text.format(**slots), token.at)
        return Apply(token.text, tuple(arguments))

    def _close(self, opening: Token) -> None:
        token = self.next
        if token.kind == "end":
            text = _("The {sign} at {place} is not closed: add a {closing}.")
            raise FormulaProblem(text.format(sign="(", place=place(opening.at), closing=")"), opening.at)
        if token.kind != ")":
            self.expect_end()
        self._take()


def _number(token: Token) -> Number:
    value = float(token.text)
    if not math.isfinite(value):
        text = _("{token} at {place} is too large for a number.")
        raise FormulaProblem(text.format(token=token, place=place(token.at)), token.at)
    return Number(value)
