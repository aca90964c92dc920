"""Heed what moderators do themselves: it goes on record, and older automatic orders yield to it."""

import logging
from collections.abc import Mapping
from typing import Any

from app.discord.guilds import audit_entry_of
from app.domain.deadlines.elapse import next_deadline
from app.domain.ids import GuildId, UserId
from app.domain.record.human_act import HumanAct, case_of, order_of, standing_after
from app.ports.errors import AlreadyDecided, Conflict, Unavailable
from app.ports.guilds import Guilds
from app.ports.members import Members
from app.ports.records import Records, Ruling

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
"""Times it is written again when the member's record moved meanwhile."""


class HeedAuditLog:
    """Handles GUILD_AUDIT_LOG_ENTRY_CREATE (IS-043, IS-110, IS-111)."""

    EVENTS = frozenset({"GUILD_AUDIT_LOG_ENTRY_CREATE"})

    def __init__(self, *, members: Members, guilds: Guilds, records: Records, own: UserId) -> None:
        self._members = members
        self._guilds = guilds
        self._records = records
        self._own = own

    def __call__(self, guild: GuildId, payload: Mapping[str, Any]) -> None:
        """Make a case of what somebody else did to a member; our own entries are no news.

        Heard of again, the same entry changes nothing.

        Raises:
            Malformed: the payload is no audit-log entry.
            Unavailable: it could not be put on record; it must come again.
        """
        act = audit_entry_of(payload)
        if act is None or act.actor == self._own:
            return
        once = f"audit:{act.id}"
        if self._records.is_decided(once):
            return
        number = self._records.next_case_number(guild)
        for _ in range(MAX_ATTEMPTS):
            try:
                self._records.commit(self._ruling(guild, act, number, once))
            except AlreadyDecided:
                return
            except Conflict:
                continue
            log.info(
                "heeded",
                extra={
                    "guild": str(guild),
                    "member": str(act.target),
                    "user": str(act.actor),
                    "action": f"{'lift ' if act.lifts else ''}{act.action}",
                    "case": number,
                },
            )
            return

        raise Unavailable("the member's record kept moving")

    def _ruling(self, guild: GuildId, act: HumanAct, number: int, once: str) -> Ruling:
        member = (guild, act.target)
        before = self._members.standings_of([member])[member]
        policy = self._guilds.policy_of(guild)
        after = standing_after(before, act, case=number)

        return Ruling(
            once=once,
            member=member,
            standing=after,
            expected_version=before.version,
            order=order_of(act, guild, number=number, policy=policy),
            case=case_of(act, guild, number=number, before=before, after=after),
            due_at=next_deadline(after, policy),
        )
