"""The photographs inside figures as files of their own, which a browser loads when they come near.

Inline they would be most of a lesson's first load. A figure stays one drawing: in the place of each
larger `<image>` stands a `<foreignObject>` with an `<img>` of the same size.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from sitekit.paths import DOCS, GENERATED, write_if_changed
from sitekit.snippets import store

FOLDER = GENERATED / "pictures"
INLINE = 1_000  # characters; a smaller picture is not worth a request
IMAGE = re.compile(
    r"<image xlink:href=\"data:image/webp;base64,(?P<data>[\w+/=]+)\""
    r"(?P<place>(?: opacity=\"[\d.]+\")? width=\"(?P<width>\d+)\" height=\"(?P<height>\d+)\""
    r" transform=\"[^\"]*\")(?: class=\"(?P<class>\w+)\")? />"
)


def _file_name(data: str) -> str:
    return f"{hashlib.sha256(data.encode()).hexdigest()[:12]}.webp"


def apart(svg: str, address: Callable[[str], str]) -> str:
    """Refer to larger pictures by their files; `address` tells where a page finds them."""

    def referred(found: re.Match[str]) -> str:
        if len(found["data"]) < INLINE:
            return found[0]
        file = address((FOLDER / _file_name(found["data"])).relative_to(DOCS).as_posix())
        kind = f' class="{found["class"]}"' if found["class"] else ""
        return (
            f'<foreignObject{found["place"]}><img src="{file}" alt="" loading="lazy"{kind} '
            f'width="{found["width"]}" height="{found["height"]}"></foreignObject>'
        )

    return IMAGE.sub(referred, svg)


def write_pictures() -> int:
    """Write the files of all figures, and remove those of no figure; return how many changed."""
    pictures = {
        _file_name(found["data"]): base64.b64decode(found["data"])
        for path in sorted(store.STORE.glob("*/*/*.svg"))
        for found in IMAGE.finditer(path.read_text(encoding="utf-8"))
        if len(found["data"]) >= INLINE
    }
    unused = [path for path in FOLDER.glob("*.webp") if path.name not in pictures]
    for path in unused:
        path.unlink()
    written = sum(write_if_changed(FOLDER / name, data) for name, data in pictures.items())
    return written + len(unused)
