"""What the theme writes is made valid and lean."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sitekit.errors import SiteError
from sitekit.theme_repairs import LIGHTER, SCRIPT, SLIPS, mend, repaired


def test_attributes_that_html_does_not_allow_are_removed() -> None:
    page = '<input class="md-toggle" id="a" autocomplete="off"><pre tabindex=""><a tabindex="0">'
    assert repaired(page) == '<input class="md-toggle" id="a"><pre><a tabindex="0">'


def test_names_spaces_and_punctuation_in_code_need_no_element() -> None:
    code = (
        '<span class="k">import</span><span class="w"> </span><span class="n">torch</span>'
        '<span class="nn">nn</span><span class="p">(</span><span class="o">*</span>'
    )
    assert repaired(code) == '<span class="k">import</span> torch<span class="nn">nn</span>(*'


def test_a_string_in_code_is_one_element() -> None:
    code = (
        '<span class="sa">f</span><span class="s2">&quot;a</span><span class="si">{</span>'
        '<span class="n">x</span><span class="si">:</span><span class="s2">.1f</span>'
        '<span class="si">}</span><span class="s2">&quot;</span>'
    )
    assert repaired(code) == ('f<span class="s">&quot;a{</span>x<span class="s">:.1f}&quot;</span>')


def test_a_table_scrolls_by_itself_and_has_a_name_for_its_style() -> None:
    assert repaired("<p></p><table><tr></tr></table><table class='layers'></table>") == (
        '<p></p><div class="md-typeset__scrollwrap" tabindex="0"><div class="md-typeset__table">'
        "<table class=\"plain\"><tr></tr></table></div></div><table class='layers'></table>"
    )


def test_what_restyles_whole_pages_or_loses_places_is_gone(site: Path) -> None:
    for pattern, wanted, _, _ in (*LIGHTER, *SLIPS):
        (built,) = site.glob(pattern if pattern == SCRIPT else "stylesheets/*.css")
        assert not re.search(wanted, built.read_text(encoding="utf-8"))
    # With such a selector, a class that changes anywhere restyles all that may be inside.
    assert not re.search(r"\[class[*^$~|]?=", (site / "stylesheets/site.css").read_text("utf-8"))


def test_the_theme_loses_just_that_or_the_build_stops(tmp_path: Path) -> None:
    tabs = "@media screen{" + ".md-typeset .tabbed-set>input{d:e}" * 87 + "}"
    switching = "[data-md-color-switching] *,[data-md-color-switching] :after{d:e}"
    theme = {
        "stylesheets/main.0.min.css": (
            f"a{{b:c}}{tabs}" + "table:not([class]) td{f:g}" * 16,
            "a{b:c}@media screen{}" + "table.plain td{f:g}" * 16,
        ),
        "stylesheets/palette.0.min.css": (f"a{{b:c}}{switching}f{{g:h}}", "a{b:c}f{g:h}"),
        "javascripts/bundle.0.min.js": (
            'x({name:"color-scheme"});for(let t of M("[href], [src]",e))for(let r of x);'
            'for(let r of M("[href], [src]",e))for(let o of x);t.set(r.outerHTML,r);'
            'x("nav",{class:"md-code__nav"});'
            "if(K.default.isSupported()&&a)b;function d(e){c.default.isSupported()&&new F(e)}"
            "function L(e){let t=e;for(;t.clientWidth===0&&t.parentElement;)t=t.parentElement;"
            "return I.pipe(m(()=>d(e)),Q(d(e)))}function A(e){return{width:e.scrollWidth}}"
            "function G(e){return L(e).pipe(q(0,y),m(()=>g(e)),Q(g(e)))}var f;"
            'i.pipe(m(()=>{let s=C("header"),a=window.getComputedStyle(s);return o.content=a.b,'
            'a.c.join("")})).subscribe(s=>r.content=`#${s}`);'
            'function T(){return L(h(window,"scroll",{passive:!0}),h(window,"resize",{passive:!0}))'
            ".pipe(m(w),Q(w()))}function S(){return{width:innerWidth,height:innerHeight}}"
            'function O(){return h(window,"resize",{passive:!0}).pipe(m(S),Q(S()))}'
            'var $s=H(()=>L(...e("announce").map(n),...e("content").map(e=>o(e,{sitemap$:q})),x)),'
            "K=c.pipe(b(()=>$s));"
            'n.subscribe(([a,{offset:c}])=>{history.pushState(null,"",a)});'
            'let s=t.pipe(x);return L(s.pipe(k(t,(a,c)=>c)),s.pipe(b(()=>t),n("hash")),z);'
            'r.pipe(d).subscribe(({offset:a})=>{history.replaceState(a,"")})'
            "\n//# sourceMappingURL=bundle.0.min.js.map",
            'x({name:"scheme"});for(let t of M("[href]:not([rel=stylesheet]), [src]",e))for(let r '
            'of x);for(let r of M("[href], [src]",e))for(let o of x);'
            't.set(r.rel==="stylesheet"?(r.sheet||r).href:r.outerHTML,r);'
            'x("div",{class:"md-code__nav"});'
            "if(!0&&a)b;function d(e){!0&&new F(e)}"
            "function L(e){let t=e;return I.pipe(m(()=>d(e)))}"
            "function A(e){return{width:e.scrollWidth}}"
            "function G(e){return L(e).pipe(q(0,y),Q(0),m(()=>g(e)))}var f;"
            'i.subscribe(()=>requestAnimationFrame(()=>{let s=C("header"),a='
            'window.getComputedStyle(s);r.content=`#${o.content=a.b,a.c.join("")}`}));'
            'function T(){return L(h(window,"scroll",{passive:!0}),h(window,"resize",{passive:!0}),'
            "new Promise(requestAnimationFrame)).pipe(m(w))}"
            "function S(){return{width:innerWidth,height:innerHeight}}"
            'function O(){return L(h(window,"resize",{passive:!0}),'
            "new Promise(requestAnimationFrame)).pipe(m(S))}"
            'var $s=H(()=>L(...e("announce").map(n),...e("content").map(e=>H(()=>location.hash?[0]:'
            "new Promise(idle=>(self.requestIdleCallback||setTimeout)(idle,{timeout:500}))).pipe(b("
            "()=>o(e,{sitemap$:q})))),x)),K=c.pipe(b(()=>$s));"
            "n.subscribe(([a,{offset:c}])=>"
            '{history.scrollRestoration="manual",history.pushState(null,"",a)});'
            "let s=t.pipe(x);let shown=location.pathname;s.subscribe(()=>shown=location.pathname);"
            "return L(s.pipe(k(t,(a,c)=>c)),"
            's.pipe(b(()=>t.pipe(b(a=>a.pathname===shown?[a]:[]))),n("hash")),z);'
            "r.pipe(d).subscribe(({offset:a})=>"
            '{location.pathname===shown&&history.replaceState(a,"")})',
        ),
    }
    for place, (before, _) in theme.items():
        file = tmp_path / "assets" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(before, encoding="utf-8")
    mend(tmp_path)
    for place, (_, after) in theme.items():
        assert (tmp_path / "assets" / place).read_text(encoding="utf-8") == after
    with pytest.raises(SiteError, match="0 times, not 1; see whether sitekit/theme_repairs"):
        mend(tmp_path)
