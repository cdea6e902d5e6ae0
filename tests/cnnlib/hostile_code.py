"""Code that Python's parser must not be given, and code that just still may be."""

from cnnlib.exercises.scan import DEEPEST_BRACKETS, LONGEST_STATEMENT, MOST_LINES

PATTERNS = {
    "minus": ("-", "1"),
    "not": ("not ", "1"),
    "plus": ("1+", "1"),
    "dots": ("a.b.", "c"),
    "calls": ("f()", "()"),
    "lambdas": ("lambda:", "1"),
    "powers": ("1**", "1"),
    "conditions": ("1 if 1 else ", "1"),
    "words": ("a b ", "a"),
    "await": ("await ", "a"),
    "stars": ("*", "a"),
    "comparisons": ("a<", "a"),
}
BRACKETS = {"round": "(", "square": "[", "curly": "{1:", "call": "f("}

HOSTILE = {f"{name} in a row": part * 900 + end for name, (part, end) in PATTERNS.items()}
HOSTILE |= {
    f"{name} over lines": "(" + (part * 3 + "\n") * 300 for name, (part, _) in PATTERNS.items()
}
HOSTILE |= {f"{name} brackets": part * 200 for name, part in BRACKETS.items()}
HOSTILE |= {
    "elif": "if 1: pass\n" + "elif 1: pass\n" * 700,
    "brackets in an f-string": 'f"{' + "(" * 200 + ")" * 200 + '}"',
    "a quote in an f-string": 'x = f"{"\'"}" + ' + "(" * 200 + "#'",
    "a brace in a text in an f-string": 'x = f"{\'}\' + "\'"}" + ' + "(" * 200 + "#'",
    "an escaped brace": 'f"\\{' + "(" * 200 + ")" * 200 + '}"',
    "a raw escaped brace": 'rf"\\{' + "(" * 200 + ")" * 200 + '}"',
    "a triple quote in an f-string": 'x = f"{"\'\'\'"}" + ' + "(" * 200 + "#'''",
    "after an escaped quote": "x = 'a\\' + (' + " + "(" * 200,
    "after a raw escaped quote": "x = r'\\'' + " + "(" * 200,
    "after a comment": "# '\n" + "(" * 200,
    "after a continued line": "x = \\\n" + "-" * 900 + "1",
    "carriage returns": "# a\r" + "(" * 200,
}

# As long as the scan lets through: it must leave the interpreter alive.
ALLOWED = {
    f"{name} in a row": part * ((LONGEST_STATEMENT - 20) // max(1, len(part.replace(" ", ""))))
    + end
    for name, (part, end) in PATTERNS.items()
}
ALLOWED |= {f"{name} brackets": part * DEEPEST_BRACKETS for name, part in BRACKETS.items()}
ALLOWED |= {
    "elif": "if 0: pass\n" + "elif 0: pass\n" * (MOST_LINES - 2),
    "spaces": "x = " + "1 +" + " " * 9000 + "1",
    "words with spaces": "a   b   " * 120,
    "texts": "x = " + "'a' " * 300,
    "recursion": "def f(): return f()\nf()",
    "a long list": "x = [0] * 10**9",
    "a long number": "x = str(10**5000)",
    "a long text": "x = '" + "a" * 9000 + "'",
    "functions in functions": "".join(" " * n + f"def f{n}():\n" for n in range(90))
    + " " * 90
    + "0",
    "an f-string of fields": 'x = f"' + "{1}" * 200 + '"',
}
