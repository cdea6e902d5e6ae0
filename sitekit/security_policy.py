"""Gives each built page a strict Content-Security-Policy, as the last step of the build.

Nothing inline is allowed but the theme's own scripts, which are named by their hashes; style
attributes, of formulas above all, become classes of the site's style sheet.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from sitekit.paths import DOCS
from sitekit.runtime import BOX

# `mkdocs serve` adds a script of its own to each page, which the policy would stop.
enabled = True

POLICY = (
    "default-src 'self'; script-src 'self' {hashes}; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "frame-src 'self'; media-src 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)</script>", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z](?:[^\"'>]|\"[^\"]*\"|'[^']*')*>")
STYLE = re.compile(r"\sstyle=\"([^\"]*)\"")
CLASS = re.compile(r"\sclass=\"([^\"]*)\"")
CHARSET = re.compile(r"<meta charset=[^>]*>")


def apply(site: Path) -> None:
    """Rewrite all pages under a built site's folder, and its style sheet."""
    if not enabled:
        return
    styles: dict[str, str] = {}
    box = site / BOX.relative_to(DOCS)  # it has a policy of its own
    files = [path for path in sorted(site.rglob("*.html")) if path != box]
    pages = {path: path.read_text(encoding="utf-8") for path in files}
    pages = {path: without_style_attributes(text, styles) for path, text in pages.items()}
    hashes = sorted({name for text in pages.values() for name in script_hashes(text)})
    meta = POLICY.format(hashes=" ".join(f"'{name}'" for name in hashes))
    tag = f'<meta http-equiv="Content-Security-Policy" content="{meta}">'
    for path, text in pages.items():
        path.write_text(CHARSET.sub(lambda found: found[0] + tag, text, count=1), encoding="utf-8")
    with (site / "stylesheets" / "site.css").open("a", encoding="utf-8") as sheet:
        sheet.writelines(rule(name, style) for name, style in sorted(styles.items()))


def script_hashes(page: str) -> set[str]:
    """Name each inline script that a browser would run by its hash."""
    scripts = {
        text for tag, text in SCRIPT.findall(page) if "src=" not in tag and "json" not in tag
    }
    digests = (hashlib.sha256(text.encode()).digest() for text in scripts)
    return {f"sha256-{base64.b64encode(digest).decode()}" for digest in digests}


def without_style_attributes(page: str, styles: dict[str, str]) -> str:
    """Put a class in the place of each style attribute, and note in `styles` what it stands for."""

    def named(style: str) -> str:
        name = f"s{hashlib.sha256(style.encode()).hexdigest()[:8]}"
        styles[name] = style
        return name

    def rewritten(found: re.Match[str]) -> str:
        tag = found[0]
        style = STYLE.search(tag)
        if style is None:
            return tag
        name, tag = named(style[1]), STYLE.sub("", tag, count=1)
        if CLASS.search(tag):
            return CLASS.sub(lambda old: f' class="{old[1]} {name}"', tag, count=1)
        return re.sub(r"^<[\w:-]+", lambda start: f'{start[0]} class="{name}"', tag)

    parts = re.split(r"(<script\b.*?</script>)", page, flags=re.DOTALL)
    parts[::2] = [TAG.sub(rewritten, part) for part in parts[::2]]
    return "".join(parts)


def rule(name: str, style: str) -> str:
    """Write a style attribute as a rule that wins like one."""
    declarations = [part.strip() for part in style.split(";") if part.strip()]
    return f".{name}{{{';'.join(f'{part}!important' for part in declarations)}}}\n"
