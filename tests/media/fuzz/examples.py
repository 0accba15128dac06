"""A property of a parser is examined on a sample of inputs in each run, and on many more in the
soak."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

both = pytest.mark.parametrize(
    "examples", [60, pytest.param(3_000, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)


def examined(examples: int, test: Callable[..., None]) -> None:
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(test)()
