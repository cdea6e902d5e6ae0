"""```verification: what the test run compared cnnlib with, and the published errors it guards."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

from markdown import markdown
from markupsafe import Markup

from sitekit.errors import SiteError
from sitekit.markdown.fence import fence, template
from sitekit.paths import DOCS, ROOT

if TYPE_CHECKING:
    from markdown import Markdown

RECORD = DOCS / "reference" / "verification.json"
PUBLISHED = ROOT / "tests" / "cnnlib" / "test_published.py"


def record() -> dict[str, Any]:
    """Read what the last full test run with --update wrote; later runs fail if it is stale."""
    content: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return content


def published_errors() -> list[dict[str, str | Markup]]:
    """Return the tests that keep a published error from being ours, with their docstrings.

    Their numbers are quotations, so they are kept out of the page's own.
    """
    found: list[dict[str, str | Markup]] = []
    for node in ast.parse(PUBLISHED.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and (match := re.match(r"test_e\d+_(\w+)", node.name)):
            said = " ".join((ast.get_docstring(node) or "").split())
            linked = re.sub(r"https://[^\s,:;]+", r"<\g<0>>", said)
            found.append({"name": match[1].replace("_", " "), "said": Markup(markdown(linked))})
    return found


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
        errors=published_errors(),
    )


format_verification = fence(_verification)
