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
from sitekit.paths import CNNLIB, SNIPPETS
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
    expressions.namespace()  # makes what cnnlib makes only when it is asked for
    for call, said in stated.items():
        with Touched() as touched:
            expressions.evaluate(call)
        origin = origins.origin_of(call)
        assert origin.said == said, call
        kind = origins.MEASURED if origin.kind == origins.SETTING else origin.kind
        assert kind == touched.kind, call


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
        ("2**8 - 1", origins.ARITHMETIC, "arithmetic on the numbers in this call"),
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
    assert origins.origin_of(call).said.startswith("computed by snippets/x/y.py, which the build")
    snippet["inputs"]["snippets/x/found.json"] = ""
    with pytest.raises(SiteError, match="need the key 'measured'"):
        origins.origin_of(call)
    snippet["results"]["measured"] = {"dates": ["2026-11-22"], "seeds": [1], "text": "one seed"}
    assert origins.origin_of(call) == origins.Origin(
        origins.MEASURED,
        "measured: one seed; kept in snippets/x/found.json, summed up by snippets/x/y.py",
    )


def test_a_setting_was_chosen_and_not_measured(snippet: dict[str, Any]) -> None:
    snippet["inputs"]["snippets/x/found.json"] = ""
    snippet["results"]["measured"] = {"dates": ["2026-11-22"], "seeds": [1], "text": "one seed"}
    setting = "a setting of the measurement: one seed; kept in snippets/x/found.json"
    for call in ('results("x/y")["settings"]["n"]', 'len(results("x/y")["measured"]["seeds"])'):
        assert origins.origin_of(call) == origins.Origin(origins.SETTING, setting)
    both = 'results("x/y")["settings"]["n"] * results("x/y")["found"]'
    assert origins.origin_of(both).kind == origins.MEASURED


def test_a_caption_speaks_of_its_own_experiment() -> None:
    own = """{{ len(results("a/b")["measured"]["seeds"]) }} seeds"""
    refuse_foreign_samples(own, "a/b")
    for key in ("measured", "networks", "images", "seeds"):
        with pytest.raises(SiteError, match="take it from the results of c/d"):
            refuse_foreign_samples(f"{{{{ results('a/b')['{key}'] }}}}", "c/d")


def test_an_origin_names_the_dates_and_seeds_of_its_own_runs(site: Path) -> None:
    content = json.loads((SNIPPETS / "cifar10_ablation" / "results.json").read_text())
    light = [run for run in content["runs"] if run["model"] == "light"]
    for key, runs in {"search": content["search"], "accuracy": light}.items():
        said = calls(site)
        stated = {s for call, s in said.items() if f'results("cifar10_ablation/{key}")' in call}
        assert stated
        seeds, dates = {run["seed"] for run in runs}, sorted({run["date"] for run in runs})
        many = "one seed" if len(seeds) == 1 else f"{len(seeds)} seeds"
        assert all(f"; {many}; " in text and " and ".join(dates) in text for text in stated)


def test_measured_numbers_name_dates_and_seeds(site: Path) -> None:
    measured = [said for said in calls(site).values() if said.startswith("measured: ")]
    assert measured
    for said in measured:
        assert "JPEG copy" in said
        assert "seed" in said
        assert "PyTorch" in said
        assert "results.json" in said
