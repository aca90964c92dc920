"""The messages of an order, rendered at the last moment: cards for moderators, DMs for members."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.discord.cards import (
    appeal_card,
    appeal_custom_id,
    case_card,
    flag_card,
    notice_message,
    raid_card,
    reply_message,
)
from app.discord.custom_id import CustomIds
from app.domain.appeals.appeal import Appeal
from app.domain.look_back.explanation import Explanation, explain
from app.domain.notice import Notice
from app.domain.order import AmendNotice, EditReply, Order, SendNotice
from app.domain.policies.policy import Policy
from app.domain.raids.raid import Raid
from app.domain.record.case import Case
from app.domain.record.flag import Flag
from app.i18n.words import words

Body = Mapping[str, Any]
_NONCE = 24


class Bodies:
    """Everything that is written on Discord for an order. All bodies mention nobody."""

    def __init__(self, custom_ids: CustomIds) -> None:
        self._custom_ids = custom_ids

    def notice(
        self,
        effect: SendNotice | AmendNotice,
        case: Case | None,
        guild_name: str,
        now: datetime,
        *,
        policy: Policy | None = None,
    ) -> Body:
        """A DM; with the appeal button where the order wants one.

        With the guild's `policy` it says until when one can appeal, and when a warning expires.
        """
        appealable = isinstance(effect, SendNotice) and effect.appealable and case is not None
        warnings = case.warnings_after if case else None
        return notice_message(
            effect.notice,
            case,
            say=words(effect.locale),
            guild_name=guild_name,
            now=now,
            appeal_custom_id=appeal_custom_id(self._custom_ids, case)
            if appealable and case
            else None,
            appeal_until=case.made_at + policy.appeals.window if case and policy else None,
            warning_until=case.made_at + policy.warnings.decay_at(warnings)
            if case and policy and warnings
            else None,
        )

    def not_done(
        self, effect: SendNotice, case: Case | None, guild_name: str, now: datetime
    ) -> Body:
        """What the DM becomes when the announced action did not happen (ruling C1)."""
        return notice_message(
            Notice("dm.not_done"),
            case,
            say=words(effect.locale),
            guild_name=guild_name,
            now=now,
        )

    def case(self, case: Case, locale: str, policy: Policy, now: datetime) -> Body:
        return case_card(case, say=words(locale), now=now, why=why_of(case, policy))

    def flag(self, flag: Flag, locale: str, policy: Policy, now: datetime) -> Body:
        return flag_card(flag, say=words(locale), now=now, why=why_of(flag, policy))

    def appeal(self, appeal: Appeal, case: Case, locale: str) -> Body:
        return appeal_card(appeal, case, say=words(locale), custom_ids=self._custom_ids)

    def raid(self, raid: Raid, order: Order, locale: str) -> Body:
        """The raid's card, with how far the order is."""
        return raid_card(raid, say=words(locale), custom_ids=self._custom_ids, order=order)

    def reply(self, effect: EditReply) -> Body:
        return reply_message(effect.notice, say=words(effect.locale))


def why_of(paper: Case | Flag, policy: Policy | None) -> Explanation | None:
    """The explanation of an automatic decision; None when it was made under another policy.

    An order is carried out seconds after the decision, so nearly always the policy is the same.
    """
    evidence, decision = paper.evidence, paper.decision
    if evidence is None or decision is None or policy is None:
        return None
    if decision.policy_version != policy.version:
        return None

    return explain(evidence, decision, policy)


def without_quotes(body: Body) -> Body:
    """The same card by its title alone: Discord's filters refused something that it quotes."""
    kept = ("title", "color", "timestamp")
    embeds = [{key: part for key, part in embed.items() if key in kept} for embed in body["embeds"]]

    return {**body, "embeds": embeds}


def nonce_of(order: Order, index: int) -> str:
    """Names one message of one order to Discord: the same nonce is posted once. 25 at most."""
    return hashlib.sha256(f"{order.id}/{index}".encode()).hexdigest()[:_NONCE]


def is_same_card(body: Body, posted: Mapping[str, Any]) -> bool:
    """Whether a posted message is this card: its title (with the number) and its first link."""
    return _signature(body) == _signature(posted)


def _signature(payload: Mapping[str, Any]) -> tuple[str, str]:
    for embed in payload.get("embeds") or ():
        links = [
            field["value"].partition("](")[2].partition(")")[0]
            for field in embed.get("fields") or ()
            if "](https://discord.com/channels/" in field["value"]
        ]
        return str(embed.get("title")), links[0] if links else ""

    return "", ""
