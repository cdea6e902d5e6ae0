"""What Python imports first in the browser, by the name that `site` asks for: a quicker start.

The worker calls `started` when everything is there.
"""

import gc
import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader

gc.disable()  # nothing that is imported is garbage

# Imported by others for what happens seldom or never: colored tracebacks, names of languages.
LATER = ("_colorize", "locale")


class FinderOfLater:
    """Finds these modules like all others, but lets them run when something in them is wanted."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Answer as every finder on `sys.meta_path` does."""
        spec = PathFinder.find_spec(name) if name in LATER else None
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec


sys.meta_path.insert(0, FinderOfLater)


def started() -> None:
    """Collect garbage again, but not among what is there from the start."""
    gc.freeze()
    gc.enable()
