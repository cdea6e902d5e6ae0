"""Makes one small file of many, with esbuild: the site's scripts, its styles, the editor."""

from __future__ import annotations

from pathlib import Path

from sitekit.node import run_node
from sitekit.paths import GENERATED, NODE_MODULES, ROOT, write_if_changed

ESBUILD = NODE_MODULES / "esbuild" / "bin" / "esbuild"
SOURCES = ROOT / "sitekit" / "browser"


def bundle(source: Path, *options: str) -> bytes:
    """Return a module or a style sheet with all that it imports, as one small file."""
    common = ("--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none")
    return run_node(ESBUILD, str(source), *common, *options)


def bundle_editor() -> int:
    """Bundle the editor of the code exercises; return how many files changed."""
    text = bundle(SOURCES / "python_editor.mjs")
    return write_if_changed(GENERATED / "python_editor.mjs", text)


def bundle_site(site: Path) -> None:
    """Put bundles in the places of the built site's script and style, and remove their parts."""
    scripts, styles = site / "javascripts", site / "stylesheets"
    script = bundle(scripts / "site.mjs", "--external:../assets/*")
    worker = bundle(scripts / "cnnlib-worker.mjs")
    style = bundle(styles / "site.css", "--external:*.woff2")
    for part in (*scripts.glob("*.mjs"), *styles.glob("*.css")):
        part.unlink()
    (scripts / "site.mjs").write_bytes(script)
    (scripts / "cnnlib-worker.mjs").write_bytes(worker)
    (styles / "site.css").write_bytes(style)
