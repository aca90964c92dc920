from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.discord.cards.raid import PAGE, pages_of, raid_card, suspects_page
from app.discord.custom_id import CustomIds
from app.domain.ids import ChannelId, MessageId, UserId
from app.domain.order import EffectState, LedgerEntry, plan
from app.domain.place import Place
from app.domain.raids.effects import BulkBan, SetIncidents
from app.domain.raids.level import Level
from app.domain.raids.raid import (
    ChannelBefore,
    Fate,
    Raid,
    ended,
    undone,
    with_fates,
    with_messages,
    with_suspects,
)
from app.domain.raids.signs import Part, Sign, SignKind
from app.i18n import words
from tests.discord_limits import check_message
from tests.factories import GUILD, NOW
from tests.unit.domain.raids.test_raid import a_raid

SAY = words("en")
IDS = CustomIds(b"a secret of the tests, long enough")
ADA = UserId(7)


def people(count: int, **changes: Any) -> Raid:
    suspects = {UserId(100 + index): Part.ECHO for index in range(count)}
    names = {user: f"raider{user}" for user in suspects}
    return with_suspects(a_raid(**changes), suspects, names)


def card(raid: Raid, **changes: Any) -> dict[str, Any]:
    return raid_card(raid, say=SAY, custom_ids=IDS, **changes)


def labels(raid: Raid) -> list[str]:
    rows = card(raid)["components"]
    return [one["label"] for row in rows for one in row["components"]]


def every_sign() -> tuple[Sign, ...]:
    return tuple(
        Sign(
            kind=kind,
            members=12,
            needed=5,
            level=Level.RAID,
            at=NOW,
            usual=0.4 if kind is SignKind.JOINS else None,
            target=ADA if kind is SignKind.TARGET else None,
        )
        for kind in SignKind
    )


def test_the_card_says_what_was_seen_who_it_is_and_what_was_done() -> None:
    """ST-043: what a moderator needs to decide."""
    raid = with_messages(
        people(20, signs=every_sign(), paused_until=NOW + timedelta(hours=1), raised_by=ADA),
        [Place(channel=ChannelId(5), message=MessageId(6))],
    )
    raid = replace(
        raid,
        channels=(
            ChannelBefore(channel=ChannelId(5), slowmode=0),
            ChannelBefore(channel=ChannelId(6), locked=True),
        ),
        banned_by=ADA,
        silenced_by=ADA,
        retry_at=NOW,
    )
    shown = card(raid)
    text = str(shown["embeds"])
    assert shown["embeds"][0]["title"] == "🛡️ Raid #12"
    for said in (
        *("12 joined at once; usually it is 0.4", "belong together", "said nearly the same"),
        *("within half an hour", "insulted at once", "went for <@7>", "Declared by <@7>"),
        *("20 suspects", "raider100", "and 8 more", "20 not acted on", "1 message"),
        *("Invites and DMs are paused", "<#5> are slowed down", "<#6> is locked"),
        *("Ban of the suspects", "Timeout of the suspects", "the next try"),
    ):
        assert said in text, said
    check_message(shown)


def test_the_buttons_are_those_that_still_make_sense() -> None:
    """T-4."""
    raid = people(3)
    assert labels(raid) == [
        *("Ban suspects", "Time out suspects", "End raid", "Undo", "Show suspects")
    ]
    assert labels(a_raid()) == ["End raid", "Undo"]
    over = ended(raid, NOW, None)
    assert labels(over) == ["Ban suspects", "Time out suspects", "Undo", "Show suspects"]
    banned = with_fates(raid, {one.user: Fate.BANNED for one in raid.suspects})
    assert labels(banned) == ["End raid", "Undo", "Show suspects"]
    silent = with_fates(raid, {one.user: Fate.TIMED_OUT for one in raid.suspects})
    assert labels(silent) == ["Ban suspects", "End raid", "Undo", "Show suspects"]
    assert labels(undone(raid, NOW, ADA)) == ["Show suspects"]


def test_the_state_is_said_in_words() -> None:
    assert "**raid** until" in str(card(a_raid()))
    assert "nothing more was seen" in str(card(ended(a_raid(), NOW, None)))
    assert "Ended by <@7>" in str(card(ended(a_raid(), NOW, ADA)))
    assert "Undone by <@7>" in str(card(undone(a_raid(), NOW, ADA)))


def test_what_failed_and_how_far_it_is_stand_on_the_card() -> None:
    """Progress, and an honest word where Discord refused."""
    raid = people(3)
    bans = tuple(BulkBan(raid=raid.id, users=(ADA,), by=ADA, absent=flag) for flag in (False, True))
    order = plan(
        id=f"r:{GUILD}:{raid.id}:1",
        guild=GUILD,
        effects=(SetIncidents(invites_until=None, dms_until=None), *bans),
        decided_at=NOW,
        expires_at=NOW,
        audit_reason="",
    )
    failed = LedgerEntry(state=EffectState.FAILED, error="missing_permission")
    order = replace(order, ledger=(failed, LedgerEntry(state=EffectState.CONFIRMED), LedgerEntry()))
    text = str(card(raid, order=order))
    assert "Pausing invites and DMs: the bot lacks the permission" in text
    assert "1 of 2 parts done" in text


@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize("count", [1, 24, 1000])
def test_the_card_fits_into_a_message_whatever_the_names(locale: str, count: int) -> None:
    """T-11, T-12: strangers chose these names."""
    suspects = {UserId((1 << 60) + index): Part.KIN for index in range(count)}
    names = dict.fromkeys(suspects, "@everyone ||`*_~[x](https://x.y)" + "\U0001f525" * 20)
    raid = with_suspects(a_raid(signs=every_sign()), suspects, names)
    shown = raid_card(raid, say=words(locale), custom_ids=IDS)
    check_message(shown)
    assert "@everyone" not in str(shown)
    for page in range(pages_of(raid)):
        assert len(suspects_page(raid, page, words(locale)).encode("utf-16-le")) // 2 <= 4096


def test_every_suspect_stands_on_one_page() -> None:
    raid = people(2 * PAGE + 1)
    assert pages_of(raid) == 3
    lines = "\n".join(suspects_page(raid, page, SAY) for page in range(3)).split("\n")
    assert len(lines) == len(set(lines)) == 2 * PAGE + 1
    assert pages_of(a_raid()) == 1


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_every_part_and_fate_has_its_words(locale: str) -> None:
    """LK-080."""
    raid = people(len(Fate) * len(Part))
    mixed = tuple(
        replace(one, part=list(Part)[index % len(Part)], fate=list(Fate)[index % len(Fate)])
        for index, one in enumerate(raid.suspects)
    )
    raid = replace(raid, suspects=mixed)
    text = suspects_page(raid, 0, words(locale)) + str(
        raid_card(raid, say=words(locale), custom_ids=IDS)
    )
    assert "raid." not in text


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (5, "5 новичков написали"),
        (21, "21 новичок написал почти"),
        (22, "22 новичка написали"),
    ],
)
def test_signs_are_counted_as_russians_count(count: int, said: str) -> None:
    sign = Sign(kind=SignKind.ECHO, members=count, needed=5, level=Level.RAID, at=NOW)
    raid = people(1, signs=(sign,))
    assert said in str(raid_card(raid, say=words("ru"), custom_ids=IDS)["embeds"])


@pytest.mark.parametrize(("count", "said"), [(1, "1 ожидает бана"), (3, "3 ожидают бана")])
def test_fates_are_counted_as_russians_count(count: int, said: str) -> None:
    raid = people(count)
    waiting = with_fates(raid, {one.user: Fate.WAITING for one in raid.suspects})
    assert said in str(raid_card(waiting, say=words("ru"), custom_ids=IDS)["embeds"])
