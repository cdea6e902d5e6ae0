"""Expressions: a small operator-precedence parser whose recursion is counted."""

import re

from cnnlib.errors import shown
from cnnlib.torch_source import syntax
from cnnlib.torch_source.pasted_text import Source
from cnnlib.torch_source.place import Place, SourceError
from cnnlib.torch_source.syntax import Expression
from cnnlib.torch_source.tokens import (
    NAME,
    NEWLINE,
    NUMBER,
    SIGN,
    STRING,
    Token,
    tokenize,
)

DEEPEST = 30

LEVELS = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(("<", ">", "==", ">=", "<=", "!=", "in", "not in", "is", "is not"), 4),
    "|": 5,
    "^": 6,
    "&": 7,
    **dict.fromkeys(("<<", ">>"), 8),
    **dict.fromkeys("+-", 9),
    **dict.fromkeys(("*", "/", "//", "%", "@"), 10),
}
NOT, COMPARISON = 3, 4
_KEYWORDS_WORDS = (
    "and as assert async await break class continue def del elif else except finally for from "
    "global if import in is lambda nonlocal not or pass raise return try while with yield"
)
KEYWORDS = frozenset(_KEYWORDS_WORDS.split())
_CONSTANTS = {"None": None, "True": True, "False": False}
_STRING_PARTS = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')(.*)\2", re.DOTALL)
_ESCAPE = re.compile(r"\\(\n|[\\'\"abfnrtv])")
_ESCAPES = {"\n": "", "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_FIELD = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")

Operator = tuple[str, Place, int]


class ExpressionParser:
    """Reads expressions from tokens; ``position`` is the next one's place in the list."""

    def __init__(self, tokens: list[Token], depth: int = 0) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = depth

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.position]

    def at(self, *words: str) -> bool:
        """Tell whether the next token is one of these signs or words."""
        token = self.tokens[self.position]
        return token.text in words and token.kind in (SIGN, NAME)

    def take(self, *words: str) -> Token | None:
        """Step over the next token if it is one of these."""
        token = self.tokens[self.position]
        if token.text not in words or token.kind not in (SIGN, NAME):
            return None
        self.position += 1
        return token

    def need(self, word: str) -> Token:
        """Step over a token that has to be there."""
        token = self.take(word)
        if token is None:
            raise self.unexpected(f'"{word}"')
        return token

    def name(self) -> Token:
        """Step over a name that has to be there."""
        token = self.token
        if token.kind != NAME or token.text in KEYWORDS:
            raise self.unexpected("a name")
        self.position += 1
        return token

    def unexpected(self, wanted: str) -> SourceError:
        """Say what is wanted here, and what is here instead."""
        token = self.token
        found = f"the {token.kind}"
        if token.kind in (SIGN, NAME):
            found = f'"{token.text[:40]}"'
        elif token.kind in (NUMBER, STRING):
            found = f"the {token.kind} {token.text[:40]}"
        return SourceError(f"{wanted} is expected here, but {found} follows.", token.place)

    def expressions(self) -> Expression:
        """Read one expression, or several with commas between as a tuple."""
        place = self.token.place
        first = self.item()
        if not self.at(","):
            return _single(first)
        items = [first]
        while self.take(","):
            if self._at_end_of_items():
                break
            items.append(self.item())
        return syntax.Display(place, tuple, items)

    def _at_end_of_items(self) -> bool:
        return self.token.kind not in (NAME, NUMBER, STRING, SIGN) or self.at(
            ")", "]", "}", "=", ":", ";", "in"
        )

    def item(self) -> Expression:
        """Read an expression or ``*expression``."""
        star = self.take("*")
        if star:
            return syntax.Starred(star.place, self.expression())
        return self.expression()

    def expression(self) -> Expression:
        """Read an expression with its choices."""
        place = self.token.place
        self.depth += 1
        if self.depth > DEEPEST:
            raise SourceError(f"expressions are nested more than {DEEPEST} deep.", place)
        value = self._lambda() if self.at("lambda") else self._choice(place)
        if self.at(":="):
            raise SourceError('assignments inside expressions (":=") are not read.', place)
        self.depth -= 1
        return value

    def _choice(self, place: Place) -> Expression:
        value = self.operation()
        choices = []
        while self.take("if"):
            condition = self.operation()
            self.need("else")
            choices.append((condition, value))
            if self.at("lambda"):
                value = self.expression()
                break
            value = self.operation()
        return syntax.Choice(place, choices, value) if choices else value

    def _lambda(self) -> Expression:
        place = self.need("lambda").place
        parameters = self.parameters(":", annotated=False)
        return syntax.Lambda(place, parameters, [syntax.Return(place, self.expression())])

    def parameters(self, end: str, annotated: bool) -> list[syntax.Parameter]:
        """Read a function's parameters up to and with ``end``."""
        found: list[syntax.Parameter] = []
        while not self.take(end):
            sign = self.take("**", "*", "/")
            if sign is None or sign.text == "**" or (sign.text == "*" and self.token.kind == NAME):
                name = self.name()
                if annotated and self.take(":"):
                    self.expression()
                default = self.expression() if self.take("=") else None
                text = sign.text if sign else ""
                found.append(syntax.Parameter(name.place, name.text, text, default))
            if not self.at(end):
                self.need(",")
        return found

    def operation(self) -> Expression:
        """Read operands and the operators between them, without recursion."""
        operands: list[Expression] = []
        operators: list[Operator] = []
        while True:
            nots = []
            while token := self.take("not"):
                nots.append(token)
            if nots:
                operators.append(("not " * (2 - len(nots) % 2), nots[0].place, NOT))
            operands.append(self._operand())
            operator = self._operator()
            level = operator[2] if operator else 0
            while operators and operators[-1][2] >= level:
                _reduce(operands, operators)
            if operator is None:
                return operands[0]
            operators.append(operator)

    def _operator(self) -> Operator | None:
        token = self.token
        if token.kind not in (SIGN, NAME) or token.text not in LEVELS:
            return None
        word = token.text
        self.position += 1
        if word == "not":
            self.need("in")
            word = "not in"
        elif word == "is" and self.take("not"):
            word = "is not"
        return word, token.place, LEVELS[word]

    def _operand(self) -> Expression:
        """Read signs, one operand with its trailers, and a power."""
        place = self.token.place
        signs = []
        while token := self.take("-", "+", "~"):
            signs.append(token.text)
        value = self._trail()
        if power := self.take("**"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise SourceError(f"expressions are nested more than {DEEPEST} deep.", power.place)
            value = syntax.Power(power.place, value, self._operand())
            self.depth -= 1
        return syntax.Prefixed(place, signs, value) if signs else value

    def _trail(self) -> Expression:
        place = self.token.place
        base = self._atom()
        trailers: list[syntax.Attribute | syntax.Call | syntax.Subscript] = []
        while sign := self.take(".", "(", "["):
            if sign.text == ".":
                name = self.name()
                trailers.append(syntax.Attribute(name.place, name.text))
            elif sign.text == "(":
                trailers.append(self._arguments(sign.place))
            else:
                trailers.append(syntax.Subscript(sign.place, self._index()))
        return syntax.Trail(place, base, trailers) if trailers else base

    def _arguments(self, place: Place) -> syntax.Call:
        call = syntax.Call(place, [], [])
        while not self.take(")"):
            if self.take("**"):
                call.keywords.append((None, self.expression()))
            elif self.token.kind == NAME and self.tokens[self.position + 1].text == "=":
                name = self.name().text
                self.need("=")
                call.keywords.append((name, self.expression()))
            else:
                value = self.item()
                if self.at("for"):
                    value = self._comprehension(list, [value], value.place)
                call.arguments.append(value)
            if not self.at(")"):
                self.need(",")
        return call

    def _index(self) -> Expression:
        place = self.token.place
        items = [self._slice()]
        while self.take(","):
            if not self.at("]"):
                items.append(self._slice())
        single = len(items) == 1 and self.tokens[self.position - 1].text != ","
        self.need("]")
        return items[0] if single else syntax.Display(place, tuple, items)

    def _slice(self) -> Expression:
        place = self.token.place
        parts: list[Expression | None] = [None if self.at(":") else self.expression()]
        while len(parts) < 3 and self.take(":"):
            parts.append(None if self.at(":", ",", "]") else self.expression())
        if len(parts) == 1:
            assert parts[0] is not None
            return parts[0]
        return syntax.Slice(place, parts)

    def _atom(self) -> Expression:
        token = self.token
        if token.kind == NUMBER:
            self.position += 1
            return syntax.Constant(token.place, _number(token))
        if token.kind == STRING:
            return self._strings()
        if token.kind == NAME and token.text not in KEYWORDS:
            self.position += 1
            if token.text in _CONSTANTS:
                return syntax.Constant(token.place, _CONSTANTS[token.text])
            return syntax.Name(token.place, token.text)
        if self.take("..."):
            return syntax.Constant(token.place, ...)
        if self.take("("):
            return self._parenthesized(token.place)
        if self.take("["):
            return self._list(token.place)
        if self.take("{"):
            return self._braces(token.place)
        raise self.unexpected("a value")

    def _parenthesized(self, place: Place) -> Expression:
        if self.take(")"):
            return syntax.Display(place, tuple, [])
        value = self.expressions()
        if self.at("for"):
            value = self._comprehension(list, [value], place)
        self.need(")")
        return value

    def _list(self, place: Place) -> Expression:
        items: list[Expression] = []
        while not self.take("]"):
            items.append(self.item())
            if self.at("for"):
                found = self._comprehension(list, items, place)
                self.need("]")
                return found
            if not self.at("]"):
                self.need(",")
        return syntax.Display(place, list, items)

    def _braces(self, place: Place) -> Expression:
        pairs: list[tuple[Expression | None, Expression]] = []
        items: list[Expression] = []
        while not self.take("}"):
            if self.take("**"):
                pairs.append((None, self.expression()))
            else:
                items.append(self.item())
                if self.take(":"):
                    pairs.append((_single(items.pop()), self.expression()))
            if self.at("for"):
                key, value = pairs[0] if pairs else (None, items[0])
                elements = [value] if key is None else [key, value]
                found = self._comprehension(dict if pairs else set, elements, place)
                self.need("}")
                return found
            if not self.at("}"):
                self.need(",")
        if items and pairs:
            raise SourceError("this mixes the items of a set with those of a dict.", place)
        return syntax.Display(place, set, items) if items else syntax.Pairs(place, pairs)

    def _comprehension(
        self, kind: type, elements: list[Expression], place: Place
    ) -> syntax.Comprehension:
        elements = [_single(element) for element in elements]
        clauses = []
        while token := self.take("for"):
            target = self.targets()
            self.need("in")
            iterable = self.operation()
            conditions = []
            while self.take("if"):
                conditions.append(self.operation())
            clauses.append(syntax.Clause(token.place, target, iterable, conditions))
        return syntax.Comprehension(place, kind, elements, clauses)

    def targets(self) -> Expression:
        """Read what a loop assigns to: one target or several."""
        place = self.token.place
        items = [self._target()]
        while self.take(","):
            if not self.at("in"):
                items.append(self._target())
        single = len(items) == 1 and self.tokens[self.position - 1].text != ","
        return items[0] if single else syntax.Display(place, tuple, items)

    def _target(self) -> Expression:
        star = self.take("*")
        target = self._trail()
        return syntax.Starred(star.place, target) if star else target

    def _strings(self) -> Expression:
        """Join the strings that stand side by side."""
        place = self.token.place
        parts: list[str | Expression] = []
        while self.token.kind == STRING:
            parts += self._string_parts(self.token)
            self.position += 1
        literal = [part for part in parts if isinstance(part, str)]
        if len(literal) == len(parts):
            return syntax.Constant(place, "".join(literal))
        return syntax.Formatted(place, parts)

    def _string_parts(self, token: Token) -> list[str | Expression]:
        match = _STRING_PARTS.fullmatch(token.text)
        assert match is not None
        prefix, _, content = match.groups()
        if "r" not in prefix.lower():
            content = _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), content)
        if "f" not in prefix.lower():
            return [content]
        parts: list[str | Expression] = []
        end = 0
        for field in _FIELD.finditer(content):
            parts += [content[end : field.start()], self._field(field, token.place)]
            end = field.end()
        return [*parts, content[end:]]

    def _field(self, field: re.Match[str], place: Place) -> str | Expression:
        if field[1] is None:
            return field[0][0]
        try:
            inside = ExpressionParser(tokenize(Source(field[1], {})), self.depth)
            value = inside.expression()
        except SourceError:
            return syntax.Constant(place, ...)  # a format or a grammar that no name needs
        return value if inside.token.kind == NEWLINE else syntax.Constant(place, ...)


def _single(value: Expression) -> Expression:
    if isinstance(value, syntax.Starred):
        raise SourceError('"*" stands before something that is not in a list.', value.place)
    return value


def _reduce(operands: list[Expression], operators: list[Operator]) -> None:
    word, place, level = operators.pop()
    right = operands.pop()
    if level == NOT:
        operands.append(syntax.Prefixed(place, word.split(), right))
        return
    left = operands.pop()
    if isinstance(left, syntax.Chain) and left.level == level:
        left.rest.append((word, place, right))
        operands.append(left)
    else:
        operands.append(syntax.Chain(left.place, level, left, [(word, place, right)]))


def _number(token: Token) -> object:
    text = token.text.replace("_", "").lower()
    try:
        if text[:2] in ("0x", "0b", "0o"):
            return int(text, 0)
        return float(text) if re.search(r"[.e]", text) else int(text)
    except ValueError:
        raise SourceError(f"{shown(token.text)} is not a number.", token.place) from None
