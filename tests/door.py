"""The door of interactions as tests use it: signed payloads in, and the stores behind it."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from nacl.signing import SigningKey

from app.adapters.dynamodb import codec, tables
from app.bootstrap.interactions import endpoint_of
from app.config import InteractionsSettings, read
from app.discord.custom_id import CustomIds
from app.domain.action import Action
from app.domain.appeals.appeal import Appeal
from app.domain.decide import decide
from app.domain.guild import GuildFacts
from app.domain.ids import ChannelId, GuildId, MessageId, UserId, snowflake_at
from app.domain.notice import Notice
from app.domain.order import Order
from app.domain.permissions import Permission
from app.domain.place import Place
from app.domain.policies.policy import Channels, Policy
from app.domain.reason import reasons_of
from app.domain.record.case import Case, Outcome
from app.domain.record.standing import Standing
from app.interactions.endpoint import InteractionEndpoint, Reply
from tests.factories import evidence
from tests.patience import PATIENCE

KEY = SigningKey(b"\x07" * 32)
SECRET = "a secret of the tests, long enough"
MEMBER, MODERATOR, OTHER = UserId(4242), UserId(51), UserId(52)
STAFF = Permission.MODERATE_MEMBERS | Permission.KICK_MEMBERS
LOG, APPEALS = ChannelId(900), ChannelId(901)
APPLICATION = 100000000000000001

_fresh = itertools.count(snowflake_at(datetime.now(UTC)))


def fresh_id() -> int:
    """An id that no other test has."""
    return next(_fresh)


def public_key(key: SigningKey = KEY) -> str:
    return bytes(key.verify_key).hex()


def signed(
    body: bytes, *, at: datetime | None = None, key: SigningKey = KEY
) -> tuple[bytes, str, str]:
    """Body, signature and timestamp, as Discord sends them."""
    timestamp = str(int((at or datetime.now(UTC)).timestamp()))

    return body, key.sign(timestamp.encode() + body).signature.hex(), timestamp


def payload(kind: int, data: Mapping[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """An interaction of a member in a DM; `guild` and `permissions` put it on a server."""
    guild, permissions = changes.pop("guild", None), changes.pop("permissions", Permission(0))
    user = {"id": str(changes.pop("user", MEMBER)), "username": "somebody"}
    base: dict[str, Any] = {
        "id": str(fresh_id()),
        "application_id": str(APPLICATION),
        "type": kind,
        "token": "a-token",
        "version": 1,
        "locale": "en-US",
        "channel_id": "1",
        "entitlements": [],
    }
    if data is not None:
        base["data"] = dict(data)
    if guild is None:
        base |= {"user": user, "context": 1}
    else:
        member = {"user": user, "roles": [], "permissions": str(int(permissions))}
        base |= {"guild_id": str(guild), "member": member, "context": 0}

    return base | changes


def command(name: str, *, guild: int | None = None, **options: Any) -> dict[str, Any]:
    """A slash command by a moderator, or in a DM."""
    listed = [{"name": key, "type": 4, "value": value} for key, value in options.items()]
    data = {"id": "1", "name": name, "type": 1, "options": listed}

    return payload(2, data, guild=guild, user=MODERATOR, permissions=STAFF)


def click(custom_id: str, **changes: Any) -> dict[str, Any]:
    return payload(3, {"component_type": 2, "custom_id": custom_id}, **changes)


def sent_form(custom_id: str, text: str, **changes: Any) -> dict[str, Any]:
    component = {"type": 4, "id": 2, "custom_id": "text", "value": text}
    parts = [{"type": 18, "id": 1, "component": component}]

    return payload(5, {"custom_id": custom_id, "components": parts}, **changes)


@cache
def _bound(model: Any, name: str, region: str, endpoint: str | None) -> Any:
    """PynamoDB makes a client for each, so each is made once."""
    return tables.bound(model, name, region=region, endpoint=endpoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The endpoint on real tables, and those tables to look into."""

    endpoint: InteractionEndpoint
    settings: InteractionsSettings
    custom_ids: CustomIds
    guild: GuildId

    def send(self, interaction: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to an interaction that Discord signed."""
        reply = self.raw(interaction)
        assert reply.status == 200, reply
        answer: dict[str, Any] = json.loads(reply.body)

        return answer

    def raw(self, interaction: Mapping[str, Any]) -> Reply:
        return self.endpoint.handle(*signed(json.dumps(interaction).encode()))

    def say(self, interaction: Mapping[str, Any]) -> str:
        """The words of the answer, which only the person sees."""
        answer = self.send(interaction)
        assert answer["type"] == 4, answer
        assert answer["data"]["flags"] == 64
        assert answer["data"]["allowed_mentions"] == {"parse": []}
        text: str = answer["data"].get("content", "")

        return text

    def keep_policy(self, **changes: Any) -> Policy:
        policy = Policy(**({"channels": Channels(log=LOG, appeals=APPEALS)} | changes))
        for sk in ("policy#current", tables.policy_key(policy.version)):
            self._bound(tables.GuildItem, self.settings.guilds)(
                pk=str(self.guild), sk=sk, body=codec.dump(policy)
            ).save()

        return policy

    def keep_facts(self, facts: GuildFacts) -> None:
        """What the gateway heard of the guild."""
        items = self._bound(tables.GuildItem, self.settings.guilds)
        items(pk=str(facts.id), sk="facts", body=codec.dump(facts)).save()

    def keep_case(self, case: Case, standing: Standing | None = None) -> Case:
        item = self._bound(tables.CaseItem, self.settings.cases)
        item(
            pk=str(case.guild),
            sk=tables.case_key(case.number),
            member_key=tables.member_key(case.guild, case.member),
            body=codec.dump(case),
            version=3,
        ).save()
        if standing is not None:
            self._bound(tables.MemberItem, self.settings.members)(
                pk=tables.member_key(case.guild, case.member),
                sk="member",
                body=codec.dump(standing),
                version=standing.version,
            ).save()

        return case

    def keep_order(self, order: Order) -> None:
        self._bound(tables.OrderItem, self.settings.orders)(
            pk=order.id, body=codec.dump(order), group=order.group, state=str(order.state)
        ).save()

    def case(self, number: int) -> Case:
        items = self._bound(tables.CaseItem, self.settings.cases)
        return codec.load(Case, items.get(str(self.guild), tables.case_key(number)).body)

    def standing(self, member: UserId = MEMBER) -> Standing:
        items = self._bound(tables.MemberItem, self.settings.members)
        return codec.load(Standing, items.get(tables.member_key(self.guild, member), "member").body)

    def appeals(self) -> list[Appeal]:
        items = self._bound(tables.AppealItem, self.settings.appeals)
        return [codec.load(Appeal, item.body) for item in items.query(str(self.guild))]

    def orders(self) -> list[Order]:
        found = self._bound(tables.OrderItem, self.settings.orders).scan()
        return [
            order for item in found if (order := codec.load(Order, item.body)).guild == self.guild
        ]

    def _bound(self, model: type[tables.M], name: str) -> type[tables.M]:
        found: type[tables.M] = _bound(model, name, self.settings.region, self.settings.endpoint)

        return found


def door(environment: Mapping[str, str], **changes: str) -> Door:
    """A door wired as in production, on a guild of its own."""
    given = {
        "DISCORD_PUBLIC_KEY": public_key(),
        "COMPONENT_SECRET": SECRET,
        "STORE_SECONDS": str(PATIENCE),
    }
    settings = read(InteractionsSettings, {**environment, **given, **changes})

    return Door(
        endpoint=endpoint_of(settings),
        settings=settings,
        custom_ids=CustomIds(SECRET.encode()),
        guild=GuildId(fresh_id()),
    )


def a_case(guild: GuildId, number: int = 12, **changes: Any) -> Case:
    """An automatic timeout of an hour, just carried out."""
    now = datetime.now(UTC).replace(microsecond=0)
    found = evidence(0.97)
    decision = decide(found, Policy())
    values: dict[str, Any] = {
        "guild": guild,
        "number": number,
        "action": Action.TIMEOUT,
        "member": MEMBER,
        "made_at": now - timedelta(minutes=5),
        "reasons": reasons_of(decision) or (Notice("reason.escalated"),),
        "duration": timedelta(hours=1),
        "source": Place(channel=ChannelId(7), message=MessageId(8)),
        "decision": decision,
        "evidence": found,
        "text": "you are scum",
        "text_until": now + timedelta(days=7),
        "outcome": Outcome.DONE,
        "order": f"m:{number}:x",
        "dm": Place(channel=ChannelId(70), message=MessageId(80)),
    }

    return Case(**(values | changes))
