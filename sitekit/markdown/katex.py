"""Formulas, rendered to HTML and MathML while the site is built, by one node process.

`pymdownx.arithmatex` (generic) finds the formulas; this extension replaces each by what KaTeX makes
of it. A formula KaTeX refuses fails the build. Rendered formulas are kept in .cache/katex, so a
build without new formulas starts no node at all.
"""

from __future__ import annotations

import atexit
import html
import json
import subprocess
import xml.etree.ElementTree as etree
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from sitekit.errors import SiteError
from sitekit.markdown.expressions import computed_in, substitute_tex
from sitekit.markdown.numbers import audit_formula
from sitekit.node import find_node
from sitekit.paths import CACHE, NODE_MODULES, ROOT

if TYPE_CHECKING:
    from markdown import Markdown

SERVER = Path(__file__).with_name("katex_server.mjs")


class Renderer:
    """KaTeX behind a memory of every formula rendered before."""

    def __init__(self) -> None:
        package = json.loads((NODE_MODULES / "katex" / "package.json").read_text())
        self._store = CACHE / "katex" / f"{package['version']}.jsonl"
        self._known: dict[tuple[str, bool], str] = {}
        self._process: subprocess.Popen[str] | None = None
        if self._store.is_file():
            for line in self._store.read_text(encoding="utf-8").splitlines():
                tex, display, markup = json.loads(line)
                self._known[tex, display] = markup

    def render(self, tex: str, display: bool) -> str:
        """Return the markup of one formula, or raise SiteError with KaTeX's reason."""
        key = (tex, display)
        if key not in self._known:
            reply = self._ask(tex, display)
            if "error" in reply:
                raise SiteError(f"KaTeX refuses the formula `{tex}`: {reply['error']}")
            self._known[key] = reply["html"]
            self._store.parent.mkdir(parents=True, exist_ok=True)
            with self._store.open("a", encoding="utf-8") as store:
                store.write(json.dumps([tex, display, reply["html"]]) + "\n")
        return self._known[key]

    def _ask(self, tex: str, display: bool) -> dict[str, str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [find_node(), str(SERVER)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
            atexit.register(self.close)
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise SiteError("The KaTeX process ended; its message stands above this line.")
        reply: dict[str, str] = json.loads(line)
        return reply

    def close(self) -> None:
        """End the node process, if one was started."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


@cache
def renderer() -> Renderer:
    """Return the one renderer of this build process."""
    return Renderer()


class KatexTreeprocessor(Treeprocessor):
    """Replaces the formulas that arithmatex marked.

    It runs after `toc`, which would otherwise put KaTeX's markup into anchors and titles; for the
    same reason a formula in a heading is refused.
    """

    def run(self, root: etree.Element) -> None:
        """Render every formula of the tree."""
        for heading in root.iter():
            if heading.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
                for element in heading.iter():
                    if element.get("class") == "arithmatex":
                        raise SiteError(f"Math in a heading: {element.text}. Write it in words.")
        for element in root.iter():
            if element.get("class") == "arithmatex":
                self._replace(element)

    def _replace(self, element: etree.Element) -> None:
        source = html.unescape(element.text or "")
        display = element.tag == "div"
        written = source[2:-2].strip()  # without \( \) or \[ \]
        audit_formula(written, self.md)
        tex = substitute_tex(written)
        markup = renderer().render(tex, display)
        # Material's search skips an excluded element up to the first end tag of the same name,
        # so the name must not occur inside KaTeX's markup.
        element.tag = "div" if display else "tex-math"
        element.attrib.clear()
        element.set("class", "formula" if display else "formula-inline")
        if numbers := [[n.text, n.call, n.origin] for n in computed_in(written)]:
            element.set("data-computed", json.dumps(numbers, ensure_ascii=False))
        if display:
            element.set("tabindex", "0")  # wide formulas scroll, keyboards must reach them
            element.set("role", "group")
            element.set("aria-label", "Formula")
            markup = f"<tex-math data-search-exclude>{markup}</tex-math>"
        else:
            element.set("data-search-exclude", "")
        element.text = AtomicString(self.md.htmlStash.store(markup))


class KatexExtension(Extension):
    """Registers the replacement of formulas."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        """Add the tree processor, after toc (5) and before unescape (0)."""
        md.treeprocessors.register(KatexTreeprocessor(md), "katex", 2)


def makeExtension(**kwargs: Any) -> KatexExtension:  # noqa: N802 (Markdown's own name)
    """Let mkdocs.yml name this module."""
    return KatexExtension(**kwargs)
