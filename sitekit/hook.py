"""The whole of what MkDocs knows of us: when to prepare, and what to watch.

Everything else is Markdown extensions and `python -m sitekit.prepare`, so that the same sources
can be built by a successor of MkDocs.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from pymdownx.snippets import SnippetMissingError

from sitekit import theme_repairs
from sitekit.errors import SiteError
from sitekit.markdown.numbers import ORIGINS
from sitekit.paths import CNNLIB, ROOT, SNIPPETS
from sitekit.prepare import prepare

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.sitekit")


def on_pre_build(config: MkDocsConfig) -> None:
    """Make the generated files; read cnnlib anew, which may have been edited since."""
    for name in [name for name in sys.modules if name.split(".")[0] == CNNLIB.name]:
        del sys.modules[name]
    ORIGINS.clear()
    prepare(log.info)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Hand out valid HTML."""
    return theme_repairs.valid(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Do the same for 404.html, which is no page to MkDocs."""
    return theme_repairs.valid(output_content)


def on_post_build(config: MkDocsConfig) -> None:
    """Say where the numbers come from, and refuse those that come from nowhere."""
    log.info(ORIGINS.summary())
    if ORIGINS.naked:
        raise SiteError(
            "These numbers have no origin. Compute them, {{ … }}; cite them, [@key]; or mark a "
            "setting as one, $64$.\n" + "\n".join(ORIGINS.naked)
        )


def on_build_error(error: Exception) -> None:
    """Show an author's slip in an include as the one sentence it is; MkDocs named the page."""
    if isinstance(error, SnippetMissingError):
        raise SiteError(str(error)) from error


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Rebuild on a change of anything that pages are made from."""
    for folder in (SNIPPETS, CNNLIB, ROOT / "includes"):
        server.watch(str(folder))
    return server
