"""Coverage-guided fuzzing of parse_torch, run by hand.

    python tests/fuzz/parse_torch.py -max_total_time=60 -max_len=4000 /tmp/parse_torch_corpus

Each input is a source, some letter by letter, most put together from pieces of PyTorch programs:
an answer or a CnnlibError within two seconds of work is right.
"""

import importlib
import sys
import time
from pathlib import Path

import atheris
from pieces import put_together

with atheris.instrument_imports(include=["cnnlib"]):
    importlib.import_module("cnnlib.torch_source.reading")  # else imported late, unseen by atheris
    from cnnlib import CnnlibError, parse_torch, summarize

SOURCES = Path(__file__).resolve().parent.parent / "cnnlib" / "torch_sources"
SECONDS = 2
LETTERS = 3  # of how many sources one is letter by letter
WORDS = "nn.Conv2d( nn.Sequential( self. forward( class def for in if else lambda torch.cat("


def one_input(data: bytes) -> None:
    source = source_from(data)
    start = time.process_time()
    try:
        summarize(parse_torch(source), (3, 32, 32))
    except CnnlibError as error:
        str(error)
    assert time.process_time() - start < SECONDS, "too slow"


def source_from(data: bytes) -> str:
    if data and data[0] % LETTERS != 1:
        return put_together(data[1:])
    return atheris.FuzzedDataProvider(data).ConsumeUnicode(len(data))


def main() -> None:
    arguments = sys.argv
    folders = [Path(argument) for argument in arguments[1:] if not argument.startswith("-")]
    for folder in folders[:1]:
        folder.mkdir(parents=True, exist_ok=True)
        for path in SOURCES.glob("*.txt"):  # a first byte that lets atheris read plain ASCII
            (folder / path.name).write_bytes(b"\x01" + path.read_bytes())
    words = folders[0].with_suffix(".dict") if folders else None
    if words:
        words.write_text("".join(f'"{word}"\n' for word in WORDS.split()))
        arguments.append(f"-dict={words}")
    atheris.Setup(arguments, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
