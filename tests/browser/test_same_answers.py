"""The browser's Python, of another version and another kind of machine, answers like this one."""

from __future__ import annotations

import hashlib
import itertools
import json

from playwright.sync_api import Page, expect
from random_requests import random_requests

from cnnlib.calculators import answer_json

SEED, NUMBER = 20261122, 20_000
AT_ONCE = 500
READY = 60_000
KEEP_WORKER = """(() => {
    const Original = Worker;
    self.Worker = class extends Original {
        constructor(url, options) {
            super(url, options);
            if (options?.name === "cnnlib.calculators") self.calculators = this;
        }
    };
})()"""
# The page reads what the worker sends; here the text itself is wanted.
ASK = """async (requests) => {
    const worker = self.calculators;
    const answers = requests.map((request, n) => new Promise((resolve) => {
        const id = `same-${n}`;
        const listen = ({ data }) => {
            if (data.id !== id) return;
            worker.removeEventListener("message", listen);
            resolve(data.response);
        };
        worker.addEventListener("message", listen);
        worker.postMessage({ id, request });
    }));
    const digests = (await Promise.all(answers)).map(async (answer) => {
        const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(answer));
        return Array.from(new Uint8Array(digest), (b) => b.toString(16).padStart(2, "0")).join("");
    });
    return Promise.all(digests);
}"""


def test_twenty_thousand_requests_have_the_same_json(page: Page) -> None:
    page.add_init_script(KEEP_WORKER)
    page.goto("lessons/convolution/")
    calculator = page.locator("cnn-calculator#conv_layer")
    calculator.locator("[name=stride]").fill("2")
    expect(calculator.locator("output")).to_contain_text("64 × 32 × 32", timeout=READY)
    requests = random_requests(SEED, NUMBER)
    refused = 0
    while batch := list(itertools.islice(requests, AT_ONCE)):
        for request, digest in zip(batch, page.evaluate(ASK, batch), strict=True):
            answer = answer_json(request)
            assert hashlib.sha256(answer.encode()).hexdigest() == digest, request
            refused += not json.loads(answer)["ok"]
    assert NUMBER / 20 < refused < NUMBER * 0.8  # both kinds are tried
