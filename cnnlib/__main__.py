"""The table of a network in a terminal: ``python -m cnnlib``, or ``cnnlib`` once installed.

What is read is never executed. Exit codes: 0 for a table, 1 for a network that can't be read or
does not fit, 2 for a command that is not understood.
"""

import argparse
import difflib
import io
import json
import os
import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cnnlib
from cnnlib.architectures import BUILDERS, input_shape
from cnnlib.errors import CnnlibError
from cnnlib.layers.base import Shape
from cnnlib.networks import Network
from cnnlib.receptive_field import ReceptiveField
from cnnlib.summary import RIGHT_ALIGNED, Row, Summary, summarize, table_cells
from cnnlib.torch_source.pasted_text import LONGEST
from cnnlib.torch_source.place import SourceError

STANDARD_INPUT = "-"
SOURCE_INPUT = (3, 224, 224)
MOST_BYTES = 4 * LONGEST
"""No character of UTF-8 takes more than four."""

MOST_HINTS = 3

FAILED = 1
INTERRUPTED = 128 + 2
"""What a shell reports for a program that a signal ended: SIGINT is 2, SIGPIPE 13."""
PIPE_CLOSED = 128 + 13


class UnreadableError(Exception):
    """A network that gives no table, in a sentence for standard error."""


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table that the arguments ask for, and return the exit code."""
    parser = _parser()
    options = parser.parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # "×" where the terminal has no such sign
    try:
        name, network, shape = _network(parser, options.network)
        shape = options.input or shape
        summary = _summary(name, network, shape, default=options.input is None)
        print(_written(options, summary, shape), flush=True)
    except UnreadableError as error:
        print(f"{parser.prog}: {_printable(str(error))}", file=sys.stderr)
        return FAILED
    except OSError as error:
        # Python flushes once more when it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return PIPE_CLOSED
        print(f"{parser.prog}: the table can't be written: {error.strerror}.", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    names = textwrap.fill(", ".join(BUILDERS), 76, initial_indent="  ", subsequent_indent="  ")
    parser = argparse.ArgumentParser(
        prog="cnnlib",
        description="Print each layer's output shape, parameters, MACs and receptive field.",
        epilog=f"architectures:\n{names}\n\n"
        "exit codes: 0 for a table, 1 for a network that can't be read or does not fit,\n"
        "2 for a command that is not understood.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "network",
        help="a file of PyTorch source, which is read and never executed; or the name of an "
        'architecture, unless a file is called so; or "-" for source from standard input',
    )
    parser.add_argument(
        "--input",
        type=_shape,
        metavar="CxHxW",
        help="channels, height and width of one image, or a number of features (default: what "
        f"the architecture was made for; {_crossed(SOURCE_INPUT)} for source)",
    )
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--markdown", action="store_true", help="print a Markdown table")
    forms.add_argument("--json", action="store_true", help="print rows and sums as JSON")
    parser.add_argument("--version", action="version", version=f"cnnlib {cnnlib.__version__}")
    return parser


def _shape(text: str) -> Shape:
    sizes = re.split("[xX×]", text)
    if len(sizes) in (1, 3) and all(re.fullmatch("[1-9][0-9]{0,8}", size) for size in sizes):
        return tuple(map(int, sizes))
    raise argparse.ArgumentTypeError(
        f"{_printable(text)!r} is no input; use channels, height and width such as "
        f"{_crossed(SOURCE_INPUT)}, or a number of features such as 784"
    )


def _crossed(shape: Shape) -> str:
    return "x".join(map(str, shape))


def _network(parser: argparse.ArgumentParser, word: str) -> tuple[str, Network, Shape]:
    """Find what a word means: its name in messages, the network and the usual input."""
    if word == STANDARD_INPUT or _is_file(word):
        return _parsed(word)
    if word in BUILDERS:
        return word, BUILDERS[word](), input_shape(word)
    longer = [name for name in BUILDERS if word and name.startswith(word)]
    near = longer[:MOST_HINTS] or difflib.get_close_matches(word, BUILDERS, MOST_HINTS)
    hint = f"did you mean {' or '.join(near)}" if near else "--help lists the architectures"
    return parser.error(f"{_printable(word)!r} is neither a file nor an architecture; {hint}")


def _is_file(word: str) -> bool:
    """Tell files, pipes such as /dev/fd/63 and, for the message's sake, most folders."""
    # Unlike pathlib's, these say False of a name that is too long to be one.
    return os.path.exists(word) and not (word in BUILDERS and os.path.isdir(word))  # noqa: PTH110, PTH112


def _parsed(word: str) -> tuple[str, Network, Shape]:
    name = "standard input" if word == STANDARD_INPUT else word
    try:
        return name, cnnlib.parse_torch(_text(word)), SOURCE_INPUT
    except OSError as error:
        raise UnreadableError(f"{name}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{name}: this is not text in UTF-8.") from error
    except CnnlibError as error:
        raise UnreadableError(_explained(name, error)) from error


def _text(word: str) -> str:
    """Read what is named, but no file without end."""
    if word == STANDARD_INPUT:
        content = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        with Path(word).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise CnnlibError(f"source is longer than {LONGEST:,} characters, and so is not read.")
    return content.decode("utf-8-sig")


def _summary(name: str, network: Network, shape: Shape, default: bool) -> Summary:
    try:
        return summarize(network, shape)
    except CnnlibError as error:
        hint = f" The input is {_crossed(shape)}; --input sets another." if default else ""
        raise UnreadableError(_explained(name, error) + hint) from error


def _explained(name: str, error: CnnlibError) -> str:
    """Put the place where compilers put it: file:line:column."""
    if not isinstance(error, SourceError):
        return f"{name}: {error}"
    words = str(error).removeprefix(f"line {error.line}, column {error.column}: ")
    return f"{name}:{error.line}:{error.column}: {words}"


def _written(options: argparse.Namespace, summary: Summary, shape: Shape) -> str:
    if options.json:
        return json.dumps(_values(summary, shape), ensure_ascii=False, indent=2)
    return _printable(_markdown(summary) if options.markdown else str(summary))


def _printable(text: str) -> str:
    """Escape what a terminal would obey: names come from the source."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in text)


def _markdown(summary: Summary) -> str:
    heading, *rows = table_cells(summary)
    rule = ("---:" if place in RIGHT_ALIGNED else "---" for place in range(len(heading)))
    lines = [heading, rule, *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"[\\|`*<\[]|\b_|_\b", r"\\\g<0>", text)


def _values(summary: Summary, shape: Shape) -> dict[str, Any]:
    return {
        "input_shape": shape,
        "rows": [_row(row) for row in summary.rows],
        "parameters": summary.parameters,
        "macs": summary.macs,
    }


def _row(row: Row) -> dict[str, Any]:
    field = row.receptive_field
    return vars(row) | {
        "receptive_field": vars(field) if isinstance(field, ReceptiveField) else field
    }


if __name__ == "__main__":
    sys.exit(main())
