"""`python -m sitekit.prepare`: makes everything the pages refer to and git does not hold.

Idempotent: what is up to date stays as it is. MkDocs calls it through the hook before each build.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from sitekit import explorer_answers, vendor, wheel
from sitekit.errors import SiteError
from sitekit.snippets.run import refresh_snippets


def prepare(say: Callable[[str], None] = print) -> None:
    """Bring runtime files, wheel and snippets up to date, saying what is done."""
    started = time.monotonic()
    copied = sum(copy() for copy in vendor.COPIES)
    say(f"browser files: {copied} copied" if copied else "browser files: unchanged")
    built = wheel.build_wheel()
    changed = wheel.write_build_module(built)
    say(f"{built.name}: {'built' if changed else 'unchanged'}")
    written = explorer_answers.write_explorer_answers(built.parent / "explorer")
    say(f"answers of the explorer: {'written' if written else 'unchanged'}")
    refresh_snippets(say)
    say(f"prepared in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    try:
        prepare()
    except SiteError as error:
        sys.exit(f"\n{error}")
