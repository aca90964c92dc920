from pathlib import Path

from app.local.checkpoint import Checkpoint


def test_the_place_and_the_tries_survive(tmp_path: Path) -> None:
    path = tmp_path / "dispatch.checkpoint"
    first = Checkpoint.read(path, "stream")
    first.advance("7")
    first.begin()
    first.begin()

    again = Checkpoint.read(path, "stream")

    assert (again.after, again.tries) == ("7", 2)
    again.advance("8")
    assert Checkpoint.read(path, "stream").tries == 0


def test_another_stream_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "dispatch.checkpoint"
    Checkpoint.read(path, "stream").advance("7")

    assert Checkpoint.read(path, "other").after is None


def test_a_broken_file_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "dispatch.checkpoint"
    path.write_text('{"stream": "str')

    assert Checkpoint.read(path, "stream").after is None
