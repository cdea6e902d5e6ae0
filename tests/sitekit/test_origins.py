"""What the pages say of where a number comes from, held against what its call really touches."""

from __future__ import annotations

import json
import sys
from html import unescape
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from bs4 import BeautifulSoup

from sitekit.errors import SiteError
from sitekit.markdown import expressions, origins
from sitekit.markdown.figure import refuse_foreign_samples
from sitekit.paths import CNNLIB
from sitekit.snippets import results as snippet_results
from sitekit.snippets import store

LIBRARY = f"{CNNLIB}/"
READ_PAGE = expressions.minutes.__code__
ASKED_SNIPPET = snippet_results.results.__code__


def calls(site: Path) -> dict[str, str]:
    """Return every expression of the built site, with the origin that the page states."""
    found: dict[str, str] = {}
    for page in site.rglob("index.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for number in soup.select("data.computed"):
            found[str(number["data-call"])] = str(number["data-origin"])
        for formula in soup.select("[data-computed]"):
            for _, call, origin in json.loads(unescape(str(formula["data-computed"]))):
                found[call] = origin
    return found


class Touched:
    """Listens to which of our code an evaluation enters."""

    def __init__(self) -> None:
        self.codes: set[CodeType] = set()
        self.snippets: set[str] = set()

    def __enter__(self) -> Touched:
        forget_cached()
        sys.setprofile(self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _hear(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            self.codes.add(frame.f_code)
            if frame.f_code is ASKED_SNIPPET:
                self.snippets.add(str(frame.f_locals["name"]))

    @property
    def kind(self) -> str:
        """Say what the evaluation drew on."""
        read = [file for name in self.snippets for file in store.load(name).inputs]  # type: ignore[union-attr]
        if any(file.endswith((".json", ".npz")) for file in read):
            return origins.MEASURED
        if self.snippets:
            return origins.BY_SNIPPET
        if any(code.co_filename.startswith(LIBRARY) for code in self.codes):
            return origins.BY_CNNLIB
        return origins.FROM_SITE if READ_PAGE in self.codes else origins.ARITHMETIC


def forget_cached() -> None:
    """Make every function of cnnlib compute anew."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == CNNLIB.name:
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def test_every_number_comes_from_where_its_page_says(site: Path) -> None:
    stated = calls(site)
    assert len(stated) > 300
    for call, said in stated.items():
        with Touched() as touched:
            expressions.evaluate(call)
        origin = origins.origin_of(call)
        assert origin.said == said, call
        assert origin.kind == touched.kind, call


def test_each_kind_occurs_and_the_build_counts_it(site: Path) -> None:
    kinds = {origins.origin_of(call).kind for call in calls(site)}
    assert kinds == set(origins.COMPUTED)
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "numbers that the build computes in text and formulas" in home
    assert origins.PLACE not in home


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        ("conv_output_size(64, 3)", origins.BY_CNNLIB, "computed by cnnlib"),
        ("2**8 - 1", origins.ARITHMETIC, "arithmetic on numbers that the text states"),
        (
            'minutes("lessons/convolution.md")',
            origins.FROM_SITE,
            "read from docs/lessons/convolution.md",
        ),
    ],
)
def test_an_origin_in_words(call: str, kind: str, said: str) -> None:
    assert origins.origin_of(call) == origins.Origin(kind, said)


@pytest.mark.parametrize("literal", ["47", "2.302585", "-5", '"47"', "[1, 2]"])
def test_a_literal_has_no_origin(literal: str) -> None:
    with pytest.raises(SiteError, match="computes nothing"):
        origins.origin_of(literal)


@pytest.fixture
def snippet(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A snippet whose inputs and results a test chooses."""
    content: dict[str, Any] = {"inputs": {"snippets/x/y.py": ""}, "results": {"n": 3}}

    def load(name: str) -> store.Record:
        return store.Record(environment={}, inputs=content["inputs"], figures=[])

    monkeypatch.setattr(store, "load", load)
    monkeypatch.setattr(origins, "results", lambda name: content["results"])
    return content


def test_a_snippet_that_reads_a_measurement_is_measured(snippet: dict[str, Any]) -> None:
    call = 'results("x/y")["n"]'
    assert origins.origin_of(call).said == "computed by snippets/x/y.py, run at this build"
    snippet["inputs"]["snippets/x/found.json"] = ""
    with pytest.raises(SiteError, match="need the key 'measured'"):
        origins.origin_of(call)
    snippet["results"]["measured"] = {"dates": ["2026-11-22"], "seeds": [1], "text": "one seed"}
    assert origins.origin_of(call) == origins.Origin(
        origins.MEASURED,
        "measured: one seed; kept in snippets/x/found.json, summed up by snippets/x/y.py",
    )


def test_a_caption_speaks_of_its_own_experiment() -> None:
    own = """{{ len(results("a/b")["measured"]["seeds"]) }} seeds"""
    refuse_foreign_samples(own, "a/b")
    for key in ("measured", "networks", "images", "seeds"):
        with pytest.raises(SiteError, match="take it from the results of c/d"):
            refuse_foreign_samples(f"{{{{ results('a/b')['{key}'] }}}}", "c/d")


def test_measured_numbers_name_dates_and_seeds(site: Path) -> None:
    measured = [said for said in calls(site).values() if said.startswith("measured: ")]
    assert measured
    for said in measured:
        assert "JPEG copy" in said
        assert "seed" in said
        assert "PyTorch" in said
        assert "results.json" in said
