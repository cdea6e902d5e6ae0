"""Code exercises: solved right and wrong, stopped, by keyboard, without script, without storage."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from engines import NewContext
from playwright.sync_api import Locator, Page, Route, expect
from readable import hindrances
from watch import Watch

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path.stem for path in (ROOT / "docs" / "exercises").glob("*.md") if path.stem != "index"
)
FIRST = "exercises/output_sizes/"
RIGHT = """\
def output_size(input_size, kernel_size, stride=1, padding=0):
    return (input_size + 2 * padding - kernel_size) // stride + 1
"""
PYTHON_STARTS = 60_000  # ms, on a busy machine


def opened(page: Page, address: str = FIRST) -> Locator:
    page.goto(address)
    box = page.locator("code-exercise").first
    expect(box.locator("textarea")).to_be_visible()
    return box


def editor(box: Locator) -> Locator:
    """Return where code is typed; its first use loads the real editor."""
    plain = box.locator("textarea")
    if plain.count():
        plain.hover()
    return loaded_editor(box)


def paste(field: Locator, code: str) -> None:
    """Put code in the place of what is there; `fill` leaves an empty line of it in Firefox."""
    field.page.evaluate("code => navigator.clipboard.writeText(code)", code)
    field.press("ControlOrMeta+A")
    field.press("ControlOrMeta+V")


def loaded_editor(box: Locator) -> Locator:
    content = box.get_by_role("textbox", name="Your code, in Python")
    expect(content).to_have_class(re.compile("cm-content"))
    return content


def text(box: Locator) -> str:
    expect(box.locator("form")).to_be_visible()
    return str(box.evaluate("node => node.editor.value"))


def run(box: Locator, code: str) -> Locator:
    feedback = box.locator(".exercise__feedback")
    feedback.evaluate("node => node.textContent = ''")
    paste(editor(box), code)
    assert text(box) == code
    box.get_by_role("button", name="Run").click()
    expect(feedback).to_contain_text(re.compile("^(Right|Not yet)"), timeout=PYTHON_STARTS)
    return feedback


@pytest.mark.parametrize("name", PAGES)
def test_every_exercise_takes_its_solution_and_not_its_starter(page: Page, name: str) -> None:
    page.goto(f"exercises/{name}/")
    for box in page.locator("code-exercise").all():
        starter = text(box)
        expect(run(box, starter)).to_contain_text("Not yet.")
        expect(box).not_to_contain_text("Python could not start")
        solution = box.locator(".exercise__solution code").first.evaluate("n => n.textContent")
        expect(run(box, solution)).to_contain_text(re.compile(r"^Right\. (All|The)"))
        marks = box.locator(".code-exercise__mark").all_text_contents()
        assert set(marks) == {"✓ passed: "}
        expect(box.locator(".exercise__solved")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_every_try_it_takes_the_right_answer_and_names_mistakes(page: Page, name: str) -> None:
    page.goto(f"exercises/{name}/")
    for box in page.locator("try-it").all():
        feedback = box.locator(".exercise__feedback")
        for template in box.locator("template").all():
            box.locator("form input").fill(str(template.get_attribute("data-when")))
            box.get_by_role("button", name="Check").click()
            because = template.evaluate("node => node.content.textContent")
            assert because in feedback.evaluate("node => node.textContent")
        box.locator("form input").fill(str(box.get_attribute("data-answer")))
        box.get_by_role("button", name="Check").click()
        expect(feedback).to_have_text("Right.")


@pytest.mark.core
def test_a_wrong_solution_hears_of_its_misconception(page: Page) -> None:
    box = opened(page)
    feedback = run(box, RIGHT.replace("2 * padding", "padding"))
    expect(feedback).to_contain_text("output_size(64, 3, padding=1) gives 63, but should give 64.")
    expect(feedback).to_contain_text("both")
    marks = box.locator(".code-exercise__mark").all_text_contents()
    assert marks[:2] == ["✓ passed: ", "✗ failed: "]
    feedback = run(box, RIGHT.replace(":\n", "\n"))
    expect(feedback).to_contain_text("Line 1: Python can't read this")
    feedback = run(box, RIGHT.replace("stride +", "0 +"))
    expect(feedback).to_contain_text("Line 2: ZeroDivisionError")


def test_what_code_prints_is_text(page: Page) -> None:
    box = opened(page)
    code = RIGHT + "print('<img src=x onerror=alert(1)><b>bold</b>')\n"
    run(box, code)
    printed = box.locator(".code-exercise__printed pre")
    expect(printed).to_have_text("<img src=x onerror=alert(1)><b>bold</b>\n")
    assert printed.locator("*").count() == 0
    run(box, "raise ValueError('<img src=x>')")
    assert box.locator(".exercise__feedback *").count() == 0


@pytest.mark.core
def test_runaway_code_is_stopped_by_hand_and_by_the_clock(page: Page) -> None:
    box = opened(page)
    run(box, RIGHT)
    paste(editor(box), "while True: pass")
    box.get_by_role("button", name="Run").click()
    box.get_by_role("button", name="Stop").click()
    feedback = box.locator(".exercise__feedback")
    expect(feedback).to_contain_text("Stopped. Your code is still here.")
    assert text(box) == "while True: pass"
    expect(run(box, "while True: pass")).to_contain_text("is there a loop that never ends?")
    expect(run(box, RIGHT)).to_contain_text("Right.")


@pytest.mark.core
def test_code_that_kills_the_interpreter_is_a_failed_run(page: Page, watch: Watch) -> None:
    box = opened(page)
    deep = "x = []\nfor i in range(100_000): x = [x]\nprint(repr(x))"
    feedback = run(box, deep)
    expect(feedback).to_contain_text("Your code made Python itself give up")
    assert any("Pyodide has suffered a fatal error" in problem for problem in watch.problems)
    watch.problems.clear()
    expect(run(box, "(" * 3000)).to_contain_text("brackets are open at once")
    expect(run(box, "x" * 10_001)).to_contain_text("more than 10000 characters")
    expect(run(box, RIGHT)).to_contain_text("Right.")


@pytest.mark.core
def test_by_keyboard_alone(page: Page) -> None:
    box = opened(page)
    box.locator("textarea").focus()
    code = box.get_by_role("textbox", name="Escape, then Tab, leaves the editor")
    expect(code).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("def output_size(i, k, stride=1, padding=0):\nreturn 1")
    assert text(box).endswith("):\n    return 1")  # Enter keeps and adds indentation
    page.keyboard.press("Tab")
    expect(code).not_to_be_focused()
    page.keyboard.press("Space")  # on the box "The Tab key indents"
    page.keyboard.press("Shift+Tab")
    expect(code).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.press("Tab")
    assert text(box).endswith("\n        return 1")
    page.keyboard.press("Shift+Tab")
    assert text(box).endswith("\n    return 1")
    page.keyboard.press("Control+Enter")
    feedback = box.locator(".exercise__feedback")
    expect(feedback).to_contain_text("gives 1, but should give 24", timeout=PYTHON_STARTS)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(code).not_to_be_focused()
    page.keyboard.press("Tab")
    expect(box.get_by_role("button", name="Run")).to_be_focused()
    page.keyboard.press("Enter")
    expect(feedback).to_contain_text("gives 1, but should give 24")
    page.keyboard.press("Tab")
    expect(box.get_by_role("button", name="Reset")).to_be_focused()
    page.keyboard.press("Enter")
    assert "return input_size" in text(box)
    page.keyboard.press("Control+Z")
    assert "return 1" in text(box)


def test_the_editor_is_loaded_on_first_use_and_can_be_missed(page: Page, watch: Watch) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/python_editor.mjs*", lambda route: route.abort())
    box = opened(page)
    page.wait_for_load_state("networkidle")
    assert not any("python_editor" in url for url in asked)
    box.locator("textarea").fill(RIGHT)
    box.locator("textarea").press("Control+Enter")
    expect(box.locator(".exercise__feedback")).to_contain_text("Right.", timeout=PYTHON_STARTS)
    assert any("python_editor" in url for url in asked)
    box.get_by_role("button", name="Reset").click()
    assert "return input_size" in text(box)
    assert watch.problems == ["console error: Failed to load resource: net::ERR_FAILED"]
    watch.problems.clear()


def test_what_was_typed_before_the_editor_came_is_in_it(page: Page) -> None:
    held: list[Route] = []
    page.route("**/python_editor.mjs*", lambda route: held.append(route))
    box = opened(page)
    with page.expect_request("**/python_editor.mjs*"):
        box.locator("textarea").fill(RIGHT)
    page.wait_for_timeout(100)  # lets the handler above run
    held[0].continue_()
    expect(loaded_editor(box)).to_be_focused()
    assert text(box) == RIGHT


def test_hints_come_one_by_one(page: Page) -> None:
    box = opened(page)
    hints = box.locator(".code-exercise__hint")
    for place in range(3):
        expect(hints.locator("visible=true")).to_have_count(place + 1)
        hints.nth(place).locator("summary").click()
    expect(box.locator(".exercise__solution")).not_to_have_attribute("open", "")


def test_progress_is_kept_exported_and_erased(page: Page, tmp_path: Path) -> None:
    box = opened(page)
    run(box, RIGHT)
    page.reload()
    assert text(page.locator("code-exercise").first) == RIGHT
    expect(page.locator("code-exercise .exercise__solved").first).to_be_visible()
    page.goto("exercises/")
    progress = page.locator("exercise-progress")
    expect(progress).to_contain_text(re.compile(r"1 of \d+ tasks are solved"))
    with page.expect_download() as download:
        progress.get_by_role("button", name="Export as a file").click()
    download.value.save_as(tmp_path / "progress.json")
    exported = json.loads((tmp_path / "progress.json").read_text())["exercises"]
    assert exported["ex1-code"]["code"] == RIGHT
    assert exported["ex1-code"]["solved"] is True
    progress.get_by_role("button", name="Erase").click()
    progress.get_by_role("button", name="Erase for good").click()
    expect(progress).to_contain_text("Erased.")
    page.goto(FIRST)
    assert text(page.locator("code-exercise").first) != RIGHT


def test_a_browser_that_keeps_nothing_is_told_so(page: Page, watch: Watch) -> None:
    page.add_init_script(
        "Object.defineProperty(Storage.prototype, 'getItem', {value(key) {"
        "  if (key.startsWith('cnn-')) throw new DOMException('denied', 'SecurityError');"
        "  return null; }})"
    )
    box = opened(page)
    expect(box.locator(".exercise__feedback")).to_contain_text("keeps nothing")
    expect(run(box, RIGHT)).to_contain_text("Right.")


@pytest.mark.parametrize("name", ["", *PAGES])
def test_axe_finds_nothing_also_after_a_run(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"exercises/{name}/".replace("//", "/"))
    for box in page.locator("code-exercise").all():
        run(box, "print('a' * 400)")
    assert hindrances(page) == []


def test_without_script_starter_checks_and_hints_can_be_read(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(FIRST)
    box = page.locator("code-exercise").first
    expect(box.locator("form")).to_be_hidden()
    expect(box.locator(".code-exercise__starter")).to_contain_text("def output_size(")
    expect(box.locator(".code-exercise__checks")).to_contain_text("output_size(28, 5) gives 24")
    for details in box.locator("details").all():
        details.locator("summary").click()
        assert len(details.inner_text()) > 40
