import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest


@pytest.fixture
def steps_of() -> Callable[[Callable[[], object]], int]:
    """Counts the lines of our own Python that run."""

    def count(run: Callable[[], object]) -> int:
        steps = 0

        def each_line(_frame: FrameType, event: str, _arg: Any) -> Any:
            nonlocal steps
            steps += event == "line"
            return each_line

        before = sys.gettrace()
        sys.settrace(each_line)
        try:
            run()
        finally:
            sys.settrace(before)
        return steps

    return count
