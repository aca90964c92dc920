"""Raids from the events to Discord and back, on real tables, a real Redis and the fake Discord."""

from dataclasses import replace
from datetime import timedelta

from app.domain.action import Action, Mode
from app.domain.ids import UserId
from app.domain.permissions import Permission
from app.domain.policies.policy import Policy
from app.domain.raids.level import Level
from app.domain.raids.raid import Fate
from app.domain.record.case import Outcome
from tests.conftest import Aws
from tests.fake_discord import RunningFake
from tests.moderation import envelope
from tests.raiding import INSULT, LURE, Raiding, raiding

AUDIENCE = (
    "hello from the stream, so happy to finally be here with all of you",
    "what a great community you have built here, I am impressed",
    "does anybody know when the next stream starts, and in which channel?",
    "first time on this server, where do I find the rules and the roles?",
)

NAMES = (
    "lena",
    "tobias",
    "aiko",
    "petra",
    "hamid",
    "okonkwo",
    "yusuf",
    "bruno",
    "ingrid",
    "jorge",
    "esther",
    "fergus",
)


def lured(index: int) -> str:
    return f"{LURE} {index}"


def test_a_raid_is_seen_recorded_shown_banned_and_taken_back(raid: Raiding) -> None:
    """ST-018, ST-040, ST-041, ST-043, ST-044, ST-045, RM-004: from the first join to the Undo."""
    raiders = raid.join(12)
    raid.say(raiders, lured)
    found = raid.raid()
    assert found.level.is_raid
    assert {one.user for one in found.suspects} == set(raiders)
    assert len(found.messages) == 12
    assert {str(sign.kind) for sign in found.signs} >= {"joins", "kin", "echo"}

    raid.carry_out()
    state = raid.state()
    assert state["incidents"]["invites_disabled_until"] > 0
    assert state["incidents"]["dms_disabled_until"] > 0
    assert state["bans"] == {}
    assert state["timeouts"] == {}
    assert raid.labels() == [
        *("Ban suspects", "Time out suspects", "End raid"),
        *("Undo", "Show suspects"),
    ]
    assert "12 suspects" in str(raid.card())

    raid.click("raid_ban_sure")
    raid.carry_out()
    assert set(raid.state()["bans"]) == {str(user) for user in raiders}
    assert set(raid.raid().with_fate(Fate.BANNED)) == set(raiders)
    assert "12 banned" in str(raid.card())

    raid.click("raid_undo_sure")
    raid.carry_out()
    state = raid.state()
    assert state["bans"] == {}
    assert state["incidents"] == {
        **state["incidents"],
        "invites_disabled_until": None,
        "dms_disabled_until": None,
    }
    assert raid.alert().level_at(raid.now()) is Level.CALM
    assert raid.labels() == ["Show suspects"]
    assert "Undone by" in str(raid.card())


def test_a_streamers_audience_is_watched_and_nothing_is_done(raid: Raiding) -> None:
    """ST-040: many joins of old accounts, varied chat: on record, no order, no card."""
    audience = [
        raid.join(1, name, age_days=100 + 41 * index)[0] for index, name in enumerate(NAMES)
    ]
    raid.say(audience, lambda index: f"{AUDIENCE[index % 4]} {NAMES[index] * 3}")
    assert raid.alert().level_at(raid.now()) is Level.WATCH
    assert raid.raid().number is None
    assert raid.raid().suspects == ()
    assert raid.orders() == []


def test_a_moderator_is_asked_before_anybody_is_touched(raid: Raiding) -> None:
    """RM-004: the first click only asks; the second one orders."""
    raid.say(raid.join(6), lured)
    raid.carry_out()
    asked = raid.click("raid_ban")
    assert "Ban **6** suspects?" in asked["data"]["content"]
    (button,) = asked["data"]["components"][0]["components"]
    assert button["label"] == "Yes, ban them"
    assert len(raid.orders()) == 1
    answer = raid.press(button["custom_id"])
    assert "are being banned" in answer["data"]["content"]
    assert len(raid.orders()) == 2


def test_who_may_not_ban_cannot_press_the_button(raid: Raiding) -> None:
    """T-4: the rights of this click."""
    raid.say(raid.join(6), lured)
    refused = raid.click("raid_ban_sure", by="mia", permissions=Permission.MODERATE_MEMBERS)
    assert "Ban Members" in refused["data"]["content"]
    assert len(raid.orders()) == 1


def test_a_moderator_who_lost_the_right_meanwhile_bans_nobody(raid: Raiding) -> None:
    """T-5: the order is measured by the moderator's rights when it is carried out."""
    raid.say(raid.join(6), lured)
    raid.click("raid_ban_sure", by="mia", permissions=Permission.ADMINISTRATOR)
    raid.carry_out()
    assert raid.state()["bans"] == {}
    assert "the moderator may not do this" in str(raid.card())


def test_moderators_and_old_members_among_the_suspects_are_left_alone(raid: Raiding) -> None:
    """ST-061: never owner, staff, the exempt or old members, as they are at the last moment."""
    raiders = raid.join(8)
    raid.say(raiders, lured)
    raid.run.fake.control.act(
        "member-roles", guild=str(raid.guild), user=str(raiders[0]), roles=["Moderator"]
    )
    raid.run.fake.control.act("leave", guild=str(raid.guild), user=str(raiders[1]))
    raid.click("raid_ban_sure")
    raid.carry_out()
    assert set(raid.state()["bans"]) == {str(user) for user in raiders[1:]}
    found = raid.raid()
    assert found.with_fate(Fate.SPARED) == (raiders[0],)


def test_discords_limit_on_bans_of_strangers_makes_the_rest_wait(raid: Raiding) -> None:
    """RS-6, P11: error 30035: the remainder is queued, the card says so, time brings the retry."""
    raiders = raid.join(9)
    raid.say(raiders, lured)
    gone = raiders[:3]
    for user in gone:
        raid.run.fake.control.act("leave", guild=str(raid.guild), user=str(user))
    raid.run.fake.control.act("guild", guild=str(raid.guild), non_member_bans_left=0)
    raid.click("raid_ban_sure")
    raid.carry_out()
    assert set(raid.state()["bans"]) == {str(user) for user in raiders[3:]}
    found = raid.raid()
    assert set(found.with_fate(Fate.WAITING)) == set(gone)
    assert found.retry_at is not None
    assert "Discord takes no more bans" in str(raid.card())

    raid.run.fake.control.act("guild", guild=str(raid.guild), non_member_bans_left=100)
    raid.after(hours=1, minutes=1)
    raid.sweep()
    raid.sweep()
    assert set(raid.state()["bans"]) == {str(user) for user in raiders}
    assert raid.raid().retry_at is None


def test_suspects_are_silenced_and_freed_again(raid: Raiding) -> None:
    """RM-004: the milder button, and its Undo."""
    raiders = raid.join(30)
    raid.say(raiders[:6], lured)
    raid.click("raid_mute_sure")
    raid.carry_out()
    assert set(raid.state()["timeouts"]) == {str(user) for user in raiders}
    raid.click("raid_undo_sure")
    raid.carry_out()
    assert raid.state()["timeouts"] == {}
    assert set(raid.raid().with_fate(Fate.RELEASED)) == set(raiders)


def test_what_was_done_to_suspects_comes_on_their_record_and_off_again(raid: Raiding) -> None:
    """ST-018, IS-110, IS-111: a case each in the moderator's name, void after the Undo."""
    raiders = raid.join(8)
    raid.say(raiders, lured)
    raid.click("raid_ban_sure")
    raid.carry_out()
    raid.sweep()
    cases = {one.member: one for one in raid.moderate.cases(raid.guild) if one.moderator}
    assert set(cases) == set(raiders)
    assert {(one.action, one.moderator) for one in cases.values()} == {
        (Action.BAN, raid.run.member("ada"))
    }
    raid.sweep()
    assert len(raid.moderate.cases(raid.guild)) == len(
        {one.number for one in raid.moderate.cases(raid.guild)}
    )
    member = (raid.guild, raiders[0])
    assert raid.moderate.members.standings_of([member])[member].bans == 1

    raid.click("raid_undo_sure")
    raid.carry_out()
    raid.sweep()
    assert {one.outcome for one in raid.moderate.cases(raid.guild)} == {Outcome.VOIDED}
    assert raid.moderate.members.standings_of([member])[member].bans == 0


def test_a_case_made_while_a_suspect_was_judged_more_strictly_falls_with_the_undo(
    raid: Raiding,
) -> None:
    """ST-034: context 1 and stricter thresholds for suspects, and for nobody else."""
    raiders = raid.join(10)
    assert raid.alert().level_at(raid.now()).is_raid
    raid.say(raiders[:1], lambda _: INSULT)
    (case,) = [one for one in raid.moderate.cases(raid.guild) if one.evidence]
    assert case.evidence is not None
    assert case.evidence.raid.counts
    assert case.evidence.context == 1.0
    raid.carry_out()
    raid.click("raid_undo_sure")
    raid.carry_out()
    raid.sweep()
    (case,) = [one for one in raid.moderate.cases(raid.guild) if one.evidence]
    assert case.outcome is Outcome.VOIDED
    assert raid.state()["timeouts"] == {}

    calm = raid.run.member("tom")
    raid.say([calm], lambda _: INSULT)
    (other,) = [one for one in raid.moderate.cases(raid.guild) if one.member == calm]
    assert other.evidence is not None
    assert not other.evidence.raid.counts


def test_channels_are_slowed_down_and_get_back_what_they_had(raid: Raiding) -> None:
    """RM-004: slowmode where the raid is, restored when it ends."""
    raiders = raid.join(6)
    raid.say(raiders, lured, channel="random")
    raid.carry_out()
    assert _slowmode(raid, "random") == 10
    assert _slowmode(raid, "general") == 0
    raid.click("raid_end")
    raid.carry_out()
    assert _slowmode(raid, "random") == 0
    assert "Ended by" in str(raid.card())


def _slowmode(raid: Raiding, channel: str) -> int:
    by_id = {one["id"]: one for one in raid.state()["channels"]}
    found: int = by_id[str(raid.run.channel(channel))].get("rate_limit_per_user", 0)

    return found


def test_a_raid_ends_by_itself_when_nothing_more_is_seen(raid: Raiding) -> None:
    """ST-043: automatic expiry; measures are lifted by the sweep, suspects stay as they are."""
    raid.say(raid.join(6), lured)
    raid.carry_out()
    raid.after(minutes=19)
    assert raid.alert().level_at(raid.now()).is_raid
    raid.after(minutes=2)
    assert raid.alert().level_at(raid.now()) is Level.CALM
    assert raid.raid().ended_at is not None
    assert raid.state()["incidents"]["invites_disabled_until"] is None
    assert "nothing more was seen" in str(raid.card())
    assert "Ban suspects" in raid.labels()


def test_more_of_the_same_keeps_the_raid_going_and_the_card_up_to_date(raid: Raiding) -> None:
    """ST-043: hysteresis: while a raid is on, less is enough to keep it."""
    raiders = raid.join(24)
    raid.say(raiders[:6], lured)
    first = raid.raid()
    raid.run.clock.skip(timedelta(minutes=15))
    more = raid.join(10)
    raid.say(more, lured)
    later = raid.raid()
    assert later.id == first.id
    assert later.until > first.until
    assert len(later.suspects) == 34
    raid.carry_out()
    assert "34 suspects" in str(raid.card())


def test_an_ended_raid_is_not_raised_again_by_what_was_said_before(raid: Raiding) -> None:
    """T-4: what a moderator ended stays ended until something new happens."""
    raiders = raid.join(10)
    raid.say(raiders[:6], lured)
    raid.click("raid_end")
    raid.run.clock.skip(timedelta(minutes=1))
    raid.say(raiders[6:8], lured)
    assert raid.alert().level_at(raid.now()) is Level.CALM
    raid.say(raiders, lured)
    assert raid.alert().level_at(raid.now()).is_raid


def test_redelivered_events_change_nothing(raid: Raiding) -> None:
    """ST-011: the same joins again are the same joins."""
    users = [UserId(int(raid.guild) + (index << 30)) for index in range(9)]
    events = [
        ("GUILD_MEMBER_ADD", raid.member_payload(user, f"person{chr(97 + index)}"))
        for index, user in enumerate(users)
    ]
    for _ in range(5):
        raid.moderate.handle([envelope(raid.guild, *events)])
    assert raid.alert().level_at(raid.now()) is Level.CALM


def test_a_slash_command_for_every_need(raid: Raiding) -> None:
    """RM-004: /raid status, expect, on, off, undo; for those who manage the server."""
    assert raid.command("status") == "Nothing is going on."
    assert "an influx is expected" in raid.command("expect", minutes=30)
    assert "An influx is expected" in raid.command("status")
    on = raid.command("on", minutes=10)
    assert "is declared until <t:" in on
    assert "`/raid off` ends them" in on
    raid.carry_out()
    assert raid.state()["incidents"]["invites_disabled_until"] is not None
    assert raid.command("on") == "A raid is on already."
    off = raid.command("off")
    assert "is over" in off
    assert "Bans and timeouts stay; Undo takes them back." in off
    raid.carry_out()
    assert raid.state()["incidents"]["invites_disabled_until"] is None
    assert "over already" in raid.command("off")
    assert "Undo raid" in raid.command("undo")
    raid.click("raid_undo_sure")
    assert "undone already" in raid.command("undo")


def test_an_announced_influx_needs_three_times_as_much(raid: Raiding) -> None:
    """ST-040: an expected surge."""
    raid.command("expect")
    raiders = raid.join(12)
    raid.say(raiders, lured)
    assert not raid.alert().level_at(raid.now()).is_raid
    raid.say(raid.join(4), lured)
    assert raid.alert().level_at(raid.now()).is_raid


def test_suspects_are_listed_page_by_page(raid: Raiding) -> None:
    """The full list, for moderators alone."""
    raid.join(30)
    first = raid.click("raid_list", subject=f"{raid.raid().id}.0")["data"]
    assert first["flags"] == 64
    assert first["embeds"][0]["description"].count("\n") == 24
    assert [one["label"] for one in first["components"][0]["components"]] == ["Next"]
    last = raid.click("raid_list", subject=f"{raid.raid().id}.1")["data"]
    assert last["embeds"][0]["description"].count("\n") == 4


def test_a_lost_reply_does_not_lose_who_was_banned(raid: Raiding) -> None:
    """RS-23: the call is repeated, and everybody counts once."""
    raiders = raid.join(8)
    raid.say(raiders, lured)
    raid.carry_out()
    raid.run.fault("bulk_ban_users_from_guild", "reply_lost")
    raid.click("raid_ban_sure")
    raid.carry_out()
    assert set(raid.state()["bans"]) == {str(user) for user in raiders}
    assert set(raid.raid().with_fate(Fate.BANNED)) == set(raiders)


def test_a_locked_channel_gets_back_exactly_what_it_allowed(
    module_aws: Aws, redis_url: str, fake: RunningFake
) -> None:
    """RS-29: lockdown by policy; the overwrite of everybody is restored, or removed again."""
    terms = replace(Policy().raids, lockdown_from=Level.RAID)
    with raiding(module_aws.environment, redis_url, fake, raids=terms) as raid:
        before = _everyone(raid, "general")
        raid.say(raid.join(6), lured)
        raid.carry_out()
        locked = _everyone(raid, "general")
        assert locked is not None
        assert int(locked["deny"]) & int(Permission.SEND_MESSAGES)
        raid.click("raid_end")
        raid.carry_out()
        assert _everyone(raid, "general") == before


def _everyone(raid: Raiding, channel: str) -> dict[str, str] | None:
    by_id = {one["id"]: one for one in raid.state()["channels"]}
    overwrites = by_id[str(raid.run.channel(channel))]["permission_overwrites"]
    return next((one for one in overwrites if one["id"] == str(raid.guild)), None)


def test_a_guild_that_only_watches_gets_the_card_and_no_measures(
    module_aws: Aws, redis_url: str, fake: RunningFake
) -> None:
    """Shadow mode: nothing is done to anybody."""
    with raiding(module_aws.environment, redis_url, fake, mode=Mode.SHADOW) as raid:
        raid.say(raid.join(6), lured)
        raid.carry_out()
        assert raid.state()["incidents"]["invites_disabled_until"] is None
        assert _slowmode(raid, "general") == 0
        assert "Raid #" in str(raid.card())
