"""Makes one small file of many, with esbuild: the site's scripts, its styles, the editor."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

from sitekit import runtime, theme_repairs
from sitekit.fonts import KATEX
from sitekit.node import run_node
from sitekit.paths import DOCS, GENERATED, NODE_MODULES, write_if_changed

ESBUILD = NODE_MODULES / "esbuild" / "bin" / "esbuild"
# The npm packages that this build's bundles hold, and the bundle's source.
BUNDLED: dict[str, str] = {}


def bundle(source: Path, *options: str, to: Path | None = None) -> bytes:
    """Return a module or a style sheet with all that it imports, as one small file."""
    common = ("--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none")
    with tempfile.TemporaryDirectory() as folder:
        record, out = Path(folder) / "metafile.json", to or Path(folder) / source.name
        run_node(
            ESBUILD, str(source), *common, f"--metafile={record}", f"--outfile={out}", *options
        )
        outputs = json.loads(record.read_text(encoding="utf-8"))["outputs"].values()
        parts = "\n".join(part for output in outputs for part in output["inputs"])
        names = re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)/", parts)
        BUNDLED.update(dict.fromkeys(names, source.name))
        return out.read_bytes()


def bundle_editor() -> int:
    """Bundle the editor of the code exercises; return how many files changed."""
    text = bundle(runtime.BROWSER / "python_editor.mjs")
    return write_if_changed(GENERATED / "python_editor.mjs", text)


def bundle_site(site: Path) -> None:
    """Put bundles in the places of the built site's script and style, and remove their parts."""
    scripts = site / "javascripts"
    script = bundle(scripts / "site.mjs")
    worker = bundle(scripts / "cnnlib-worker.mjs")
    shutil.rmtree(scripts / "runtime")
    for part in (*scripts.glob("*.mjs"), site / runtime.BUILD_MODULE.relative_to(DOCS)):
        part.unlink()
    (scripts / "site.mjs").write_bytes(script)
    (scripts / "cnnlib-worker.mjs").write_bytes(worker)
    _bundle_styles(site)


def _bundle_styles(site: Path) -> None:
    """Make one style of the theme's two, KaTeX's and ours: a page is drawn once all are there."""
    style = site / "stylesheets" / "site.css"
    parts = (*theme_repairs.styles(site), site / KATEX / "katex.min.css", style)
    entry = style.with_name("all.css")
    imports = [f'@import "{part.as_posix()}";\n' for part in parts]
    entry.write_text("".join(imports), encoding="utf-8")
    fonts = f"--external:{site.as_posix()}/assets/generated/*.woff2"  # addressed from the new place
    bundle(entry, fonts, "--allow-overwrite", to=style)
    for part in {*parts, *style.parent.glob("*.css")} - {style}:
        part.unlink()
