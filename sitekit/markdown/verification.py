"""```verification: what the test run compared cnnlib with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sitekit.errors import SiteError
from sitekit.markdown.fence import fence, template
from sitekit.paths import DOCS

if TYPE_CHECKING:
    from markdown import Markdown

RECORD = DOCS / "reference" / "verification.json"


def record() -> dict[str, Any]:
    """Read what the last full test run with --update wrote; later runs fail if it is stale."""
    content: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return content


def _verification(source: str, md: Markdown) -> str:
    if source.strip():
        raise SiteError("the body must be empty; the rows come from verification.json.")
    content = record()
    rows = content["rows"]
    return template(
        "verification.html",
        md,
        **content,
        settings=sum(row["settings"] for row in rows),
        disagreements=sum(row["disagreements"] for row in rows),
    )


format_verification = fence(_verification)
