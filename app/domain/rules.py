"""The rules of a policy: what its detectors look for, and what breaking one calls for."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRule:
    """Words that are not wanted; `delete` also removes the message (LK-045).

    Whole words; `*` at an end stands for any letters.
    """

    name: str
    words: tuple[str, ...]
    allow: tuple[str, ...] = ()
    action: Action = Action.DELETE
    delete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRule:
    """A regular expression in RE2 syntax, at most 260 characters (LK-010, threat T-10)."""

    name: str
    pattern: str
    action: Action = Action.DELETE
    delete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRule:
    """Links. With `allow_only`, any domain but the allowed ones; otherwise the denied ones."""

    enabled: bool = False
    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    allow_only: bool = False
    action: Action = Action.DELETE
    delete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRule:
    """Invites to other servers, but those whose code is allowed."""

    enabled: bool = False
    allow: tuple[str, ...] = ()
    action: Action = Action.DELETE
    delete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRule:
    """More mentions in one message than `limit`; an edit never breaks it."""

    enabled: bool = True
    limit: int = 10
    action: Action = Action.WARN
    delete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRule:
    """The same words `limit` times by one member within `window`."""

    enabled: bool = True
    limit: int = 5
    window: timedelta = timedelta(seconds=60)
    min_length: int = 6
    action: Action = Action.WARN
    delete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything the detectors look for."""

    words: tuple[WordRule, ...] = ()
    patterns: tuple[PatternRule, ...] = ()
    links: LinkRule = LinkRule()
    invites: InviteRule = InviteRule()
    mentions: MentionRule = MentionRule()
    duplicates: DuplicateRule = DuplicateRule()
