import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from app.domain.ids import made_at
from app.local.replay.recording import RecordingError, read_recording
from app.local.replay.report import latency
from app.local.replay.run import replay_file
from app.local.replay.stage import staged

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def a_line(text: str = "hi", at: str = "2020-01-01T00:00:00", user: str = "mia") -> str:
    return json.dumps({"at": at, "channel": "#General Talk", "user": user, "text": text})


def test_json_lines_are_read_plain_and_compressed(tmp_path: Path) -> None:
    plain, packed = tmp_path / "chat.jsonl", tmp_path / "chat.jsonl.gz"
    plain.write_text(f"{a_line()}\n\n{a_line('you')}\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert [one.text for one in read_recording(plain)] == ["hi", "you"]
    assert list(read_recording(packed)) == list(read_recording(plain))


@pytest.mark.parametrize("indent", [None, 2])
def test_an_export_of_discord_chat_exporter_is_read(tmp_path: Path, indent: int | None) -> None:
    export = {
        "guild": {"id": "1", "name": "G"},
        "channel": {"id": "2", "name": "general"},
        "messages": [
            {
                "id": "3",
                "type": kind,
                "timestamp": "2024-05-01T10:00:00.5+02:00",
                "content": "hello",
                "author": {"id": "4", "name": "mia"},
            }
            for kind in ("Default", "GuildMemberJoin", "Reply")
        ],
    }
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export, indent=indent))
    said = list(read_recording(file))
    assert [(one.user, one.channel, one.text) for one in said] == [("mia", "general", "hello")] * 2


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("not json", ":1: not JSON"),
        ('{"at": "2020-01-01", "channel": "c", "user": "u"}', ":1: needs"),
        ('{"at": "yesterday", "channel": "c", "user": "u", "text": "t"}', ":1: needs"),
        ('{"at": "2020-01-01", "channel": "c", "user": "u", "text": 5}', ":1: needs"),
        ('{"messages": [], "channel": 5}', "no DiscordChatExporter"),
        ('{"messages": 3, "channel": {"name": "x"}}', "no DiscordChatExporter"),
        ('{"messages": [{"timestamp": 1}], "channel": {"name": "x"}}', "messages[0]"),
        ('{"at": "2020-01-01", "channel": "c", "user": "u"}', "('text' is missing)"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, content: str, fault: str) -> None:
    file = tmp_path / "chat.jsonl"
    file.write_text(content)
    with pytest.raises(RecordingError) as caught:
        list(read_recording(file))
    assert fault in str(caught.value)


def test_a_mark_that_windows_puts_before_a_text_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "chat.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + a_line("hello").encode())
    assert [one.text for one in read_recording(file)] == ["hello"]


def test_a_recording_without_words_is_said_before_anything_starts(tmp_path: Path) -> None:
    file = tmp_path / "chat.jsonl"
    file.write_text(a_line(" "))
    with pytest.raises(RecordingError, match=r"chat.jsonl: holds no message with words in it"):
        replay_file(
            file,
            Console(file=io.StringIO()),
            limit=None,
            speed=None,
            policy=None,
            data=tmp_path / "data",
            report_to=None,
        )
    assert not (tmp_path / "data").exists()


def test_a_missing_file_and_a_broken_archive_say_so(tmp_path: Path) -> None:
    broken = tmp_path / "chat.jsonl.gz"
    broken.write_bytes(b"no archive")
    for file in (tmp_path / "nowhere", broken):
        with pytest.raises(RecordingError, match="cannot be read"):
            list(read_recording(file))


def test_the_recorded_pace_is_kept_and_ends_now_with_long_silences_cut(tmp_path: Path) -> None:
    file = tmp_path / "chat.jsonl"
    times = ["2020-01-01T00:00:00", "2020-01-01T00:00:07", "2023-01-01T00:00:00"]
    file.write_text("\n".join(a_line(at=at) for at in times))
    stage = staged(read_recording(file), now=NOW, limit=None)
    moments = [datetime.fromisoformat(one["at"]) for one in stage.messages]

    assert moments == [
        NOW - timedelta(hours=1, seconds=7),
        NOW - timedelta(hours=1),
        NOW,
    ]


def test_everybody_is_an_old_member_with_an_id_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "chat.jsonl"
    file.write_text("\n".join(a_line(user=name) for name in ("mia", "tom", "mia")))
    stage = staged(read_recording(file), now=NOW, limit=None)
    ids = {member["id"] for member in stage.guild["members"]}

    assert len(ids) == 2
    assert all(made_at(int(number)).year == 2015 for number in ids)
    assert {one["author"] for one in stage.messages} == ids
    assert stage.guild["channels"][0]["name"] == "general-talk"


def test_a_limit_takes_the_first_messages_only(tmp_path: Path) -> None:
    file = tmp_path / "chat.jsonl"
    file.write_text("\n".join(a_line(str(number)) for number in range(9)))
    stage = staged(read_recording(file), now=NOW, limit=4)
    assert [one["content"] for one in stage.messages] == ["0", "1", "2", "3"]


def test_latency_is_told_in_percentiles() -> None:
    pairs = [(NOW, NOW + timedelta(milliseconds=number)) for number in range(1, 102)]
    assert (latency(pairs).p50, latency(pairs).p99) == (51.0, 100.0)
    assert latency([]).p50 is None
