"""Files that are not wanted: by their last ending, or by what Discord found them to be."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.detectors.made import MadeOf
from app.domain.detectors.reading import Reading, plain
from app.domain.message import Attachment
from app.domain.policies.rules import FileRule, Rules
from app.domain.signal import Signal


def detect(reading: Reading, rules: Rules) -> Iterator[Signal]:
    """One signal when any file is not wanted."""
    rule = rules.files
    if rule.enabled and any(map(_lists(rule).refuse, reading.message.attachments)):
        yield Signal(source="files", label="files", score=1.0)


@dataclass(frozen=True, slots=True)
class _Lists:
    deny: tuple[str, ...]
    deny_types: tuple[str, ...]
    allow: tuple[str, ...]
    allow_only: bool

    def refuse(self, file: Attachment) -> bool:
        names = [_bare(name) for name in (file.name, file.title) if name]
        if file.content_type.partition(";")[0].strip() in self.deny_types:
            return True
        if any(name.endswith(self.deny) for name in names):
            return True

        return self.allow_only and not all(name.endswith(self.allow) for name in names)


def _made(rule: FileRule) -> _Lists:
    return _Lists(
        deny=tuple(map(_ending, rule.deny)),
        deny_types=tuple(map(str.casefold, rule.deny_types)),
        allow=tuple(map(_ending, rule.allow)),
        allow_only=rule.allow_only,
    )


_lists = MadeOf(_made)


def _ending(ending: str) -> str:
    return f".{ending.strip('.').casefold()}"


def _bare(name: str) -> str:
    """The name as a system reads it: without what is invisible, and without dots at its end."""
    return plain(name).casefold().rstrip(". ")
