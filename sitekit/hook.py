"""The whole of what MkDocs knows of us: when to prepare, and what to watch.

Everything else is Markdown extensions and `python -m sitekit.prepare`, so that the same sources
can be built by a successor of MkDocs.
"""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pymdownx.snippets import SnippetMissingError

from sitekit import (
    bundle,
    fingerprint,
    fonts,
    late_files,
    offline,
    prepare,
    qti,
    security_policy,
    theme_repairs,
    third_party,
)
from sitekit.drawings import DRAWINGS
from sitekit.errors import SiteError
from sitekit.interactives import INTERACTIVES
from sitekit.labs import downloads, execution
from sitekit.labs import page as lab_page
from sitekit.markdown.origins import ORIGINS
from sitekit.paths import CNNLIB, ROOT, SNIPPETS
from sitekit.snippets import pictures
from sitekit.snippets.begun import abandon_snippets, begin_snippets
from sitekit.tasks import TASKS

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

UNUSED_STYLE = "assets/_mkdocstrings.css"
log = logging.getLogger("mkdocs.sitekit")


def on_startup(command: str, dirty: bool) -> None:
    """Note whether a site is built or served while it is written; let the snippets begin."""
    security_policy.enabled = command != "serve"
    begin_snippets()


def on_config(config: MkDocsConfig) -> None:
    """Set up the labs' execution, edit links, and the styles that mkdocstrings would add."""
    if not config.repo_url:
        config.edit_uri = None  # MkDocs would warn of each page
    execution.configure(config.plugins["mkdocs-jupyter"].config)
    config.extra_css.remove(UNUSED_STYLE)  # ours has the few rules that we need


def on_pre_build(config: MkDocsConfig) -> None:
    """Make the generated files; read cnnlib anew, which may have been edited since."""
    for name in [name for name in sys.modules if name.split(".")[0] == CNNLIB.name]:
        del sys.modules[name]
    ORIGINS.clear()
    TASKS.clear()
    DRAWINGS.clear()
    INTERACTIVES.found.clear()
    prepare.begin(log.info)


def on_pre_page(page: Page, config: MkDocsConfig, files: object) -> None:
    """Let labs be made like every other page, once mkdocs-jupyter has executed them."""
    if lab_page.is_lab(page):
        lab_page.take_over(page)


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """Read a lab's title and description where it has them; other pages as ever."""
    return lab_page.front_matter(page) if lab_page.is_lab(page) else None


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Note the order of the pages."""
    TASKS.order = [page.url for page in nav.pages]
    return nav


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Take in the page's tasks; MkDocs converts all pages before it finishes the first."""
    TASKS.read(html, page.url, str(page.title))
    INTERACTIVES.read(html, page.url, str(page.title))
    return DRAWINGS.take_out(html)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Wait for what no page has waited for; tell MkDocs, which copies now, what it has brought."""
    prepare.finish(log.info, config.site_url or "")
    late_files.hand_over(files, config, pictures.FOLDER, downloads.FOLDER)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Hand out valid HTML, with the lists of tasks and interactives where a page wants them."""
    output = INTERACTIVES.listed(DRAWINGS.put_back(output), page.url, TASKS.order)
    return theme_repairs.repaired(ORIGINS.shown(TASKS.listed(output, page.url)))


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Do the same for 404.html, which is no page to MkDocs."""
    return theme_repairs.repaired(output_content)


def on_post_build(config: MkDocsConfig) -> None:
    """Finish the files; say where the numbers come from, and refuse those from nowhere."""
    site = Path(config.site_dir)
    qti.write_packages(TASKS.pages, site / "exercises")
    theme_repairs.mend(site)
    bundle.bundle_site(site)
    _remove_unused(site)
    fonts.write_formula_fonts(site)
    third_party.write(site)
    security_policy.apply(site)
    offline.write_version(site, fingerprint.apply(site))
    log.info(ORIGINS.summary())
    if ORIGINS.naked:
        raise SiteError(
            "These numbers have no origin. Compute them, {{ … }}; cite them, [@key]; or mark a "
            "setting as one, $64$.\n" + "\n".join(ORIGINS.naked)
        )


def _remove_unused(site: Path) -> None:
    """Remove what the theme brings and no page of ours asks for, such as search in Japanese."""
    (site / UNUSED_STYLE).unlink()
    shutil.rmtree(site / "assets" / "stylesheets")  # in the bundle, as far as it is used
    scripts = site / "assets" / "javascripts"
    shutil.rmtree(scripts / "lunr")
    for file in scripts.glob("bundle.*.map"):
        file.unlink()


def on_build_error(error: Exception) -> None:
    """Show an author's slip in an include as the one sentence it is; MkDocs named the page."""
    abandon_snippets()
    if isinstance(error, SnippetMissingError):
        raise SiteError(str(error)) from error


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Rebuild on a change of anything that pages are made from."""
    for folder in (SNIPPETS, CNNLIB, ROOT / "includes"):
        server.watch(str(folder))
    return server
