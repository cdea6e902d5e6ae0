"""The explorer's answers for the published networks, made with the site: no wait for Python."""

from __future__ import annotations

import json
from pathlib import Path

from sitekit.paths import write_if_changed


def write_explorer_answers(folder: Path) -> bool:
    """Write one JSON file per network beside the archive, unless this state's are there already."""
    if folder.is_dir():
        return False
    from cnnlib import calculators

    (choices,) = (
        field["choices"]
        for field in calculators.fields("receptive_field_explorer")
        if field["name"] == "network"
    )
    for network in choices:
        answer = calculators.answer("receptive_field_explorer", {"network": network})
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        write_if_changed(folder / f"{network.replace(' ', '_')}.json", text.encode())
    return True
