"""What comes along with a paste: Markdown fences, prompts, line ends, notebook commands."""

import re
from typing import NamedTuple

from cnnlib.errors import CnnlibError, shown

LONGEST = 200_000
"""Characters; the longest models of torchvision have about 30,000."""

_FENCE = re.compile(r"[ \t]*(```|~~~)")
_PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.|In \[[0-9]{1,9}\]:|\.\.\.:)(?: |$)")
_COMMAND = re.compile(r"[ \t]*(?:[!?]|%{1,2}[A-Za-z])")


class Source(NamedTuple):
    """Python lines, and how many characters were taken from the front of each."""

    text: str
    shifts: dict[int, int]


def cleaned(source: object) -> Source:
    """Strip what is not Python and keep the line numbers, or refuse what is no text."""
    if not isinstance(source, str):
        raise CnnlibError(
            f"source is {shown(source)}; use the text of a PyTorch model.", "source", source
        )
    if len(source) > LONGEST:
        raise CnnlibError(
            f"source is {len(source):,} characters long; at most {LONGEST:,} are read.",
            "source",
            len(source),
        )
    if not source.strip():
        raise CnnlibError(
            "source is empty; paste an nn.Sequential(...) or a class with forward.",
            "source",
            source,
        )
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _without_prompts(_without_fences(text.split("\n")))


def _without_fences(lines: list[str]) -> list[str]:
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line)]
    if not fences:
        return lines
    before = "\n".join(lines[: fences[0]])
    if before.count('"""') % 2 or before.count("'''") % 2:
        return lines  # the first fence is part of a docstring
    kept = [""] * len(lines)
    for first, last in zip(fences[::2], [*fences[1::2], len(lines)], strict=False):
        kept[first + 1 : last] = lines[first + 1 : last]
    return kept


def _without_prompts(lines: list[str]) -> Source:
    first = next((line for line in lines if line.strip()), "")
    prompted = _PROMPT.match(first) is not None
    shifts: dict[int, int] = {}
    kept: list[str] = []
    for number, line in enumerate(lines, 1):
        prompt = _PROMPT.match(line) if prompted else None
        if (prompted and prompt is None) or _COMMAND.match(line):
            kept.append("")  # what the interpreter printed, or a command to the notebook
        elif prompt:
            shifts[number] = prompt.end()
            kept.append(line[prompt.end() :])
        else:
            kept.append(line)
    return Source("\n".join(kept), shifts)
