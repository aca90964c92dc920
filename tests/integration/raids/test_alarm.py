"""The alarm: what one instance put on record of a raid, all others judge by at once (ST-045)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from app.adapters.redis.guild_windows import RedisGuildWindows
from app.adapters.redis.windows import RedisWindows
from app.domain.evidence import Evidence
from app.domain.ids import ChannelId, GuildId, UserId
from app.domain.raids.level import Level
from app.domain.raids.share import Share
from app.local.ports import LOOPBACK, free_port
from app.ports.errors import Unavailable
from app.ports.windows import Alarm
from tests.conftest import Aws
from tests.moderation import (
    Moderation,
    envelope,
    fresh_guild,
    guild_payload,
    message_payload,
    moderation,
)
from tests.scripted_classifier import ScriptedClassifier

LURE = "free nitro for the first hundred people, join https://nitro.example.com right now"
HARMLESS = "good evening everybody"
CALM = Share()
RAIDERS = range(11, 19)
SUSPECT = 11


class Counting(Redis):
    """A client that counts its pipelines, each of them one trip to the server."""

    pipelines = 0

    def pipeline(self, *arguments: Any, **named: Any) -> Any:
        self.pipelines += 1
        return super().pipeline(*arguments, **named)


@dataclass
class Instances:
    """Two instances of `moderate`; the second believes what it read for as long as it lives."""

    first: Moderation
    second: Moderation
    guild: GuildId

    def say(self, instance: Moderation, text: str, *users: int) -> None:
        joined = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
        member = {"roles": [], "joined_at": joined}
        events = [
            ("MESSAGE_CREATE", message_payload(self.guild, text, user=user, member=member))
            for user in users
        ]
        assert instance.handle([envelope(self.guild, *events)]) == set()

    def judged(self, user: int) -> Evidence:
        """What the last harmless message of a member was judged on."""
        found = (one.evidence for one in self.first.clean(self.guild))
        return max(
            (one for one in found if one.subject.user == user), key=lambda one: one.judged_at
        )


def instances(environment: Mapping[str, str], urls: tuple[str, str]) -> Instances:
    guild = fresh_guild()
    first, second = (
        moderation(environment, url, ScriptedClassifier({}), believes=believes)
        for url, believes in zip(urls, (False, True), strict=True)
    )
    first.handle([envelope(guild, ("GUILD_CREATE", guild_payload(guild)))])

    return Instances(first, second, guild)


@pytest.fixture
def windows(redis_url: str) -> Iterator[tuple[RedisWindows, RedisGuildWindows]]:
    with Redis.from_url(redis_url) as client:
        yield RedisWindows(lambda: client), RedisGuildWindows(lambda: client)


def an_alarm(until: datetime, *suspects: int) -> Alarm:
    users = frozenset(UserId(user) for user in suspects)
    return Alarm(version=3, level=Level.SIEGE, until=until, suspects=users)


def test_a_second_instance_judges_the_next_message_by_the_level_at_once(
    aws: Aws, redis_url: str
) -> None:
    """ST-034, ST-045: not when it happens to read the table again."""
    both = instances(aws.environment, (redis_url, redis_url))
    both.say(both.second, HARMLESS, 999)
    assert both.judged(999).raid == CALM, "now it believes for good that all is calm"
    both.say(both.first, LURE, *RAIDERS)
    assert both.first.raids.alert_now(both.guild).level is Level.RAID

    both.say(both.second, HARMLESS, SUSPECT, 999)

    assert both.judged(SUSPECT).raid == Share(level=Level.RAID, suspect=True)
    assert both.judged(999).raid == Share(level=Level.RAID, suspect=False)


def test_without_windows_the_table_is_the_truth_and_the_fallback(aws: Aws, redis_url: str) -> None:
    """ST-045: who cannot hear of it judges as before, and knows it when the table is read again."""
    nowhere = f"redis://{LOOPBACK}:{free_port()}"
    both = instances(aws.environment, (redis_url, nowhere))
    both.say(both.second, HARMLESS, 999)
    both.say(both.first, LURE, *RAIDERS)

    both.say(both.second, HARMLESS, SUSPECT)
    assert both.judged(SUSPECT).raid == CALM
    later = moderation(aws.environment, nowhere, ScriptedClassifier({}))
    both.say(later, HARMLESS, SUSPECT)
    assert both.judged(SUSPECT).raid == Share(level=Level.RAID, suspect=True)


def test_a_newer_word_of_the_table_overrules_an_alarm(aws: Aws, redis_url: str) -> None:
    """A moderator who ends a raid does so in the table alone: that is the truth."""
    both = instances(aws.environment, (redis_url, redis_url))
    both.say(both.first, LURE, *RAIDERS)
    alert = both.first.raids.alert_now(both.guild)
    both.first.raids.announce(
        both.guild, replace(alert, level=Level.CALM, until=None, version=alert.version + 1)
    )

    both.say(both.second, HARMLESS, SUSPECT)

    assert both.judged(SUSPECT).raid == CALM


def test_while_the_table_is_silent_an_alarm_is_better_than_nothing(
    aws: Aws, redis_url: str
) -> None:
    both = instances(aws.environment, (redis_url, redis_url))
    both.say(both.first, LURE, *RAIDERS)
    deaf = moderation(
        aws.environment,
        redis_url,
        ScriptedClassifier({}),
        around=lambda name, part: Silent() if name == "raids" else part,
    )
    both.say(deaf, HARMLESS, SUSPECT)

    assert both.judged(SUSPECT).raid == Share(level=Level.RAID, suspect=True)


def test_a_raid_is_on_record_whether_or_not_others_hear_of_it_at_once(
    aws: Aws, redis_url: str
) -> None:
    """ST-043, ST-045: the alarm is a convenience, the record is not."""
    mute = moderation(
        aws.environment,
        redis_url,
        ScriptedClassifier({}),
        around=lambda name, part: Mute(part) if name == "guild_windows" else part,
    )
    both = instances(aws.environment, (redis_url, redis_url))
    both.say(mute, LURE, *RAIDERS)

    assert mute.raids.alert_now(both.guild).level is Level.RAID
    both.say(both.first, HARMLESS, SUSPECT)
    assert both.judged(SUSPECT).raid == Share(level=Level.RAID, suspect=True)


class Mute:
    """Windows that take everything but an alarm."""

    def __init__(self, windows: RedisGuildWindows) -> None:
        self.join, self.hear, self.lately = windows.join, windows.hear, windows.lately

    def raise_alarm(self, guild: GuildId, alarm: Alarm) -> None:
        raise Unavailable(f"refused by the test: {guild}, {alarm.version}")


class Silent:
    """A table of raids that does not answer."""

    def alert_of(self, guild: GuildId) -> None:
        raise Unavailable(f"refused by the test: {guild}")


def test_an_alarm_comes_with_the_look_and_goes_when_the_raid_ends(
    windows: tuple[RedisWindows, RedisGuildWindows],
) -> None:
    look, guild_windows = windows
    guild, other, until = fresh_guild(), fresh_guild(), datetime.now(UTC) + timedelta(minutes=20)
    until = until.replace(microsecond=0)
    guild_windows.raise_alarm(guild, an_alarm(until, 1, 2))
    guild_windows.raise_alarm(other, an_alarm(until))

    members = [(guild, UserId(1)), (other, UserId(2))]
    view = look.look(members, [(guild, ChannelId(5))])
    assert view.alarms == {guild: an_alarm(until, 1, 2), other: an_alarm(until)}
    assert look.look([(fresh_guild(), UserId(1))], []).alarms == {}

    guild_windows.raise_alarm(guild, an_alarm(datetime.now(UTC) - timedelta(seconds=1), 1))
    assert guild not in look.look(members, []).alarms


def test_hearing_of_alarms_takes_no_trip_of_its_own(redis_url: str) -> None:
    """As many trips a batch as without alarms."""
    with Counting.from_url(redis_url) as client:
        windows = RedisWindows(lambda: client)
        guilds = [fresh_guild() for _ in range(5)]
        windows.look([(guild, UserId(1)) for guild in guilds], [])
        assert client.pipelines == 1


def test_a_server_that_is_away_is_told_in_our_words() -> None:
    away = RedisGuildWindows(lambda: Redis(host=LOOPBACK, port=free_port()))
    with pytest.raises(Unavailable):
        away.raise_alarm(fresh_guild(), an_alarm(datetime.now(UTC)))
