"""The policy in each page: hashes of the theme's scripts, classes for style attributes."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from sitekit import security_policy

PAGE = """<html><head><meta charset="utf-8"><script>a<b.c && d("x style='no'")</script>
<script type="application/json">["<p style=\\"color:red\\">"]</script><script src="a.js"></script>
</head>
<body><p style="color: red; top:0">x</p><i class="a b" title="1 > 0" style="top:1em">y</i>
<path d="M0 0" style="color: red; top:0"/></body></html>"""


def built(folder: Path) -> tuple[str, str]:
    (folder / "stylesheets").mkdir()
    (folder / "stylesheets" / "site.css").write_text("p{}\n")
    (folder / "index.html").write_text(PAGE)
    security_policy.apply(folder)
    return (folder / "index.html").read_text(), (folder / "stylesheets" / "site.css").read_text()


def test_style_attributes_become_rules(tmp_path: Path) -> None:
    page, sheet = built(tmp_path)
    first, second = sheet.splitlines()[1:]
    names = {line.partition("{")[0].removeprefix("."): line for line in (first, second)}
    red = next(name for name, line in names.items() if "color" in line)
    other = next(name for name in names if name != red)
    assert names[red] == f".{red}{{color: red!important;top:0!important}}"
    assert f'<p class="{red}">x' in page
    assert f'<i class="a b {other}" title="1 > 0">y' in page
    assert f'<path class="{red}" d="M0 0"/>' in page


def test_scripts_stay_as_they_are_and_only_executed_ones_are_named(tmp_path: Path) -> None:
    page, _ = built(tmp_path)
    inline = "a<b.c && d(\"x style='no'\")"
    assert f"<script>{inline}</script>" in page
    assert '["<p style=\\"color:red\\">"]' in page
    digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    meta = page.partition('content="')[2].partition('"')[0]
    assert f"script-src 'self' 'sha256-{digest}'; style-src 'self';" in meta
    assert meta.count("sha256-") == 1
    assert "unsafe" not in meta
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_a_site_that_is_served_while_written_has_no_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security_policy, "enabled", False)
    page, sheet = built(tmp_path)
    assert (page, sheet) == (PAGE, "p{}\n")
