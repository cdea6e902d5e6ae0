"""`python -m sitekit.prepare`: makes everything the pages refer to and git does not hold.

Idempotent: what is up to date stays as it is. MkDocs calls the two halves through the hook, and
makes pages between them, so that only those that show a changed snippet wait for it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from sitekit import box, bundle, explorer_answers, runtime, vendor
from sitekit.errors import SiteError
from sitekit.labs.downloads import write_downloads
from sitekit.snippets.begun import begin_snippets, finish_snippets
from sitekit.snippets.pictures import write_pictures


def begin(say: Callable[[str], None] = print) -> None:
    """Bring the browser's files up to date, saying what is done; let the snippets run meanwhile."""
    begin_snippets()
    started = time.monotonic()
    copied = sum(copy() for copy in (*vendor.COPIES, bundle.bundle_editor, box.write_box))
    say(f"browser files: {copied} copied" if copied else "browser files: unchanged")
    folder, built = runtime.build_archives()
    runtime.write_build_module(folder)
    say(f"Python for the browser: {'compiled' if built else 'unchanged'}")
    written = explorer_answers.write_explorer_answers(folder / "explorer")
    say(f"answers of the explorer: {'written' if written else 'unchanged'}")
    say(f"prepared in {time.monotonic() - started:.1f} s")


def finish(say: Callable[[str], None] = print, site_url: str = "") -> None:
    """Wait for the snippets, and make the files that need their results."""
    finish_snippets(say)
    drawn = write_pictures()
    say(f"pictures in figures: {drawn} changed" if drawn else "pictures in figures: unchanged")
    handed = write_downloads(site_url)
    say(
        f"downloads of the labs: {handed} written" if handed else "downloads of the labs: unchanged"
    )


def prepare(say: Callable[[str], None] = print, site_url: str = "") -> None:
    """Make everything."""
    begin(say)
    finish(say, site_url)


if __name__ == "__main__":
    try:
        prepare(site_url=os.environ.get("SITE_URL", ""))
    except SiteError as error:
        sys.exit(f"\n{error}")
