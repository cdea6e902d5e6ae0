"""Words, numbers, strings and signs of Python source, found without recursion."""

import re
from typing import NamedTuple

from cnnlib.errors import shown
from cnnlib.torch_source.pasted_text import Source
from cnnlib.torch_source.place import ExhaustedError, Place, SourceError

MOST_TOKENS = 60_000
DEEPEST_BRACKETS = 30
DEEPEST_BLOCKS = 20
LONGEST_NUMBER = 40
LONGEST_NAME = 200

NAME, NUMBER, STRING, SIGN = "name", "number", "string", "sign"
NEWLINE, INDENT, DEDENT = "end of the line", "deeper indentation", "end of the block"
END = "end of the source"

# Possessive quantifiers (++, *+) keep the scan linear: nothing is tried twice.
_TOKEN = re.compile(
    r"""
    (?P<space>(?:[ \t\f\xa0]|\\\n)++)
    |(?P<comment>\#[^\n]*+)
    |(?P<newline>\n)
    |(?P<string>(?P<prefix>[rRbBuUfFtT]{0,2})(?P<quote>\"\"\"|'''|"|'))
    |(?P<number>0[xXbBoO][0-9a-fA-F_]++
        |(?:[0-9][0-9_]*+(?:\.[0-9_]*+)?|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9]++)?)
    |(?P<name>[^\W\d]\w*+)
    |(?P<sign>\*\*=|//=|>>=|<<=|\.\.\.|!=|->|:=|\*\*|//|>>|<<|<=|>=|==|[-+*/%&|^@]=
        |[-+*/%&|^~<>()\[\]{}.,:;=@])
    """,
    re.VERBOSE,
)
_STRING_END = {
    "'": re.compile(r"(?:[^\\\n']++|\\.)*+'", re.DOTALL),
    '"': re.compile(r'(?:[^\\\n"]++|\\.)*+"', re.DOTALL),
    "'''": re.compile(r"(?:[^\\']++|\\.|'(?!''))*+'''", re.DOTALL),
    '"""': re.compile(r'(?:[^\\"]++|\\.|"(?!""))*+"""', re.DOTALL),
}
_CLOSES = {")": "(", "]": "[", "}": "{"}
_TYPOGRAPHIC = "“”„‘’‚«»"


class Token(NamedTuple):
    """One word, number, string or sign, and its place."""

    kind: str
    text: str
    place: Place


def tokenize(source: Source) -> list[Token]:
    """Cut a source into tokens, with the ends of lines and blocks between them."""
    return _Tokenizer(source).run()


class _Tokenizer:
    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.shifts = source.shifts
        self.tokens: list[Token] = []
        self.line = 1
        self.line_start = 0
        self.brackets: list[Token] = []
        self.indents: list[int] = []
        self.fresh = True
        """Whether the next token begins a line of its own."""

    def run(self) -> list[Token]:
        position = 0
        while position < len(self.text):
            position = self._step(position)
        end = self._place(len(self.text))
        if self.brackets:
            opened = self.brackets[-1]
            raise SourceError(f'"{opened.text}" is never closed.', opened.place)
        self._end_line(end)
        self.tokens += [Token(DEDENT, "", end) for _ in self.indents[1:]]
        self.tokens.append(Token(END, "", end))
        return self.tokens

    def _place(self, position: int) -> Place:
        column = position - self.line_start + 1
        return Place(self.line, column + self.shifts.get(self.line, 0))

    def _step(self, position: int) -> int:
        match = _TOKEN.match(self.text, position)
        if match is None:
            raise self._strange(position)
        kind, end = match.lastgroup, match.end()
        if kind == "newline":
            if not self.brackets:
                self._end_line(self._place(position))
            self._next_line(end)
        elif kind == "space":
            self._count_lines(position, end)
        elif kind != "comment":
            self._begin_line(position)
            place = self._place(position)
            if match["quote"]:
                end = self._string_end(match, place)
            self._add(Token(SIGN if match["sign"] else str(kind), self.text[position:end], place))
            self._count_lines(position, end)
        return end

    def _add(self, token: Token) -> None:
        if len(self.tokens) >= MOST_TOKENS:
            raise ExhaustedError(
                f"the source has more than {MOST_TOKENS:,} words and signs; paste the model only.",
                token.place,
            )
        if token.kind == NUMBER and len(token.text) > LONGEST_NUMBER:
            raise SourceError(
                f"a number of {len(token.text):,} characters begins here; no network needs more "
                f"than {LONGEST_NUMBER}.",
                token.place,
            )
        if token.kind == NAME and len(token.text) > LONGEST_NAME:
            raise SourceError(
                f"a name of {len(token.text):,} characters begins here; at most {LONGEST_NAME} "
                "are read.",
                token.place,
            )
        if token.kind == SIGN:
            self._follow_brackets(token)
        self.tokens.append(token)

    def _follow_brackets(self, token: Token) -> None:
        if token.text in ("(", "[", "{"):
            self.brackets.append(token)
            if len(self.brackets) > DEEPEST_BRACKETS:
                raise SourceError(
                    f"brackets are nested more than {DEEPEST_BRACKETS} deep.", token.place
                )
        elif token.text in _CLOSES:
            if not self.brackets:
                raise SourceError(f'"{token.text}" closes nothing.', token.place)
            opened = self.brackets.pop()
            if opened.text != _CLOSES[token.text]:
                raise SourceError(
                    f'"{token.text}" closes "{opened.text}" from line {opened.place.line}, '
                    f"column {opened.place.column}.",
                    token.place,
                )

    def _string_end(self, match: re.Match[str], place: Place) -> int:
        closed = _STRING_END[match["quote"]].match(self.text, match.end())
        if closed is None:
            raise SourceError("this string is never closed.", place)
        return closed.end()

    def _count_lines(self, start: int, end: int) -> None:
        lines = self.text.count("\n", start, end)
        if lines:
            self.line += lines
            self.line_start = self.text.rfind("\n", start, end) + 1

    def _next_line(self, start: int) -> None:
        self.line += 1
        self.line_start = start

    def _end_line(self, place: Place) -> None:
        if not self.fresh:
            self.tokens.append(Token(NEWLINE, "", place))
        self.fresh = True

    def _begin_line(self, position: int) -> None:
        """Compare a line's indentation with that of the lines before it."""
        if not self.fresh:
            return
        self.fresh = False
        place = self._place(position)
        before = self.text[self.line_start : position].rpartition("\n")[2]
        width = len(before.replace("\f", "").expandtabs(8))
        if not self.indents:
            self.indents = [width]  # a paste from inside a block is indented as a whole
        if width > self.indents[-1]:
            self.indents.append(width)
            self.tokens.append(Token(INDENT, "", place))
            if len(self.indents) > DEEPEST_BLOCKS:
                raise SourceError(f"blocks are nested more than {DEEPEST_BLOCKS} deep.", place)
        while width < self.indents[-1]:
            self.indents.pop()
            if not self.indents or width > self.indents[-1]:
                raise SourceError("this line is indented like no line before it.", place)
            self.tokens.append(Token(DEDENT, "", place))

    def _strange(self, position: int) -> SourceError:
        character = self.text[position]
        place = self._place(position)
        if character in _TYPOGRAPHIC:
            return SourceError(
                f"{character} is a typographic quotation mark; write ' or \" instead.", place
            )
        return SourceError(f"the character {shown(character)} can't be read here.", place)
