"""Where a stream has been read up to, and how often its next batch was tried; survives a kill."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True, kw_only=True)
class Checkpoint:
    """One file for each function. A try is written before it begins, so that a crash counts."""

    path: Path
    stream: str
    after: str | None = None
    tries: int = 0

    @classmethod
    def read(cls, path: Path, stream: str) -> "Checkpoint":
        try:
            known = json.loads(path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            known = {}
        if known.get("stream") != stream:  # another table: begin anew
            known = {}

        return cls(
            path=path,
            stream=stream,
            after=known.get("after"),
            tries=known.get("tries", 0),
        )

    def begin(self) -> None:
        self.tries += 1
        self._write()

    def advance(self, sequence: str) -> None:
        self.after = sequence
        self.tries = 0
        self._write()

    def forget(self) -> None:
        """The place is no longer in the stream: read what there is."""
        self.after = None
        self.tries = 0

    def _write(self) -> None:
        beside = self.path.with_suffix(".new")
        beside.write_text(
            json.dumps({"stream": self.stream, "after": self.after, "tries": self.tries}), "utf-8"
        )
        beside.replace(self.path)
