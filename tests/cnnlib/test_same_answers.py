"""The browser's Python, of another version and another kind of machine, answers like this one."""

import hashlib
import json

from in_pyodide import in_pyodide, needs_pyodide
from random_requests import random_requests

from cnnlib.calculators import answer_json

SEED, NUMBER = 20261122, 20_000
CODE = f"""
import hashlib, json
from cnnlib.calculators import answer_json
from random_requests import random_requests
json.dumps([hashlib.sha256(answer_json(request).encode()).hexdigest()[:16]
            for request in random_requests({SEED}, {NUMBER})])
"""


@needs_pyodide
def test_the_same_json_comes_out():
    theirs = in_pyodide(CODE)
    assert len(theirs) == NUMBER
    refused = 0
    for request, digest in zip(random_requests(SEED, NUMBER), theirs, strict=True):
        answer = answer_json(request)
        assert hashlib.sha256(answer.encode()).hexdigest()[:16] == digest, request
        refused += not json.loads(answer)["ok"]
    assert NUMBER / 20 < refused < NUMBER * 0.8  # both kinds are tried
