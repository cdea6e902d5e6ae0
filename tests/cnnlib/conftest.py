"""The torch that tests compare with, and the record of what they compared."""

from collections.abc import Callable

import pytest
import torch
from recording import RECORD

from sitekit.torchvision_guard import ensure_torchvision

ensure_torchvision()
torch.set_num_threads(1)

Comparison = Callable[[str, str, int, int], None]


@pytest.fixture(scope="session")
def comparison(pytestconfig: pytest.Config) -> Comparison:
    """Record one comparison for docs/reference/verification.json, and fail on disagreements."""
    record = pytestconfig.stash.setdefault(RECORD, {})

    def note(what: str, oracle: str, settings: int, disagreements: int) -> None:
        assert what not in record, f"{what!r} is recorded twice"
        record[what] = {
            "what": what,
            "oracle": oracle,
            "settings": settings,
            "disagreements": disagreements,
        }
        assert disagreements == 0

    return note


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Let the check of the record run last."""
    items.sort(key=lambda item: item.path.name == "test_verification.py")
