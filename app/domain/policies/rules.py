"""The rules of a policy: what its detectors look for, and what breaking one calls for."""

from dataclasses import dataclass, fields
from datetime import timedelta

from app.domain.action import Action
from app.domain.ids import ChannelId

RUNNABLE = (
    *("exe", "scr", "com", "pif", "bat", "cmd", "msi", "msix", "appx", "cpl", "dll", "sys"),
    *("js", "jse", "vbs", "vbe", "wsf", "wsh", "hta", "ps1", "psm1", "reg", "lnk", "url", "scf"),
    *("jar", "apk", "ipa", "dmg", "pkg", "app", "run", "deb", "rpm", "iso", "img", "vhd"),
)
"""Endings of files that run, install or mount something when they are opened."""
RUNNABLE_TYPES = (
    "application/x-msdownload",
    "application/x-msdos-program",
    "application/x-dosexec",
    "application/vnd.microsoft.portable-executable",
    "application/x-executable",
    "application/x-elf",
    "application/x-mach-binary",
    "application/java-archive",
    "application/vnd.android.package-archive",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule says: what breaking it calls for.

    `delete` also removes the message (LK-045). With `shadow` the rule looks and only counts. It
    does not hold in the channels of `except_in`.
    """

    action: Action = Action.DELETE
    delete: bool = True
    shadow: bool = False
    except_in: tuple[ChannelId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRule(Rule):
    """A rule of which a policy has several."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchedRule(Rule):
    """A rule of which a policy has one. What could meet an innocent member is off at first."""

    enabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TheftRule(Rule):
    """A rule that tells a stolen account; its owner is a victim, and nothing goes on record.

    Every copy of the message goes. The account rests for `quarantine`, a day, long enough for an
    owner to change a password, and is told what to do. With `softban` and the action kick, it is
    banned and let in again, which also removes its last hour.
    """

    quarantine: timedelta = timedelta(hours=24)
    softban: bool = False
    action: Action = Action.TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRule(NamedRule):
    """Words that are not wanted (LK-045).

    Whole words; `*` at an end stands for any letters.
    """

    words: tuple[str, ...]
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRule(NamedRule):
    """A regular expression in RE2 syntax, at most 260 characters (LK-010, threat T-10)."""

    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRule(SwitchedRule):
    """Links. With `allow_only`, any domain but the allowed ones; otherwise the denied ones.

    A domain stands for everything below it. It may be written in any script.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    allow_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhishingRule(SwitchedRule):
    """Links to domains known to steal accounts, and to those made to look like a known one.

    The known ones come from the operator's list. `lookalikes` also judges names by themselves:
    `dlscord-gift.example`. `allow` names domains that are fine all the same.
    """

    lookalikes: bool = True
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRule(SwitchedRule):
    """Invites to other servers, but those whose code is allowed."""

    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRule(SwitchedRule):
    """More mentions in one message than `limit`; an edit never breaks it."""

    enabled: bool = True
    limit: int = 10
    action: Action = Action.WARN


@dataclass(frozen=True, slots=True, kw_only=True)
class EmojiRule(SwitchedRule):
    """More emoji in one message than `limit`, Discord's and a server's own together.

    15 is two rows of them: more than a burst of joy needs.
    """

    limit: int = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class CapsRule(SwitchedRule):
    """Capitals only: at least `share` of the letters, in a text of `min_letters` or more.

    Short shouts (`LOL`, `GOOD MORNING`) are nobody's harm: 24 letters are a shouted sentence. Four
    letters in five leaves room for names and a word in small letters.
    """

    share: float = 0.8
    min_letters: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ZalgoRule(SwitchedRule):
    """Letters buried in marks: at least `letters` of them with more than `marks` each.

    No living script puts more than four marks on one letter; three such letters are no typo.
    """

    marks: int = 4
    letters: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule(SwitchedRule):
    """More lines in one message than `limit`. 30 fill a screen; code is best kept in files."""

    limit: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthRule(SwitchedRule):
    """More characters in one message than `limit`. 2000 is what members without Nitro can write."""

    limit: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRule(SwitchedRule):
    """More files in one message than `limit`. Discord allows ten: an album, or a flood."""

    limit: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRule(SwitchedRule):
    """Files that are not wanted, by their ending or by the type that Discord found.

    The last ending counts, so `cat.png.exe` is an `exe`; `tar.gz` may be named too. With
    `allow_only`, any file but those with an ending in `allow`.
    """

    deny: tuple[str, ...] = RUNNABLE
    deny_types: tuple[str, ...] = RUNNABLE_TYPES
    allow: tuple[str, ...] = ()
    allow_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRule(SwitchedRule):
    """The same words `limit` times by one member within `window`; with `similar`, nearly the same.

    What is shorter than `min_length` characters is said again without harm.
    """

    enabled: bool = True
    limit: int = 5
    window: timedelta = timedelta(seconds=60)
    min_length: int = 6
    similar: bool = True
    action: Action = Action.WARN


@dataclass(frozen=True, slots=True, kw_only=True)
class VelocityRule(SwitchedRule):
    """`limit` messages by one member within `window`, in all channels together.

    Discord's client holds people to five messages in five seconds in one channel; eight across
    channels are more than hands do.
    """

    limit: int = 8
    window: timedelta = timedelta(seconds=5)
    action: Action = Action.WARN


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstRule(TheftRule):
    """A stolen account at work: the same words or files in `channels` channels within `window`.

    Words count from `min_length` characters on, or with a link. People do post one question in two
    channels, some in three; nobody does in five within a minute, so that is on from the start.
    """

    enabled: bool = True
    channels: int = 5
    window: timedelta = timedelta(seconds=60)
    min_length: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HoneypotRule(TheftRule):
    """Channels in which no person writes: their topic says so. Who does is a stolen account.

    Copies of the message in other channels go too.
    """

    channels: tuple[ChannelId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRule(Rule):
    """Discord's own messages that are removed (LK-010, LK-041); nobody is held to them.

    Kinds: pin, join, boost, follow, thread, reminder, subscription, upsell, stage.
    """

    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRule(SwitchedRule):
    """What a name calls for that breaks the rules of words, patterns, invites or links.

    For a flag people look at it; nothing harder than `action` ever comes of a name.
    """

    enabled: bool = True
    action: Action = Action.FLAG
    delete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoModRule(SwitchedRule):
    """What AutoMod blocked, as a signal: it counts towards behaviour, and can be shown to people.

    `heat` is the toxicity it counts as in the author's window, in [0, 1]; 0.5 is just heated.
    AutoMod has acted already, so nothing harder than a flag is allowed.
    """

    enabled: bool = True
    heat: float = 0.5
    action: Action = Action.NONE
    delete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything the detectors look for. Fields are named as the signals' sources are."""

    words: tuple[WordRule, ...] = ()
    patterns: tuple[PatternRule, ...] = ()
    links: LinkRule = LinkRule()
    phishing: PhishingRule = PhishingRule()
    invites: InviteRule = InviteRule()
    mentions: MentionRule = MentionRule()
    emoji: EmojiRule = EmojiRule()
    caps: CapsRule = CapsRule()
    zalgo: ZalgoRule = ZalgoRule()
    lines: LineRule = LineRule()
    length: LengthRule = LengthRule()
    attachments: AttachmentRule = AttachmentRule()
    files: FileRule = FileRule()
    duplicates: DuplicateRule = DuplicateRule()
    velocity: VelocityRule = VelocityRule()
    burst: BurstRule = BurstRule()
    honeypot: HoneypotRule = HoneypotRule()
    service: ServiceRule = ServiceRule()
    names: NameRule = NameRule()
    titles: NameRule = NameRule()
    automod: AutoModRule = AutoModRule()

    @property
    def differ_by_channel(self) -> bool:
        """Whether any rule holds in some channels only."""
        found = (getattr(self, field.name) for field in fields(self))
        rules = (rule for one in found for rule in (one if isinstance(one, tuple) else (one,)))

        return bool(self.honeypot.channels) or any(rule.except_in for rule in rules)
