"""The same snippets in the tools that execute code for documentation, and where nothing is run.

Each project holds the same scripts, with one line more: each notes that it was run, so that what
a build really executed is counted and not believed.
"""

from __future__ import annotations

import ast
import math
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.paths import CACHE, ROOT
from benchmarks.peers.install import PYTHON, VENV

PROJECTS = CACHE / "build"
LOG_VARIABLE = "CNN_BENCHMARK_LOG"
NOTE = f"""
import os as _os
with open(_os.environ[{LOG_VARIABLE!r}], "a") as _log:
    _log.write("run\\n")
"""
FIGURE = re.compile(r'(?:num=|plt\.figure\()"([a-z][a-z0-9_]*)"')
FENCE = '```figure\nname: {name}\nalt: "A figure."\ncaption: "A figure."\n```\n\n'
MATERIAL = "site_name: snippets\ntheme: {name: material, font: false}\n"
SPHINX = """\
project = "snippets"
extensions = ["sphinx_gallery.gen_gallery"]
sphinx_gallery_conf = {
    "examples_dirs": "examples",
    "gallery_dirs": "pages",
    "filename_pattern": ".*",
    "abort_on_example_error": True,
}
"""
OUR_HOOK = """\
from sitekit import late_files
from sitekit.drawings import DRAWINGS
from sitekit.snippets import pictures
from sitekit.snippets.begun import begin_snippets, finish_snippets


def on_startup(command, dirty):
    begin_snippets()


def on_env(env, config, files):
    finish_snippets(print)
    pictures.write_pictures()
    late_files.hand_over(files, config, pictures.FOLDER)


def on_page_content(html, page, config, files):
    return DRAWINGS.take_out(html)


def on_post_page(output, page, config):
    return DRAWINGS.put_back(output)
"""
OUR_EXTENSIONS = """\
hooks: [hook.py]
validation: {links: {absolute_links: relative_to_docs}}
markdown_extensions:
  - attr_list
  - md_in_html
  - pymdownx.snippets: {base_path: [.], check_paths: true}
  - pymdownx.superfences:
      custom_fences:
        - name: figure
          class: figure
          format: !!python/name:sitekit.markdown.figure.format_figure
"""


@dataclass(frozen=True)
class Snippet:
    """One script."""

    name: str  # folder/what_it_shows
    source: str

    @property
    def file(self) -> str:
        return self.name.replace("/", "_") + ".py"

    @property
    def figures(self) -> list[str]:
        return sorted(set(FIGURE.findall(self.source)))

    def titled(self, heading: str) -> str:
        """Return the script with its title written as a gallery wants it."""
        node = ast.parse(self.source).body[0]
        body = "\n".join(self.source.splitlines()[node.end_lineno :])
        said = ast.get_docstring(ast.parse(self.source)) or ""
        title = heading.format(title=self.name, line="=" * len(self.name))
        return f'"""\n{title}\n\n{said}\n"""\n{body}\n{NOTE}'


@dataclass(frozen=True)
class Builder:
    """One tool: how a project of it is written, built and emptied."""

    name: str
    write: Callable[[Path, Sequence[Snippet]], None]
    script: Callable[[Snippet], str]  # where a snippet's script lies in the project
    command: tuple[str | Path, ...]
    made: tuple[str, ...]  # what a build leaves, cache included
    at_most: float = math.inf  # repetitions

    @property
    def folder(self) -> Path:
        return PROJECTS / self.name

    def set_up(self, snippets: Sequence[Snippet]) -> None:
        """Write the project anew."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        # What the snippets import, on a copy that may be changed.
        shutil.copytree(
            ROOT / "cnnlib", self.folder / "cnnlib", ignore=shutil.ignore_patterns("__pycache__")
        )
        self.write(self.folder, snippets)

    def clean(self) -> None:
        """Remove everything that a build made."""
        for path in self.made:
            shutil.rmtree(self.folder / path, ignore_errors=True)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _data(folder: Path) -> None:
    """Put the photographs and measurements where a script finds them that runs in this folder."""
    for pattern in ("images/*.png", "*/*.npz", "*/*.json"):
        for path in (ROOT / "snippets").glob(pattern):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def write_ours(folder: Path, snippets: Sequence[Snippet]) -> None:
    shutil.copytree(
        ROOT / "sitekit", folder / "sitekit", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "node_modules").symlink_to(ROOT / "node_modules")  # the figures' font
    _data(folder)
    shutil.copy(ROOT / "snippets" / "cnn.mplstyle", folder / "snippets")
    _put(folder / "hook.py", OUR_HOOK)
    _put(folder / "mkdocs.yml", MATERIAL + OUR_EXTENSIONS)
    for snippet in snippets:
        _put(folder / "snippets" / f"{snippet.name}.py", snippet.source + NOTE)
        golden = ROOT / "snippets" / f"{snippet.name}.out"
        if golden.is_file():
            shutil.copy(golden, folder / "snippets" / f"{snippet.name}.out")
        fences = "".join(
            FENCE.format(name=f"{snippet.name}:{figure}") for figure in snippet.figures
        )
        code = f'```python\n--8<-- "snippets/{snippet.name}.py"\n```\n\n'  # a figure brings its own
        page = f"# {snippet.name}\n\n{fences or code}"
        _put(folder / "docs" / f"{snippet.file[:-3]}.md", page)
    _put(folder / "docs" / "index.md", "# Snippets\n")


def write_floor(folder: Path, snippets: Sequence[Snippet]) -> None:
    _put(folder / "mkdocs.yml", MATERIAL + "markdown_extensions: [pymdownx.superfences]\n")
    for snippet in snippets:
        code = f"```python\n{snippet.source}\n```\n"
        _put(folder / "docs" / f"{snippet.file[:-3]}.md", f"# {snippet.name}\n\n{code}")
    _put(folder / "docs" / "index.md", "# Snippets\n")


def write_mkdocs_gallery(folder: Path, snippets: Sequence[Snippet]) -> None:
    plugin = (
        "plugins:\n  - gallery:\n      examples_dirs: examples\n      gallery_dirs: docs/pages\n"
        '      filename_pattern: ".*"\n      abort_on_example_error: true\n'
        "nav:\n  - index.md\n  - pages\n"
    )
    _put(folder / "mkdocs.yml", MATERIAL + plugin)
    _put(folder / "docs" / "index.md", "# Snippets\n")
    _put(folder / "examples" / "README.md", "# Snippets\n")
    _data(folder / "examples")
    for snippet in snippets:
        _put(folder / "examples" / snippet.file, snippet.titled("# {title}"))


def write_sphinx_gallery(folder: Path, snippets: Sequence[Snippet]) -> None:
    _put(folder / "conf.py", SPHINX)
    _put(folder / "index.rst", "Snippets\n========\n\n.. toctree::\n\n   pages/index\n")
    _put(folder / "examples" / "GALLERY_HEADER.rst", "Snippets\n========\n")
    _data(folder / "examples")
    for snippet in snippets:
        _put(folder / "examples" / snippet.file, snippet.titled("{title}\n{line}"))


def write_mkdocs_jupyter(folder: Path, snippets: Sequence[Snippet]) -> None:
    options = '{include: ["docs/*.py"], execute: true, allow_errors: false}'
    plugin = f"plugins:\n  - mkdocs-jupyter: {options}\n"
    _put(folder / "mkdocs.yml", MATERIAL + plugin)
    _put(folder / "docs" / "index.md", "# Snippets\n")
    _data(folder)
    for snippet in snippets:
        _put(folder / "docs" / snippet.file, snippet.source + NOTE)


def in_snippets(snippet: Snippet) -> str:
    return f"snippets/{snippet.name}.py"


def in_examples(snippet: Snippet) -> str:
    return f"examples/{snippet.file}"


MKDOCS = (PYTHON, "-m", "mkdocs", "build", "--strict")
FLOOR = Builder(
    "plain MkDocs", write_floor, lambda snippet: f"docs/{snippet.file[:-3]}.md", MKDOCS, ("site",)
)
OURS = Builder("ours", write_ours, in_snippets, MKDOCS, ("site", ".cache"))
BUILDERS = (
    FLOOR,
    OURS,
    Builder(
        "mkdocs-gallery",
        write_mkdocs_gallery,
        in_examples,
        (PYTHON, "-m", "mkdocs", "build"),  # it links what strict mode does not know
        ("site", "docs/pages"),
    ),
    Builder(
        "sphinx-gallery",
        write_sphinx_gallery,
        in_examples,
        (VENV / "bin" / "sphinx-build", "-q", "-b", "html", ".", "site"),
        ("site", "pages"),
    ),
    Builder(
        "mkdocs-jupyter",
        write_mkdocs_jupyter,
        lambda snippet: f"docs/{snippet.file}",
        MKDOCS,
        ("site", ".cache"),
        at_most=1,  # it starts a kernel for each page: minutes
    ),
)
