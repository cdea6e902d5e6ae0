"""The one exception of the build: a sentence that says where and what."""

from mkdocs.exceptions import BuildError
from pymdownx.superfences import SuperFencesException


class SiteError(SuperFencesException, BuildError):  # type: ignore[misc]  # no types there
    """A page, snippet or formula is wrong; the text is written for its author.

    SuperFences swallows every exception but its own, and MkDocs prints a traceback for every one
    but its own: being both makes the build stop with just this sentence.
    """
