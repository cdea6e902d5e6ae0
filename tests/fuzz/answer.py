"""Coverage-guided fuzzing of the calculators' door, run by hand.

    python tests/fuzz/answer.py -max_total_time=60 -max_len=400 /tmp/answer_corpus

Each input's bytes are the dice of likely.py: most become a request that is accepted, some one that
is changed or any JSON, and a few are sent as they come.
"""

import importlib
import json
import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cnnlib"]):
    for late in ("cnnlib.drills.registry", "cnnlib.torch_source.reading"):
        importlib.import_module(late)  # else imported when first needed, unseen by atheris
    import likely  # imports each calculator


class Dice(random.Random):
    """Draws from an input's bytes, and 0 when they are spent."""

    def __init__(self, provider: atheris.FuzzedDataProvider) -> None:
        super().__init__()
        self.provider = provider

    def random(self) -> float:
        return self.provider.ConsumeIntInRange(0, 255) / 256

    def getrandbits(self, k: int) -> int:
        return self.provider.ConsumeIntInRange(0, 2**k - 1)


def one_input(data: bytes) -> None:
    provider = atheris.FuzzedDataProvider(data)
    draw, way = Dice(provider), provider.ConsumeIntInRange(0, 9)
    if way == 9:
        likely.check(provider.ConsumeUnicode(len(data)))
    elif way > 6:
        likely.check(likely.changed(draw, likely.request(draw)))
    else:
        likely.check(json.dumps(likely.request(draw)))


def main() -> None:
    for folder in (argument for argument in sys.argv[1:] if not argument.startswith("-")):
        Path(folder).mkdir(parents=True, exist_ok=True)
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
