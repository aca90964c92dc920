from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.dynamodb import codec, slips, tables
from app.adapters.dynamodb.deadlines import DynamoDeadlines
from app.adapters.dynamodb.reputations import DynamoReputations
from app.domain.ids import UserId
from app.domain.permissions import Permission
from app.domain.record.mute import mute
from app.domain.record.standing import Standing, TemporaryBan
from app.domain.reputation.achievements import ACHIEVEMENTS
from app.domain.reputation.policy import ReputationPolicy
from app.domain.reputation.record import Day, Reputation
from app.i18n import CATALOGUES
from app.ports.deadlines import Due
from app.ports.reputations import Kept
from tests.discord_limits import check_answer, texts_of
from tests.door import MEMBER, MODERATOR, OTHER, Door, a_case, command, payload
from tests.integration.interactions.test_appeals import file_appeal, rule

NOW = datetime.now(UTC)


def keep(entrance: Door, user: UserId, record: Reputation, points: int = 0) -> None:
    items = tables.bound(
        tables.MemberItem,
        entrance.settings.members,
        region=entrance.settings.region,
        endpoint=entrance.settings.endpoint,
    )
    kept = Kept(member=(entrance.guild, user), record=record, points=points)
    DynamoReputations(members=items).keep(kept)


def keep_standing(entrance: Door, user: UserId, standing: Standing) -> None:
    items = tables.bound(
        tables.MemberItem,
        entrance.settings.members,
        region=entrance.settings.region,
        endpoint=entrance.settings.endpoint,
    )
    key = tables.member_key(entrance.guild, user)
    items(pk=key, sk="member", body=codec.dump(standing), version=standing.version).save()


def shown(entrance: Door, asked: dict[str, object]) -> str:
    answer = entrance.send(asked)
    check_answer(answer)
    assert answer["data"]["flags"] == 64
    return "\n".join(texts_of(answer))


def test_a_member_sees_what_their_points_are_made_of(entrance: Door) -> None:
    """LK-020, LK-030, LK-055, IS-133"""
    record = Reputation(
        helpful=3,
        active=0b101,
        messages=4,
        days={NOW.date(): Day(hours={9: 2}, thanked_by=frozenset({UserId(9)}))},
        violations={7: NOW},
        achievements={"first_thanks": NOW},
    )
    keep(entrance, MODERATOR, record)

    text = shown(entrance, command("reputation", guild=entrance.guild))

    assert f"<@{MODERATOR}>" in text
    assert "**5 points**" in text
    assert "Thanked by others: 4" in text
    assert "Violations: 1" in text
    assert "2 active days" in text
    assert "6 messages" in text
    assert "🏅 First thanks" in text


def test_who_is_new_has_no_points_and_is_told_how_to_get_some(entrance: Door) -> None:
    text = shown(entrance, command("reputation", guild=entrance.guild))

    assert "**0 points**" in text
    assert "None yet" in text


def test_a_ban_and_a_timeout_are_shown_with_their_end(entrance: Door) -> None:
    """LK-024: as long as they are in force."""
    until = NOW + timedelta(days=3)
    keep_standing(
        entrance,
        OTHER,
        Standing(
            ban=TemporaryBan(until=until), mute=mute(NOW, timedelta(days=1), case=None, by=None)
        ),
    )

    asked = command("reputation", guild=entrance.guild, member=str(OTHER))
    text = shown(entrance, asked)

    assert f"<t:{int(until.timestamp())}:f>" in text
    assert f"Timeout until <t:{int((NOW + timedelta(days=1)).timestamp())}:f>" in text
    assert "In force now" in text


def test_what_is_over_is_not_shown(entrance: Door) -> None:
    """LK-024"""
    keep_standing(
        entrance,
        OTHER,
        Standing(
            ban=TemporaryBan(until=NOW - timedelta(days=1)),
            mute=mute(NOW - timedelta(hours=2), timedelta(hours=1), case=None, by=None),
        ),
    )

    text = shown(entrance, command("reputation", guild=entrance.guild, member=str(OTHER)))

    assert "until" not in text


def test_somebody_elses_numbers_are_for_moderators(entrance: Door) -> None:
    asked = command("reputation", guild=entrance.guild, member=str(OTHER))
    asked["member"]["permissions"] = str(int(Permission.SEND_MESSAGES))

    assert "permission" in entrance.say(asked).lower()


@pytest.mark.parametrize("named", ["nobody", "-1", "99999999999999999999999"])
def test_a_member_that_is_none_is_refused(entrance: Door, named: str) -> None:
    asked = command("reputation", guild=entrance.guild, member=named)

    assert entrance.say(asked)


def test_the_leaderboard_names_the_best_first(entrance: Door) -> None:
    """LK-025, LK-056"""
    for user, points in ((UserId(1), 5), (UserId(2), 40), (UserId(3), -15)):
        keep(entrance, user, Reputation(), points)

    text = shown(entrance, command("leaderboard", guild=entrance.guild))

    assert text.index("**1.** <@2> · 40 points") < text.index("**2.** <@1> · 5 points")
    assert "<@3>" not in text


def test_an_empty_leaderboard_says_so(entrance: Door) -> None:
    text = shown(entrance, command("leaderboard", guild=entrance.guild) | {"locale": "ru"})

    assert "нет очков." in text


@pytest.mark.parametrize("name", ["reputation", "leaderboard"])
def test_a_guild_without_reputation_says_so(entrance: Door, name: str) -> None:
    """LK-071"""
    entrance.keep_policy(reputation=ReputationPolicy(enabled=False))

    assert "switched off" in entrance.say(command(name, guild=entrance.guild))


def test_reputation_is_asked_for_on_a_server(entrance: Door) -> None:
    asked = payload(2, {"id": "1", "name": "reputation", "type": 1, "options": []})

    assert entrance.say(asked)


def test_an_approved_appeal_leaves_a_slip_so_that_points_come_back(entrance: Door) -> None:
    """LK-046: in the same transaction that voids the case."""
    entrance.keep_case(a_case(entrance.guild))
    file_appeal(entrance)
    rule(entrance, "approve", "It was a quote")

    found = [due.sk for due in slips_due(entrance)]

    assert found == ["slip#0000000012"]


def slips_due(entrance: Door) -> list[Due]:
    items = tables.bound(
        tables.MemberItem,
        entrance.settings.members,
        region=entrance.settings.region,
        endpoint=entrance.settings.endpoint,
    )
    mine = tables.member_key(entrance.guild, MEMBER)
    due = DynamoDeadlines(items, kind=slips.KIND).due(datetime.now(UTC), 1000)
    return [one for one in due if one.pk == mine]


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_every_achievement_has_a_name_and_a_notice(language: str) -> None:
    """LK-023, LK-080"""
    texts = CATALOGUES[language].texts

    for one in ACHIEVEMENTS:
        assert f"achievement.{one.key}" in texts
        assert f"dm.achievement.{one.key}" in texts
