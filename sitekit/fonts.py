"""The site's text font for matplotlib, so that text in figures is measured as it will be shown."""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.ttLib import TTFont

from sitekit.paths import CACHE, NODE_MODULES, write_if_changed

FACES = ("latin-400-normal", "latin-700-normal", "latin-400-italic")


def matplotlib_fonts() -> list[Path]:
    """Return TrueType copies of the web fonts, made once."""
    fonts = []
    for face in FACES:
        source = NODE_MODULES / "@fontsource" / "inter" / "files" / f"inter-{face}.woff2"
        target = CACHE / "fonts" / f"inter-{face}.ttf"
        if not target.is_file() or target.stat().st_mtime < source.stat().st_mtime:
            font = TTFont(source)
            font.flavor = None
            buffer = io.BytesIO()
            font.save(buffer)
            write_if_changed(target, buffer.getvalue())
            target.touch()
        fonts.append(target)
    return fonts
