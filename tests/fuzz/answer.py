"""Coverage-guided fuzzing of the calculators' door, run by hand.

    python tests/fuzz/answer.py -max_total_time=60 -max_len=400 /tmp/answer_corpus

Each input becomes a request, mostly one that a page could send, or is sent as it is: an answer, or
a refusal in a sentence, within two seconds of work is right.
"""

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["cnnlib"]):
    for late in ("cnnlib.drills.registry", "cnnlib.torch_source.reading"):
        importlib.import_module(late)  # else imported when first needed, unseen by atheris
    from cnnlib import calculators

    FIELDS = {name: calculators.fields(name) for name in calculators.names()}  # imports each

SECONDS = 2
ODD: tuple[Any, ...] = (None, True, -1, 2.5, "7", " 12 ", "on", [], {}, "9" * 400, 10**12)
RAW, USUAL = 0, 20  # of how many requests one is a text as it comes, and how many values are odd


def one_input(data: bytes) -> None:
    provider = atheris.FuzzedDataProvider(data)
    if provider.ConsumeIntInRange(0, USUAL) == RAW:
        text = provider.ConsumeUnicode(len(data))
    else:
        text = json.dumps(request(provider))
    start = time.process_time()
    answer = json.loads(calculators.answer_json(text))
    assert time.process_time() - start < SECONDS, "too slow"
    assert answer["ok"] is True or (answer["ok"] is False and answer["message"])


def request(provider: atheris.FuzzedDataProvider) -> dict[str, Any]:
    name = provider.PickValueInList(list(FIELDS))
    asked = [field for field in FIELDS[name] if field["required"] or provider.ConsumeBool()]
    return {"name": name, "arguments": {field["name"]: value(provider, field) for field in asked}}


def value(provider: atheris.FuzzedDataProvider, field: dict[str, Any]) -> Any:
    if provider.ConsumeIntInRange(0, USUAL) == RAW:
        return provider.PickValueInList(list(ODD))
    if field["kind"] == "boolean":
        return provider.ConsumeBool()
    if field["kind"] == "choice":
        return provider.PickValueInList(field["choices"])
    if field["kind"] == "text":
        return provider.ConsumeUnicodeNoSurrogates(80)
    return provider.ConsumeIntInRange(0, 40)


def main() -> None:
    for folder in (argument for argument in sys.argv[1:] if not argument.startswith("-")):
        Path(folder).mkdir(parents=True, exist_ok=True)
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
