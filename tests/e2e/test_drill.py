"""Scripted attacks and their harmless twins, through every process of production."""

from pathlib import Path

import orjson
import pytest
from rich.console import Console

from app.local.drill.run import drill
from tests.patience import PATIENCE

pytestmark = pytest.mark.ml


def test_attacks_are_noticed_and_nobody_innocent_is_touched(tmp_path: Path) -> None:
    """ST-040, ST-041, ST-042, ST-044, RM-004: attacks and their twins."""
    report = tmp_path / "drill.json"

    status = drill(Console(quiet=True), data=tmp_path / "data", report_to=report, patience=PATIENCE)

    told = {one["scene"]: one for one in orjson.loads(report.read_bytes())}
    assert {name: one["wronged"] for name, one in told.items() if one["wronged"]} == {}
    assert [name for name, one in told.items() if not one["as_wished"]] == []
    assert status == 0
