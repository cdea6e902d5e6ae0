"""What Griffe, which reads docstrings for the reference pages, is to know of ours."""

from __future__ import annotations

import re
from typing import Any

import griffe


class LinkedNames(griffe.Extension):
    """Links each public name that a docstring writes as ``name`` to its own entry."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Rewrite the docstring before it is parsed."""
        # Imported per call: live reload replaces the module when its source changes.
        import cnnlib

        def linked(found: re.Match[str]) -> str:
            name = found[1]
            if name not in cnnlib.__all__ or name == obj.name:
                return found[0]
            # Not cnnlib.receptive_field, which Griffe takes for the module of that name.
            home = getattr(getattr(cnnlib, name), "__module__", "cnnlib")
            return f"[`{name}`][{home}.{name}]"

        if obj.docstring:
            obj.docstring.value = re.sub(r"``(\w+)``", linked, obj.docstring.value)
