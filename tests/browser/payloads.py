"""Texts that try to become code or markup, and how to see that none of them did."""

from __future__ import annotations

from playwright.sync_api import Page
from watch import Watch

# Each would leave a mark, were it executed (a global) or parsed (an element of this class).
PAYLOADS = (
    '<img class=injected src=x onerror="globalThis.injected=1">',
    '"><script class=injected>globalThis.injected=1</script>',
    "' class=injected tabindex=0 autofocus onfocus=globalThis.injected=1 x='",
    "javascript:globalThis.injected=1",
    "<svg class=injected onload=globalThis.injected=1>",
    '<a class=injected href="javascript:globalThis.injected=1">x</a>',
    '<iframe class=injected srcdoc="<script>parent.injected=1</script>"></iframe>',
    '{{constructor.constructor("globalThis.injected=1")()}}${globalThis.injected=1}',
    "</textarea></template></output><b class=injected>b</b>",
    "'); globalThis.injected=1; ('",
)
ODD = (
    "", " ", "0", "-1", "1e309", "9" * 400, "0x1F", "NaN", "null", "undefined", "__proto__", "\0",
    "\ud83d", "\u202eabc", "ｓｉｘ ７", "é" * 50, "|;|; ;", "1/0", "−3", "conv 3 stride 0",
    "nn.Conv2d(1,", "(" * 300,
)  # fmt: skip

# Said aloud for `watch`, which fails the test on any error in the console.
TELL = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""
MARKS = """() => {
    const marks = ".injected, [onerror], [onload], [onfocus], [href^='javascript:']";
    const found = [...document.querySelectorAll(marks)].map((element) => element.outerHTML);
    return found.concat("injected" in globalThis ? ["it was executed"] : []);
}"""


def guard(page: Page, watch: Watch) -> None:
    """Have violations of the policy and dialogs noticed, from the next address on."""
    page.add_init_script(TELL)
    page.on("dialog", lambda dialog: watch.problems.append(f"dialog: {dialog.message}"))


def injected(page: Page) -> list[str]:
    """List what of the texts above became an element or was executed."""
    return list(page.evaluate(MARKS))
