"""Lets `import torchvision` work beside a torch that its compiled operators were not built for.

PyPI's Linux wheel of torchvision is a CUDA build. Beside a CPU-only torch its operators do not
load, and two fake kernels (`nms`, `qnms`) are registered for schemas that then do not exist
(torchvision 0.28, open upstream as pytorch/vision PR 9649). Declaring the missing schemas is all
it takes. Learner-facing code stays plain `from torchvision import …`.
"""

from __future__ import annotations

import re
import sys
from typing import Any

MISSING = re.compile(r"operator torchvision::(\w+) does not exist")
SCHEMAS = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}

_libraries: list[Any] = []  # a schema lives as long as the Library that declared it


def ensure_torchvision() -> None:
    """Import torchvision; only where that fails for a missing schema, declare it and try again.

    Raises whatever the import raises when the reason is another one.
    """
    declared: set[str] = set()
    while True:
        try:
            import torchvision  # noqa: F401
        except RuntimeError as error:
            match = MISSING.search(str(error))
            if match is None or match[1] not in SCHEMAS or match[1] in declared:
                raise
            declared.add(match[1])
            _declare(match[1])
        else:
            return


def _declare(operator: str) -> None:
    import torch

    for name in [n for n in sys.modules if n.split(".")[0] == "torchvision"]:
        del sys.modules[name]  # half imported
    library: Any = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
    library.define(SCHEMAS[operator])
    _libraries.append(library)
