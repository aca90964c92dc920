import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALIAS = re.compile(r'(?:alias=|validation_alias=|name=)?"([A-Z][A-Z_]{3,})"')


def test_every_variable_that_a_process_reads_stands_in_the_example() -> None:
    """ST-007."""
    files = (ROOT / "app" / "config.py", ROOT / "app" / "gateway" / "settings.py")
    read = {name for file in files for name in ALIAS.findall(file.read_text())}
    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = {line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")}

    missing = read - shown - {"DEBUG", "INFO", "WARNING", "ERROR"}
    assert len(read) > 20
    assert missing == set()
