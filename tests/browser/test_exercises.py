"""Try-its and quizzes, answered right and wrong."""

from __future__ import annotations

import re

import pytest
from engines import NewContext
from playwright.sync_api import Page, expect

LESSON = "lessons/convolution/"
every_lesson = pytest.mark.parametrize(
    "lesson",
    [LESSON, "lessons/pooling_and_receptive_fields/", "lessons/lenet_to_alexnet/"],
)


def open_lesson(page: Page, lesson: str = LESSON) -> None:
    page.goto(lesson)
    for box in page.locator("details:has(try-it, quiz-question)").all():
        box.locator(":scope > summary").click()


@pytest.mark.core
@every_lesson
def test_every_try_it_takes_the_right_answer(page: Page, lesson: str) -> None:
    open_lesson(page, lesson)
    boxes = page.locator("try-it").all()
    assert boxes
    for box in boxes:
        box.locator("form input").fill(str(box.get_attribute("data-answer")))
        box.get_by_role("button", name="Check").click()
        expect(box.locator(".exercise__feedback")).to_have_text("Right.")
        expect(box.locator(".exercise__solution")).to_have_attribute("open", "")


@every_lesson
def test_every_mistake_is_answered_with_its_reason(page: Page, lesson: str) -> None:
    open_lesson(page, lesson)
    for box in page.locator("try-it").all():
        mistakes = box.locator("template").evaluate_all(
            "list => list.map((t) => [t.dataset.when, t.content.textContent.trim()])"
        )
        assert len(mistakes) >= 2
        for value, because in mistakes:
            box.locator("form input").fill(value)
            box.locator("form input").press("Enter")
            feedback = box.locator(".exercise__feedback").evaluate("node => node.textContent")
            assert feedback.startswith("Not yet.")
            assert because in feedback


def test_numbers_may_be_written_as_people_write_them(page: Page) -> None:
    open_lesson(page)
    box = page.locator("try-it[data-answer='3072']").first
    for text in ("3072", "3,072", " 3 072 ", "3072 parameters"):
        box.locator("form input").fill("1")
        box.get_by_role("button", name="Check").click()
        box.locator("form input").fill(text)
        box.get_by_role("button", name="Check").click()
        expect(box.locator(".exercise__feedback")).to_have_text("Right.")
    box.locator("form input").fill("many")
    box.get_by_role("button", name="Check").click()
    expect(box.locator(".exercise__feedback")).to_contain_text("Type a number")


@pytest.mark.core
@every_lesson
def test_every_choice_says_why(page: Page, lesson: str) -> None:
    open_lesson(page, lesson)
    quizzes = page.locator("quiz-question").all()
    assert len(quizzes) >= 3
    for quiz in quizzes:
        for choice in quiz.locator("input").all():
            choice.check()
            because = quiz.locator("li", has=page.locator(":checked")).locator(".exercise__because")
            expect(because).to_be_visible()
            assert quiz.locator(".exercise__because:visible").count() == 1
            right = choice.get_attribute("data-right") is not None
            spoken = quiz.locator(".exercise__feedback")
            expect(spoken).to_have_text(re.compile(r"^Right\. \S" if right else r"^Not quite\. \S"))


@pytest.mark.core
def test_a_quiz_works_by_keyboard(page: Page) -> None:
    open_lesson(page)
    quiz = page.locator("quiz-question").first
    quiz.locator("input").first.focus()
    page.keyboard.press("Space")
    expect(quiz.locator(".exercise__because").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(quiz.locator(".exercise__because").nth(1)).to_be_visible()


def test_answers_can_be_read_without_script(new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    open_lesson(page)
    for box in page.locator("try-it, quiz-question").all():
        expect(box.locator(".exercise__ask")).to_be_visible()
        solution = box.locator(".exercise__solution")
        solution.locator("summary").click()
        assert len(solution.inner_text()) > 20
        expect(box.locator("form")).to_have_count(box.locator("form[hidden]").count())
