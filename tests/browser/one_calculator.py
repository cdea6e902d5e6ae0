"""The calculator that tests of faults use: a convolutional layer, in the lesson on convolution."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

LESSON = "lessons/convolution/"
READY = 60_000  # ms; Python's cold start on a busy machine


def calculator(page: Page) -> Locator:
    return page.locator("cnn-calculator#conv_layer")


def answer(page: Page) -> Locator:
    return calculator(page).locator("output .answer__text")


def stride(page: Page) -> Locator:
    return calculator(page).locator("[name=stride]")


def sentence(page: Page) -> Locator:
    """What is said about the runtime."""
    return calculator(page).locator(".calculator__runtime")
