"""Where the numbers of the pages come from: what an author's expression really draws on.

An expression that names a function of cnnlib is computed by cnnlib; one that asks for the results
of a snippet is computed by that snippet, or measured, if the snippet's recorded inputs hold a
committed measurement (what such a snippet publishes as `settings` or says in `measured` was chosen,
not found); one without any name is arithmetic. A lone literal has no origin at all, and is refused.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sitekit.errors import SiteError
from sitekit.snippets import store
from sitekit.snippets.results import results

BY_CNNLIB = "by cnnlib"
BY_SNIPPET = "by a snippet"
MEASURED = "measured"
SETTING = "a measurement's settings"
ARITHMETIC = "arithmetic"
FROM_SITE = "from a page"
COMPUTED = (BY_CNNLIB, BY_SNIPPET, MEASURED, SETTING, ARITHMETIC, FROM_SITE)
LITERAL = ("cited", "given", "quoted", "exempt by rule")
KINDS = (*COMPUTED, *LITERAL)
MEASUREMENTS = (".json", ".npz")  # a data file beside a snippet: what an experiment has measured
PLACE = "<!-- origins of the numbers -->"


@dataclass(frozen=True)
class Origin:
    """The kind of an expression's value, and what a reader is told."""

    kind: str
    said: str


@dataclass
class Origins:
    """What was found on the pages of one build."""

    counts: Counter[str] = field(default_factory=Counter)
    naked: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Forget everything; a build starts with nothing."""
        self.counts.clear()
        self.naked.clear()

    def summary(self) -> str:
        """Say how many numbers there are of which origin."""
        parts = ", ".join(f"{self.counts[kind]} {kind}" for kind in KINDS)
        return f"numbers: {parts}, {len(self.naked)} without origin"

    def shown(self, html: str) -> str:
        """Put the shares into a page that has the place for them."""
        if PLACE not in html:
            return html
        count = self.counts
        total = sum(count[kind] for kind in COMPUTED)
        said = (
            f"Of the {total:,} numbers that the build computes in text and formulas, "
            f"{count[BY_CNNLIB]:,} come from <code>cnnlib</code>, {count[BY_SNIPPET]:,} from "
            f"programs that the build runs, again whenever something changes that they read, "
            f"{count[MEASURED]:,} from training runs whose results are committed and "
            f"{count[SETTING]:,} from the settings of those runs, {count[ARITHMETIC]:,} are plain "
            f"arithmetic, and {count[FROM_SITE]:,} are reading times, taken from other pages. "
            f"{count['cited']:,} more are cited, each with the place where its source states it."
        )
        return html.replace(PLACE, said)


ORIGINS = Origins()


def origin_of(code: str) -> Origin:
    """Say where the value of an expression comes from; one that names nothing is refused."""
    import cnnlib  # live reload replaces it when its sources change

    tree = ast.parse(code, mode="eval")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    origins = [_of_snippet(name, chosen) for name, chosen in _results_in(tree)]
    if names & {"cnnlib", *cnnlib.__all__}:
        origins.append(Origin(BY_CNNLIB, "computed by cnnlib"))
    origins += [Origin(FROM_SITE, f"read from docs/{page}") for page in _arguments(tree, "minutes")]
    if origins:
        kinds = {one.kind for one in origins}
        kind = MEASURED if MEASURED in kinds else origins[0].kind
        return Origin(kind, "; ".join(dict.fromkeys(one.said for one in origins)))
    if not any(isinstance(node, (ast.BinOp, ast.Call)) for node in ast.walk(tree)):
        raise SiteError(f"{{{{ {code} }}}} computes nothing: type the number, or cite it.")
    return Origin(ARITHMETIC, "arithmetic on the numbers in this call")


def _arguments(tree: ast.AST, function: str) -> list[str]:
    """List the texts that an expression calls a function with."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    named = [call.args[0] for call in calls if getattr(call.func, "id", "") == function]
    return list(dict.fromkeys(str(a.value) for a in named if isinstance(a, ast.Constant)))


def measurements(name: str) -> list[str]:
    """List the committed measurements that the last run of a snippet has read."""
    record = store.load(name)
    files = map(PurePosixPath, record.inputs if record else ())
    return [str(f) for f in files if f.parts[0] == "snippets" and f.suffix in MEASUREMENTS]


def measured(name: str) -> dict[str, Any]:
    """Return what a snippet says of its measurement: dates, seeds, and both with data in a text."""
    found = results(name).get("measured")
    if not isinstance(found, dict) or not {"dates", "seeds", "text"} <= set(found):
        raise SiteError(
            f"snippets/{name}.py reads a measurement, so its results need the key 'measured' with "
            "dates, seeds and text."
        )
    return found


def _results_in(tree: ast.AST) -> list[tuple[str, bool]]:
    """List the snippets whose results an expression asks for, and whether for what was chosen."""
    chosen = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value in ("settings", "measured")
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    found = [
        (str(call.args[0].value), id(call) in chosen)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "results"
        if isinstance(call.args[0], ast.Constant)
    ]
    return list(dict.fromkeys(found))


def _of_snippet(name: str, chosen: bool) -> Origin:
    results(name)  # waits for a run that has begun, and refuses unknown names
    if files := measurements(name):
        said = f"{measured(name)['text']}; kept in {' and '.join(files)}"
        if chosen:
            return Origin(SETTING, f"a setting of the measurement: {said}")
        return Origin(MEASURED, f"measured: {said}, summed up by snippets/{name}.py")
    when = "whenever something changes that it reads"
    return Origin(BY_SNIPPET, f"computed by snippets/{name}.py, which the build runs {when}")
