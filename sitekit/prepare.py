"""`python -m sitekit.prepare`: makes everything the pages refer to and git does not hold.

Idempotent: what is up to date stays as it is. MkDocs calls it through the hook before each build.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from sitekit import bundle, explorer_answers, runtime, vendor
from sitekit.errors import SiteError
from sitekit.labs.downloads import write_downloads
from sitekit.snippets.pictures import write_pictures
from sitekit.snippets.run import refresh_snippets


def prepare(say: Callable[[str], None] = print, site_url: str = "") -> None:
    """Bring browser files, snippets and downloads up to date, saying what is done."""
    started = time.monotonic()
    copied = sum(copy() for copy in (*vendor.COPIES, bundle.bundle_editor))
    say(f"browser files: {copied} copied" if copied else "browser files: unchanged")
    folder, built = runtime.build_archives()
    runtime.write_build_module(folder)
    say(f"Python for the browser: {'compiled' if built else 'unchanged'}")
    written = explorer_answers.write_explorer_answers(folder / "explorer")
    say(f"answers of the explorer: {'written' if written else 'unchanged'}")
    refresh_snippets(say)
    drawn = write_pictures()
    say(f"pictures in figures: {drawn} changed" if drawn else "pictures in figures: unchanged")
    handed = write_downloads(site_url)
    say(
        f"downloads of the labs: {handed} written" if handed else "downloads of the labs: unchanged"
    )
    say(f"prepared in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    try:
        prepare(site_url=os.environ.get("SITE_URL", ""))
    except SiteError as error:
        sys.exit(f"\n{error}")
