import io
from pathlib import Path

import pytest
from rich.console import Console

from app.local.runner import serve
from app.local.system import Options, StartError


def test_the_demo_never_plays_on_a_real_server(tmp_path: Path) -> None:
    options = Options(data=tmp_path / "data", token="MQ.x.y", environment={})
    with pytest.raises(StartError, match="unset DISCORD_TOKEN"):
        serve(options, Console(file=io.StringIO()), demo=True)
    assert not (tmp_path / "data").exists()
