"""The site's fonts, cut down to what is shown; figures are measured with the faces of the pages."""

from __future__ import annotations

import hashlib
import html
import io
import json
import os
import re
from collections.abc import Collection
from importlib.metadata import version
from pathlib import Path

from sitekit.paths import CACHE, NODE_MODULES, write_if_changed

FACES = {
    "inter": ("latin-400-normal", "latin-400-italic", "latin-700-normal"),
    "jetbrains-mono": ("latin-400-normal",),
}
# Beyond ASCII: what pages show, a few letters more of people's names, and of punctuation, arrows
# and mathematical signs those a face has. A test names what a page comes to lack here.
LETTERS = "«»®°±²³¶¹¼½·×àåäçèéêëíñóöøüß"
CHARACTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0x2000, 0x2300)))) + LETTERS
OPTIONS = {
    # Not `calt`, a fifth of a text face: it raises × between digits, and draws 3×3 for a typed 3x3.
    "layout_features": ["ccmp", "kern", "tnum"],
    "name_IDs": ["*"],  # author and license among them
    "hinting": False,  # the text fonts have none
}

# KaTeX's style sheet and its fonts, relative to the site's root.
KATEX = Path("assets", "generated", "katex")
FORMULA = re.compile(r"<tex-math\b[^>]*>(.*?)</tex-math>", re.DOTALL)
UNSEEN = re.compile(r"<annotation\b.*?</annotation>|<[^>]*>", re.DOTALL)


def text_faces(family: str) -> list[Path]:
    """Return the files of a text font, as they come."""
    files = NODE_MODULES / "@fontsource" / family / "files"
    return [files / f"{family}-{face}.woff2" for face in FACES[family]]


def cut(source: Path, characters: Collection[str], flavor: str = "woff2") -> Path:
    """Return a font with these of its characters and no other, made once and kept in .cache."""
    recipe = [version("fonttools"), OPTIONS, flavor, "unnamed", sorted(characters)]
    made_from = source.read_bytes() + json.dumps(recipe).encode()
    key = hashlib.sha256(made_from).hexdigest()[:16]
    kept = CACHE / "fonts" / f"{source.stem}-{key}.{flavor}"
    if not kept.is_file():
        partial = kept.with_name(f"{kept.name}.{os.getpid()}")  # two processes may want it
        write_if_changed(partial, _cut(source, characters, flavor))
        partial.replace(kept)
    return kept


def _cut(source: Path, characters: Collection[str], flavor: str) -> bytes:
    # Imported here: an unchanged build, which cuts nothing, does without.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    # A font that was cut must not carry a name that its license reserves; a page needs none.
    subsetter = Subsetter(Options(**OPTIONS, obfuscate_names=flavor == "woff2"))
    subsetter.populate(unicodes=map(ord, characters))
    font = TTFont(source, recalcTimestamp=False)  # two builds give the same bytes
    subsetter.subset(font)
    font.flavor = flavor if flavor == "woff2" else None
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def matplotlib_fonts() -> list[Path]:
    """Return the text font as TrueType, so that text in figures is measured as it is shown."""
    return [cut(face, CHARACTERS, "ttf") for face in text_faces("inter")]


def write_formula_fonts(site: Path) -> None:
    """Give the built site KaTeX's fonts, with the characters that its formulas have."""
    characters = formula_characters(site)
    for font in sorted((NODE_MODULES / "katex" / "dist" / "fonts").glob("*.woff2")):
        write_if_changed(site / KATEX / "fonts" / font.name, cut(font, characters).read_bytes())


def formula_characters(site: Path) -> set[str]:
    """Return every character of the built pages' formulas."""
    formulas = (
        formula
        for page in site.rglob("*.html")
        for formula in FORMULA.findall(page.read_text(encoding="utf-8"))
    )
    return {char for formula in formulas for char in html.unescape(UNSEEN.sub("", formula))}
