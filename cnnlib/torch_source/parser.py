"""Statements, line by line and block by block."""

from cnnlib.torch_source import syntax
from cnnlib.torch_source.expressions import ExpressionParser
from cnnlib.torch_source.pasted_text import Source
from cnnlib.torch_source.place import Place, SourceError
from cnnlib.torch_source.syntax import Body
from cnnlib.torch_source.tokens import DEDENT, END, INDENT, NAME, NEWLINE, SIGN, tokenize

_AUGMENTS = ("+=", "-=", "*=", "/=", "//=", "%=", "**=", "@=", "&=", "|=", "^=", ">>=", "<<=")
_IGNORED = ("assert", "global", "nonlocal")
"""Statements without effect on what a network computes."""


def parse(source: Source) -> Body:
    """Read a whole source; what is outside the grammar becomes Unread."""
    parser = _Parser(tokenize(source))
    statements: Body = []
    while parser.token.kind != END:
        statements += parser.statement()
    return statements


class _Parser(ExpressionParser):
    def statement(self) -> Body:
        """Read one line's statements, or one compound statement with its blocks."""
        start = self.position
        depth = self.depth
        try:
            return self._statement()
        except SourceError as error:
            self.depth = depth
            return [self._unread(start, error)]

    def _unread(self, start: int, error: SourceError) -> syntax.Unread:
        """Step over a statement that is outside the grammar, its block included."""
        first, second = self.tokens[start], self.tokens[start + 1]
        name = first.text if second.text == "=" else ""
        if first.text in ("def", "class"):
            name = second.text
        self.position = start
        depth = 0
        while True:
            kind = self.token.kind
            self.position += 1
            depth += {INDENT: 1, DEDENT: -1}.get(kind, 0)
            if depth == 0 and kind in (NEWLINE, DEDENT) and self.token.kind != INDENT:
                break
        return syntax.Unread(first.place, error, name)

    def _skip(self, kind: str) -> bool:
        found = self.token.kind == kind
        self.position += found
        return found

    def _statement(self) -> Body:
        token = self.token
        if token.kind == INDENT:
            raise SourceError("this line is indented further than the line before it.", token.place)
        compound = {
            "class": self._class,
            "def": self._function,
            "if": self._if,
            "for": self._for,
            "while": self._while,
            "with": self._with,
            "try": self._try,
            "async": self._async,
            "@": self._decorated,
        }.get(token.text)
        if compound and token.kind in (NAME, SIGN):
            self.position += 1
            return [compound(token.place)]
        return self._line()

    def _line(self) -> Body:
        """Read simple statements up to the end of the line."""
        statements = [self._simple()]
        while self.take(";"):
            if self.token.kind != NEWLINE:
                statements.append(self._simple())
        if not self._skip(NEWLINE):
            raise self.unexpected("the end of the line")
        return statements

    def _simple(self) -> syntax.Statement:
        token = self.token
        if token.kind == NAME:
            if token.text in ("pass", "break", "continue", "raise"):
                self.position += 1
                if token.text == "raise":
                    self._rest_of_line()
                return syntax.Jump(token.place, token.text)
            if token.text in _IGNORED:
                self._rest_of_line()
                return syntax.Jump(token.place, "pass")
            if token.text == "del":
                self.position += 1
                return syntax.Delete(token.place, self.expressions())
            if token.text == "return":
                self.position += 1
                value = None if self._at_end_of_items() else self.expressions()
                return syntax.Return(token.place, value)
            if token.text == "import":
                return self._import()
            if token.text == "from":
                return self._from()
        return self._assignment()

    def _rest_of_line(self) -> None:
        while self.token.kind not in (NEWLINE, END) and not self.at(";"):
            self.position += 1

    def _assignment(self) -> syntax.Statement:
        place = self.token.place
        value = self.expressions()
        if self.take(":"):
            self.expression()  # an annotation
            if not self.at("="):
                return syntax.Jump(place, "pass")
        if sign := self.take(*_AUGMENTS):
            return syntax.Augment(place, value, sign.text[:-1], self.expressions())
        targets = []
        while self.take("="):
            targets.append(value)
            value = self.expressions()
        if targets:
            return syntax.Assign(place, targets, value)
        return syntax.Evaluate(place, value)

    def _path(self) -> str:
        path = self.name().text
        while self.take("."):
            path += f".{self.name().text}"
        return path

    def _import(self) -> syntax.Import:
        place = self.need("import").place
        names: list[tuple[str, str]] = []
        while not names or self.take(","):
            path = self._path()
            if self.take("as"):
                names.append((path, self.name().text))
            else:
                root = path.partition(".")[0]
                names.append((root, root))
        return syntax.Import(place, names)

    def _from(self) -> syntax.Import:
        place = self.need("from").place
        while self.take(".", "..."):
            pass
        path = "." if self.at("import") else self._path()
        self.need("import")
        if self.take("*"):
            return syntax.Import(place, [(path, "*")])
        closing = ")" if self.take("(") else ""
        names: list[tuple[str, str]] = []
        while not names or self.take(","):
            if closing and self.at(closing):
                break
            name = self.name().text
            names.append((f"{path}.{name}", self.name().text if self.take("as") else name))
        if closing:
            self.need(closing)
        return syntax.Import(place, names)

    def _body(self) -> Body:
        self.need(":")
        if not self._skip(NEWLINE):
            return self._line()
        if not self._skip(INDENT):
            raise self.unexpected("an indented block")
        statements: Body = []
        while not self._skip(DEDENT):
            statements += self.statement()
        return statements

    def _class(self, place: Place) -> syntax.Class:
        start = self.position
        name = self.name().text
        bases: list[syntax.Expression] = []
        if opened := self.take("("):
            bases = self._arguments(opened.place).arguments
        body = self._body()
        words = frozenset(
            token.text
            for place_in_list, token in enumerate(self.tokens[start : self.position], start)
            if token.kind == NAME and self.tokens[place_in_list - 1].text not in (".", "class")
        )
        return syntax.Class(place, name, bases, body, words)

    def _function(self, place: Place) -> syntax.Function:
        name = self.name().text
        self.need("(")
        parameters = self.parameters(")", annotated=True)
        if self.take("->"):
            self.expression()
        return syntax.Function(place, name, parameters, self._body(), [])

    def _decorated(self, place: Place) -> syntax.Statement:
        decorators = [self.expression()]
        while self._skip(NEWLINE) and self.take("@"):
            decorators.append(self.expression())
        found = self._statement()[0]
        if isinstance(found, syntax.Function):
            found.decorators = decorators
        return found

    def _async(self, place: Place) -> syntax.Statement:
        raise SourceError("async code is not read.", place)

    def _if(self, place: Place) -> syntax.If:
        condition = self.expression()
        branches = [(condition, self._body())]
        while self.take("elif"):
            condition = self.expression()
            branches.append((condition, self._body()))
        return syntax.If(place, branches, self._else())

    def _else(self) -> Body:
        return self._body() if self.take("else") else []

    def _for(self, place: Place) -> syntax.For:
        target = self.targets()
        self.need("in")
        iterable = self.expressions()
        body = self._body()
        if self.at("else"):
            raise SourceError('"else" after a loop is not read.', self.token.place)
        return syntax.For(place, target, iterable, body)

    def _while(self, place: Place) -> syntax.While:
        self.expression()
        return syntax.While(place, self._body() + self._else())

    def _with(self, place: Place) -> syntax.Block:
        while True:
            self.item()
            if self.take("as"):
                self._target()
            if not self.take(","):
                break
        return syntax.Block(place, self._body())

    def _try(self, place: Place) -> syntax.Block:
        body = self._body()
        while self.take("except"):
            self.take("*")
            if not self.at(":"):
                self.expressions()
                if self.take("as"):
                    self.name()
            self._body()
        body += self._else()
        if self.take("finally"):
            body += self._body()
        return syntax.Block(place, body)
