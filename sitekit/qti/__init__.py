"""The tasks of the site as packages for learning systems, in QTI 1.2 and in QTI 2.1.

A quiz becomes a choice, a try-it or a drill a number to type; each choice and each typical mistake
keeps its own feedback. Formulas travel as MathML. The archives are the same for the same pages.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from sitekit.paths import write_if_changed
from sitekit.qti import version12, version21
from sitekit.qti.items import assessments
from sitekit.tasks import TaskPage

DATE = (1980, 1, 1, 0, 0, 0)
VERSIONS = {"1.2": version12.files, "2.1": version21.files}


def archive(files: dict[str, bytes]) -> bytes:
    """Pack files, the same ones always into the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, content)
    return packed.getvalue()


def write_packages(pages: Sequence[TaskPage], folder: Path) -> None:
    """Write an archive for each version."""
    made = assessments(pages)
    for version, files in VERSIONS.items():
        write_if_changed(folder / f"cnn-foundations-qti-{version}.zip", archive(files(made)))
