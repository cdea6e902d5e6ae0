"""Where this run's comparisons are kept until they are compared with the published record."""

import pytest

RECORD = pytest.StashKey[dict[str, dict[str, object]]]()
