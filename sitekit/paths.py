"""Where things are, relative to the project's root."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SNIPPETS = ROOT / "snippets"
CNNLIB = ROOT / "cnnlib"
NODE_MODULES = ROOT / "node_modules"
CACHE = ROOT / ".cache"

# Copied or built files that the site serves; git ignores the folder.
GENERATED = DOCS / "assets" / "generated"


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write `content` unless the file holds it already, and say whether it was written.

    Live reload watches modification times: an unchanged file must keep its own.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
