"""The built site as a whole: valid HTML, links that lead somewhere, no file that nothing uses."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from sitekit.node import find_node
from sitekit.offline import LIST

ROOT = Path(__file__).resolve().parents[2]
SUB_PATH = "somewhere"  # as in the address that the tests build the site for
RULES = {
    "root": True,
    "extends": ["html-validate:standard", "html-validate:a11y"],
    "rules": {
        "no-inline-style": "error",
        "unique-landmark": "off",  # the theme's table of contents, once in each of two sidebars
        "wcag/h32": "off",  # the theme's search form answers while one types
    },
}
ASKED_BY_OTHERS = {"404.html", "robots.txt", "sitemap.xml", "sitemap.xml.gz", "objects.inv"}
TEXTS = {".css", ".html", ".js", ".json", ".mjs", ".xml"}


def test_html_is_valid(site: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps(RULES), encoding="utf-8")
    command = [
        find_node(),
        str(ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"),
        *("--config", str(rules), "--formatter", "text", f"{site}/**/*.html"),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_links_and_anchors_lead_somewhere(site: Path, tmp_path: Path) -> None:
    (tmp_path / SUB_PATH).symlink_to(site)
    command = [
        *("lychee", "--offline", "--include-fragments", "--no-progress", "--format", "json"),
        *("--root-dir", str(tmp_path), "--index-files", "index.html"),
        *("--remap", f"https://example.org/ file://{tmp_path}/"),
        *("--remap", r"^(.*#[^?]+)\?.* $1"),  # what an instrument is set to
        f"{tmp_path}/{SUB_PATH}/**/*.html",
    ]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(found.stdout)
    assert report["error_map"] == {}
    assert report["successful"] > 1000


def test_no_file_is_there_for_nothing(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.is_file()]
    written = "\n".join(
        path.read_text(encoding="utf-8")
        for path in files
        if path.suffix in TEXTS and path.name != LIST
    )
    unused = [
        str(path.relative_to(site))
        for path in files
        if path.name not in {"index.html", *ASKED_BY_OTHERS}
        and path.parent.name != "explorer"  # asked for by a network's name
        and path.name not in written
    ]
    assert unused == []
