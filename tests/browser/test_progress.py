"""What is kept of try-its, quizzes and drills: marks, counts, export, import, erase."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from watch import Watch

FIRST = "exercises/output_sizes/"
TITLE = "Exercise 1: output sizes"
STORED = (
    "Object.entries(localStorage).filter(([key]) => key.startsWith('cnn-foundations.exercise.'))"
)


def solve(page: Page) -> None:
    """Solve a try-it, a quiz and a drill."""
    page.goto(FIRST)
    box = page.locator("#ex1-a")
    box.locator("form input").fill(str(box.get_attribute("data-answer")))
    box.get_by_role("button", name="Check").click()
    page.locator("#ex1-e input[data-right]").check()
    drill = page.locator("#ex1-drill-size")
    answer = drill.locator(".drill__answer").evaluate("node => node.textContent")
    drill.locator("form input").fill(answer)
    drill.get_by_role("button", name="Check").click()


SOLVED = ("ex1-a", "ex1-e", "ex1-drill-size")


def marks(page: Page) -> list[str]:
    visible = page.locator(".exercise__solved >> visible=true")
    return visible.evaluate_all("list => list.map((node) => node.closest('[id]:not(p)').id)")


def progress(page: Page) -> Locator:
    page.goto("exercises/")
    box = page.locator("exercise-progress")
    expect(box.get_by_role("button", name="Import a file")).to_be_visible()
    return box


def count(box: Locator, title: str = TITLE) -> str:
    item = box.get_by_role("listitem").filter(has_text=title)
    return item.locator(".exercise-progress__count").inner_text()


def choose_file(box: Locator, content: object) -> str:
    """Choose a file and return what the page says it would do."""
    text = content if isinstance(content, str) else json.dumps(content)
    feedback = box.locator(".exercise__feedback")
    feedback.evaluate("node => node.textContent = ''")
    file: Any = {"name": "x.json", "mimeType": "application/json", "buffer": text.encode()}
    box.locator("[type=file]").set_input_files(file)
    expect(feedback).not_to_be_empty()
    return feedback.inner_text()


def import_file(box: Locator, content: object) -> str:
    """Import a file, in the two steps it takes, and return what is said at the end."""
    words = choose_file(box, content)
    if not words.endswith("Press once more to import it."):
        return words
    box.get_by_role("button", name="Import it").click()
    expect(box.get_by_role("button", name="Import a file")).to_be_visible()
    return box.locator(".exercise__feedback").inner_text()


def test_what_is_solved_is_marked_at_once_and_on_the_next_visit(page: Page) -> None:
    solve(page)
    assert marks(page) == list(SOLVED)
    page.reload()
    expect(page.locator("#ex1-a .exercise__solved")).to_be_visible()
    assert marks(page) == list(SOLVED)
    expect(page.locator("#ex1-a form input")).to_have_value("")
    expect(page.locator("#ex1-a .exercise__label")).to_contain_text("solved")


def test_a_wrong_answer_is_not_kept(page: Page) -> None:
    page.goto(FIRST)
    box = page.locator("#ex1-a")
    box.locator("form input").fill("1")
    box.get_by_role("button", name="Check").click()
    page.locator("#ex1-e input:not([data-right])").first.check()
    assert marks(page) == []
    assert page.evaluate(STORED) == []


def test_pages_are_counted_and_lead_there(page: Page) -> None:
    solve(page)
    box = progress(page)
    total = count(box).split(" of ")[1]
    assert count(box) == f"3 of {total}"
    expect(box).to_contain_text(re.compile(r"3 of \d+ tasks are solved"))
    box.get_by_role("link", name=TITLE).click()
    expect(page.locator("h1")).to_contain_text(TITLE)
    assert page.locator("try-it, quiz-question, drill-task, code-exercise").count() == int(total)


def test_export_erase_import(page: Page, tmp_path: Path) -> None:
    solve(page)
    box = progress(page)
    with page.expect_download() as download:
        box.get_by_role("button", name="Export as a file").click()
    download.value.save_as(tmp_path / "progress.json")
    exported = json.loads((tmp_path / "progress.json").read_text())
    assert exported == {"exercises": {name: {"solved": True} for name in SOLVED}}
    box.get_by_role("button", name="Erase").click()
    box.get_by_role("button", name="Import a file")
    box.get_by_role("button", name="Erase for good").click()
    expect(box.locator(".exercise__feedback")).to_have_text("Erased.")
    assert count(box).startswith("0 of ")
    assert page.evaluate(STORED) == []
    assert import_file(box, exported) == "Imported: 3 more solved."
    assert count(box).startswith("3 of ")
    assert import_file(box, exported) == "Imported: 0 more solved."
    page.goto(FIRST)
    assert marks(page) == list(SOLVED)


def test_erasing_can_be_thought_better_of(page: Page) -> None:
    solve(page)
    box = progress(page)
    box.get_by_role("button", name="Erase").click()
    expect(box.locator(".exercise__feedback")).to_contain_text("Press once more")
    with page.expect_download():
        box.get_by_role("button", name="Export as a file").click()
    expect(box.get_by_role("button", name="Erase", exact=True)).to_be_visible()
    assert count(box).startswith("3 of ")


def test_entries_of_older_visits_and_files_are_read(page: Page) -> None:
    old = {"title": "<b>x</b>", "address": "https://evil.example/", "solved": True, "code": "x = 1"}
    page.goto("exercises/")
    page.evaluate(
        "(old) => localStorage.setItem('cnn-foundations.exercise.ex1-code', JSON.stringify(old))",
        old,
    )
    box = progress(page)
    assert count(box).startswith("1 of ")
    words = import_file(box, {"exercises": {"ex3-recurrence": old}})
    assert words == "Imported: 1 more solved, code in 1 editor."
    page.goto("exercises/receptive_field_and_pooling/")
    expect(page.locator("#ex3-recurrence textarea")).to_have_value("x = 1")
    expect(page.locator("#ex3-recurrence .exercise__solved")).to_be_visible()


def test_code_that_is_here_is_not_overwritten(page: Page) -> None:
    box = progress(page)
    mine, theirs = {"solved": False, "code": "mine"}, {"solved": True, "code": "theirs"}
    import_file(box, {"exercises": {"ex1-code": mine}})
    words = choose_file(box, {"exercises": {"ex1-code": theirs}})
    assert words.startswith("This file marks 1 more as solved. Your own code in 1 editor is kept.")
    words = import_file(box, {"exercises": {"ex1-code": theirs}})
    assert words == "Imported: 1 more solved."
    page.goto(FIRST)
    expect(page.locator("#ex1-code textarea")).to_have_value("mine")


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "null", "7", '{"exercises": 7}', '{"exercises": []}', '{"exercises": null}',
        "x" * 1_000_001,
    ],
    ids=lambda content: content[:12],
)  # fmt: skip
def test_what_is_no_export_changes_nothing(page: Page, content: str) -> None:
    box = progress(page)
    words = import_file(box, content)
    if content == '{"exercises": 7}':
        assert words == "Imported: 0 more solved."
    else:
        assert words == "This is not a file that was exported here; nothing was changed."
    assert page.evaluate(STORED) == []


def test_a_hostile_file_is_harmless(page: Page) -> None:
    evil = "<img src=x onerror=alert(1)>"
    entry = {"solved": True, "title": evil, "address": "javascript:alert(1)", "code": evil}
    box = progress(page)
    file = {
        evil: entry,
        "__proto__": entry,
        "constructor": entry,
        "ex1-a": {"solved": "yes", "code": 7},
        "ex1-b": [True],
        "ex1-c": None,
        "ex1-d": {"solved": True, "code": "x" * 10_001},
        "ex1-code": entry,
    }
    text = json.dumps({"exercises": file})
    assert "__proto__" in text
    words = choose_file(box, text)
    assert words == (
        "This file marks 2 more as solved and puts code into 1 editor; run it only if you know "
        "where it is from. It leaves out 3 tasks that this site does not have. It leaves out the "
        "code of 1 task, longer than an editor takes. Press once more to import it."
    )
    box.locator(".exercise-progress__words").click()  # beside the buttons
    assert box.locator(".exercise__feedback").inner_text() == words
    box.get_by_role("button", name="Do not import").click()
    expect(box.locator(".exercise__feedback")).to_be_empty()
    expect(box.get_by_role("button", name="Import a file")).to_be_visible()
    assert page.evaluate(STORED) == []
    assert import_file(box, text) == "Imported: 2 more solved, code in 1 editor."
    assert count(box).startswith("2 of ")
    assert box.locator("img, script, [href^=javascript]").count() == 0
    assert page.evaluate("({}).solved") is None
    kept = {name: json.loads(entry) for name, entry in page.evaluate(STORED)}
    assert kept == {
        "cnn-foundations.exercise.ex1-code": {"solved": True, "code": evil},
        "cnn-foundations.exercise.ex1-d": {"solved": True},
    }
    page.goto(FIRST)
    expect(page.locator("#ex1-code textarea")).to_have_value(evil)
    assert page.locator("#ex1-code img").count() == 0


DENIED = """for (const method of ['getItem', 'setItem'])
    Object.defineProperty(Storage.prototype, method, {value(key) {
        if (key.startsWith('cnn-')) throw new DOMException('denied', 'SecurityError');
        return null; }})"""


def test_where_nothing_is_kept_tasks_are_graded_and_marked_all_the_same(
    page: Page, watch: Watch
) -> None:
    page.add_init_script(DENIED)
    solve(page)
    assert marks(page) == list(SOLVED)
    page.reload()
    expect(page.locator("#ex1-a form")).to_be_visible()
    assert marks(page) == []
