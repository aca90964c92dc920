"""Bans by the hundred; apart, since what they leave to the sweep would keep other tests waiting."""

from app.domain.raids.level import Level
from tests.raiding import Raiding


def test_two_hundred_are_banned_in_one_call(raid: Raiding) -> None:
    """RS-23: 200 a call; every member once."""
    raiders = raid.join(230)
    assert raid.raid().level is Level.SIEGE
    raid.click("raid_ban_sure")
    raid.carry_out()
    calls = raid.run.effects("bulk_ban_users_from_guild")
    assert len(calls) == 2
    assert len(raid.state()["bans"]) == len(raiders)
