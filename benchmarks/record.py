"""The raw measurements of one part, saved after each of them; a run that was cut off goes on."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from benchmarks.paths import CACHE, RESULTS


class Record:
    """Rows under a few headings, in .cache until the part is finished, then in results/."""

    def __init__(self, part: str, about: dict[str, Any], fresh: bool = False) -> None:
        self._unfinished = CACHE / "unfinished" / f"{part}.json"
        self._finished = RESULTS / f"{part}.json"
        self.content: dict[str, Any] = {"about": about}
        if self._unfinished.is_file() and not fresh:
            self.content = json.loads(self._unfinished.read_text(encoding="utf-8"))
            print(f"  goes on with the run of {self.content['about']['date']}", flush=True)

    def has(self, heading: str, key: dict[str, Any]) -> bool:
        """Say whether a row with these values is there."""
        return any(key.items() <= row.items() for row in self.content.get(heading, []))

    def add(self, heading: str, *rows: dict[str, Any]) -> None:
        """Append rows and save."""
        self.content.setdefault(heading, []).extend(rows)
        self._save()

    def put(self, heading: str, value: Any) -> None:
        """Set a value and save."""
        self.content[heading] = value
        self._save()

    def _save(self) -> None:
        self._unfinished.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_rounded(self.content), indent=1) + "\n"
        scratch = self._unfinished.with_suffix(".new")
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(self._unfinished)

    def finish(self) -> Path:
        """Note the load and move the record to the results."""
        self.content["about"]["load_at_end"] = round(os.getloadavg()[0], 2)
        self._save()
        RESULTS.mkdir(exist_ok=True)
        shutil.move(self._unfinished, self._finished)
        return self._finished


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value
