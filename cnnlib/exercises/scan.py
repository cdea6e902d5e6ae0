"""What Python's own parser must not be given: under WebAssembly it dies beyond recovery.

One pass over the characters, without recursion. The limits lie well below what kills Pyodide in
Chromium (about 190 nested brackets, 650 ``elif``, 830 operators in one statement) and well above
what a page of readable code needs.
"""

LONGEST = 10_000
"""Characters."""
MOST_LINES = 400
LONGEST_STATEMENT = 500
"""Characters of one statement, texts and comments not counted."""
DEEPEST_BRACKETS = 20

_OPEN, _CLOSE = "([{", ")]}"
_PREFIX = "rRbBuUfFtT"


def refusal(code: object) -> str | None:
    """Say in one sentence why a text can't be run, or return None where Python may read it."""
    if not isinstance(code, str):
        return "There is no code to run."
    if len(code) > LONGEST:
        return f"Your code is {len(code):,} characters long; at most {LONGEST:,} are run."
    if "\0" in code:
        return "There is a null character in your code; it can't be run."
    lines = code.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        return f"Your code has {len(lines):,} lines; at most {MOST_LINES} are run."
    return _Scan("\n".join(lines) + "\n").refusal()


class _Scan:
    """Follows statements, brackets and texts the way Python's tokenizer does."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.at = 0
        self.line = 1
        self.depth = 0
        self.length = 0

    def refusal(self) -> str | None:
        """Go through the code; stop at the first thing that is too much."""
        while self.at < len(self.code):
            found = self._text() if self.code[self.at] in "'\"" else self._character()
            if found:
                return f"Line {self.line}: {found}"
            if self.length > LONGEST_STATEMENT:
                return f"Line {self.line}: this statement is too long; split it into several."
        return None

    def _character(self) -> str | None:
        character = self.code[self.at]
        self.at += 1
        if character == "#":
            self.at = self.code.index("\n", self.at)
        elif character == "\\" and self.code[self.at : self.at + 1] == "\n":
            self.at += 1
            self.line += 1
        elif character == "\n":
            self.line += 1
            if not self.depth:
                self.length = 0
        else:
            return self._count(character)
        return None

    def _count(self, character: str) -> str | None:
        self.length += not character.isspace()
        if character in _OPEN:
            self.depth += 1
            if self.depth > DEEPEST_BRACKETS:
                return f"more than {DEEPEST_BRACKETS} brackets are open at once."
        elif character in _CLOSE:
            self.depth = max(0, self.depth - 1)
        return None

    def _text(self) -> str | None:
        """Skip one text; what stands in the braces of an f-string counts as code."""
        quote, start = self.code[self.at], self.at
        while start and self.code[start - 1] in _PREFIX:
            start -= 1
        formatted = any(letter in "fFtT" for letter in self.code[start : self.at])
        end = quote * 3 if self.code.startswith(quote * 3, self.at) else quote
        self.at += len(end)
        self.length += 1
        braces = 0
        while not self.code.startswith(end, self.at):
            character = self.code[self.at : self.at + 1]
            if not character or (character == "\n" and len(end) == 1):
                return "a text is not closed; its quotes come in pairs."
            self.at += 1
            if braces:
                if character in "'\"#\\\n":
                    return (
                        "inside the braces of an f-string there may be no quotes, comments or "
                        "line ends here; put the value into a variable first."
                    )
                braces += (character == "{") - (character == "}")
                if found := self._count(character):
                    return found
            elif character == "\\":
                escaped = self.code[self.at : self.at + 1]
                self.line += escaped == "\n"
                self.at += not (formatted and escaped == "{")  # which opens braces all the same
            elif character == "\n":
                self.line += 1
            elif formatted and character == "{":
                if self.code.startswith("{", self.at):
                    self.at += 1
                else:
                    braces = 1
        if braces:
            return "a brace of an f-string is not closed."
        self.at += len(end)
        return None
