"""The reference: every public name, with its formula, its source and its example."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

import cnnlib
from cnnlib import architectures, calculators, layers

DOCUMENTED = {
    "cnnlib": (cnnlib, cnnlib.__all__),
    "cnnlib.architectures": (architectures, architectures.__all__),
    "cnnlib.layers": (layers, layers.__all__),
    "cnnlib.calculators": (calculators, ["answer", "answer_json", "fields", "names"]),
}
NAMES = [(module, name) for module, (_, names) in DOCUMENTED.items() for name in names]


def identifiers(module: str, name: str) -> list[str]:
    """Give what a name's entry may be called: by where it is defined, or by where it is offered."""
    thing = getattr(DOCUMENTED[module][0], name)
    return [f"{getattr(thing, '__module__', module)}.{name}", f"{module}.{name}", f"cnnlib.{name}"]


@pytest.fixture(scope="module")
def entries(site: Path) -> dict[str, Tag]:
    """Find the headings of all entries, and the entry that each stands in."""
    found: dict[str, Tag] = {}
    for page in sorted((site / "reference").rglob("index.html")):
        tree = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for entry in tree.select(".doc-object"):
            for heading in entry.select("[id]"):
                found.setdefault(heading["id"], entry)
    return found


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_every_public_name_has_an_entry(entries, module: str, name: str) -> None:
    assert set(identifiers(module, name)) & set(entries)


def entry_of(entries: dict[str, Tag], name: str) -> Tag:
    return next(entries[key] for key in identifiers("cnnlib", name) if key in entries)


FUNCTIONS = [name for name in cnnlib.__all__ if inspect.isfunction(getattr(cnnlib, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_shows_formula_source_and_example(entries, name: str) -> None:
    entry = entry_of(entries, name)
    text = inspect.getdoc(getattr(cnnlib, name)) or ""
    assert len(entry.select("div.formula .katex")) == text.count("$$") // 2
    assert all("$" not in part.get_text() for part in entry.select(".doc-contents > :is(p, ul)"))
    assert entry.select_one("details.mkdocstrings-source:not([open]) code")
    titles = [title.get_text() for title in entry.select(".doc-section-title")]
    assert titles == ["Parameters:", "Returns:", "Raises:", "Source:", "Example:"]
    assert entry.select_one(".language-pycon, .highlight code").get_text()


@pytest.mark.parametrize("name", [n for n in cnnlib.__all__ if inspect.isclass(getattr(cnnlib, n))])
def test_a_class_shows_its_signature_and_source(entries, name: str) -> None:
    entry = entry_of(entries, name)
    assert entry.select_one(".doc-signature").get_text().strip().startswith(f"{name}")
    assert entry.select_one("details.mkdocstrings-source")


def test_names_in_docstrings_are_links(entries) -> None:
    links = {a["href"] for a in entry_of(entries, "summarize").select("a.autorefs")}
    assert any(link.endswith("#cnnlib.conv_output_size") for link in links)
    assert any(link.endswith("#cnnlib.receptive_field.receptive_field") for link in links)
