"""`/reset` and `/erase` through the signed door, on real tables."""

import re
from datetime import timedelta
from typing import Any

import pytest
from pynamodb.connection import Connection

from app.adapters.dynamodb import codec, tables
from app.adapters.dynamodb.erasures import DynamoErasures
from app.adapters.dynamodb.policies import DynamoPolicies
from app.discord.cards.buttons import APPROVE, decision_custom_id
from app.domain.appeals.appeal import Appeal
from app.domain.guild import GuildFacts
from app.domain.ids import UserId
from app.domain.permissions import Permission
from app.domain.policies.book import Change, PolicyVersion
from app.domain.policies.policy import Policy
from app.domain.record.erasure import Erasure, Scope, Stage
from app.domain.record.standing import Standing
from tests.discord_limits import check_form, check_message
from tests.door import MEMBER, MODERATOR, OTHER, Door, a_case, click, payload, sent_form

OWNER, ADMINISTRATOR = MODERATOR, OTHER
NAME = "The *Agora*"


@pytest.fixture
def agora(entrance: Door) -> Door:
    """A guild that the gateway has told of."""
    entrance.keep_facts(GuildFacts(id=entrance.guild, name=NAME, owner=OWNER))

    return entrance


def _items(door: Door) -> type[tables.GuildItem]:
    settings = door.settings
    return tables.bound(
        tables.GuildItem, settings.guilds, region=settings.region, endpoint=settings.endpoint
    )


def command(door: Door, name: str, sub: str = "", **changes: Any) -> dict[str, Any]:
    """The command by an administrator; the owner is one, too."""
    options = [{"name": sub, "type": 1, "options": []}] if sub else []
    data = {"id": "1", "name": name, "type": 1, "options": options}
    values = {"user": OWNER, "permissions": Permission.ADMINISTRATOR} | changes

    return payload(2, data, guild=door.guild, **values)


def by(door: Door, user: UserId = OWNER) -> dict[str, Any]:
    return {"guild": door.guild, "user": user, "permissions": Permission.ADMINISTRATOR}


def shown(answer: dict[str, Any]) -> tuple[str, str]:
    """All words of the card, and the custom_id of its one button."""
    (card,) = answer["data"]["embeds"]
    (row,) = answer["data"]["components"]
    (button,) = row["components"]
    assert answer["data"]["flags"] == 64
    assert button["style"] == 4

    return str(card), button["custom_id"]


def erasure(door: Door, scope: Scope) -> Erasure | None:
    return DynamoErasures(_items(door)).of(door.guild, scope)


def policies_of(door: Door) -> DynamoPolicies:
    connection = Connection(region=door.settings.region, host=door.settings.endpoint)
    return DynamoPolicies(_items(door), connection, first_policy=Policy())


def current(door: Door) -> PolicyVersion:
    return policies_of(door).book_of(door.guild).current


def test_reset_says_exactly_what_goes_and_what_stays_and_then_does_it(agora: Door) -> None:
    """LK-051, C10: settings and reputation go, cases and history stay; who did it is on record."""
    agora.keep_policy(notify=False)
    agora.keep_case(a_case(agora.guild), Standing(warnings=1))
    card, button = shown(agora.send(command(agora, "reset")))
    assert "version 1 of the policy ends" in card
    assert "reputation of all members" in card
    assert "Cases, flags, appeals and warnings" in card
    assert current(agora).number == 1, "asking changes nothing"

    said = agora.say(click(button, **by(agora)))

    assert "Version 2 is in force" in said
    assert "/modconfig rollback version:1" in said
    made = current(agora)
    assert (made.number, made.policy.notify, made.change.author) == (2, True, OWNER)
    assert made.change.comment == "/reset"
    forgetting = erasure(agora, Scope.REPUTATION)
    assert forgetting is not None
    assert (forgetting.by, forgetting.stages) == (OWNER, (Stage.REPUTATIONS,))
    assert not agora.case(12).is_erased
    assert agora.standing().warnings == 1


def test_reset_names_the_version_that_would_be_dropped(agora: Door) -> None:
    """Product 17: what waits for its time is a setting, too."""
    policies = policies_of(agora)
    book, now = policies.book_of(agora.guild), a_case(agora.guild).made_at
    later = book.with_version(
        Policy(notify=False), Change(at=now, active_from=now + timedelta(days=1))
    )
    policies.write(agora.guild, later, later.upcoming)

    card, button = shown(agora.send(command(agora, "reset")))
    assert "Version 2 of the policy, which waits for its time" in card
    assert "Version 3 is in force" in agora.say(click(button, **by(agora)))
    assert policies.book_of(agora.guild).upcoming is None


def test_reset_twice_is_one_reset(agora: Door) -> None:
    """C10: idempotent."""
    agora.keep_policy(notify=False)
    _, button = shown(agora.send(command(agora, "reset")))
    agora.say(click(button, **by(agora)))
    assert "Version 2 is in force" in agora.say(click(button, **by(agora)))
    assert current(agora).number == 2


def test_reset_takes_an_administrator_at_the_command_and_at_the_click(agora: Door) -> None:
    """T-4, IN-14, product: owner or administrator."""
    manager: dict[str, Any] = {"permissions": Permission.MANAGE_GUILD}
    assert "Administrator" in agora.say(command(agora, "reset", **manager))
    _, button = shown(agora.send(command(agora, "reset")))
    assert "Administrator" in agora.say(click(button, **(by(agora) | manager)))
    assert current(agora).number == 1


def test_the_owner_types_the_name_and_then_it_is_on_record(agora: Door) -> None:
    """C10: a separate erase, confirmed by the owner in two steps; the sweep carries it out."""
    card, button = shown(agora.send(command(agora, "erase", "records")))
    assert "run to their end" in card
    assert "cannot be taken back" in card

    form = agora.send(click(button, **by(agora)))
    assert form["type"] == 9
    (label,) = form["data"]["components"]
    assert label["component"]["style"] == 1
    assert label["description"] == f"Type it: {NAME}"
    check_form(form["data"])
    assert erasure(agora, Scope.RECORDS) is None, "so far nothing happened"

    typed = sent_form(form["data"]["custom_id"], "  the  *agora* ", **by(agora))
    assert "/erase status" in agora.say(typed)

    asked = erasure(agora, Scope.RECORDS)
    assert asked is not None
    assert (asked.by, asked.stage) == (OWNER, Stage.CASES)
    status = agora.say(command(agora, "erase", "status"))
    assert re.match(rf"<@{OWNER}> asked .* <t:\d+:R>\.", status)
    assert "goes on every minute" in status
    assert agora.say(command(agora, "erase", "records")) == status, "one at a time"


def test_another_name_erases_nothing(agora: Door) -> None:
    _, button = shown(agora.send(command(agora, "erase", "records")))
    form = agora.send(click(button, **by(agora)))
    said = agora.say(sent_form(form["data"]["custom_id"], "The Agora", **by(agora)))

    assert "not the name" in said
    assert r"The \*Agora\*" in said
    assert erasure(agora, Scope.RECORDS) is None


def test_whoever_is_not_the_owner_is_refused_at_every_step(agora: Door) -> None:
    """C10, T-4: all permissions do not make an owner; Discord said who it is."""
    stranger = by(agora, ADMINISTRATOR)
    _, button = shown(agora.send(command(agora, "erase", "records")))
    form = agora.send(click(button, **by(agora)))["data"]["custom_id"]

    for attempt in (
        command(agora, "erase", "records", user=ADMINISTRATOR),
        command(agora, "erase", "status", user=ADMINISTRATOR),
        click(button, **stranger),
        sent_form(form, NAME, **stranger),
    ):
        assert f"Only the owner of this server, <@{OWNER}>" in agora.say(attempt)
    assert erasure(agora, Scope.RECORDS) is None


def test_while_nobody_knows_whose_the_server_is_nothing_is_erased(entrance: Door) -> None:
    assert "whose server" in entrance.say(command(entrance, "erase", "records"))


def test_before_anything_was_erased_the_status_says_so(agora: Door) -> None:
    assert "Nothing was ever erased" in agora.say(command(agora, "erase", "status"))
    assert "cannot read" in agora.say(command(agora, "erase", "dance"))


def test_a_finished_erasure_says_what_went(agora: Door) -> None:
    done = Erasure(
        guild=agora.guild,
        scope=Scope.RECORDS,
        asked_at=a_case(agora.guild).made_at,
        stages=(),
        erased={Stage.CASES: 1, Stage.FLAGS: 0, Stage.APPEALS: 2},
        finished_at=a_case(agora.guild).made_at,
    )
    DynamoErasures(_items(agora)).begin(done, done.asked_at)
    status = agora.say(command(agora, "erase", "status"))

    assert "operator asked" in status
    assert "- 1 case\n- 0 flags\n- 2 appeals\n" in status
    assert "All of it was erased" in status


@pytest.mark.parametrize(
    ("erased_by", "said"), [(OWNER, f"Erased by <@{OWNER}>"), (None, "Erased by the operator")]
)
def test_an_erased_case_shows_that_there_was_one(
    agora: Door, erased_by: UserId | None, said: str
) -> None:
    """C10, IS-110: its number is never given twice."""
    case = a_case(agora.guild)
    agora.keep_case(a_case(agora.guild, erased_at=case.made_at, erased_by=erased_by))
    data = {"id": "1", "name": "case", "type": 1}
    data["options"] = [{"name": "number", "type": 4, "value": 12}]
    answer = agora.send(payload(2, data, **by(agora)))

    (card,) = answer["data"]["embeds"]
    assert said in card["description"]
    assert "Timeout" in card["description"]
    assert "scum" not in str(card)


def test_an_erased_case_cannot_be_appealed(agora: Door) -> None:
    """Its DM still has the button."""
    case = a_case(agora.guild)
    agora.keep_case(a_case(agora.guild, member=UserId(0), erased_at=case.made_at))
    button = agora.custom_ids.sign("appeal", agora.guild, 12, case.made_at.replace(year=2100))

    assert "was erased" in agora.say(click(button, user=MEMBER))


def test_an_appeal_of_an_erased_case_is_decided_by_nobody(agora: Door) -> None:
    """Made while the erasure was on its way to the appeals: whom it was about is gone."""
    case = a_case(agora.guild)
    agora.keep_case(a_case(agora.guild, member=UserId(0), erased_at=case.made_at))
    appeal = Appeal(
        guild=agora.guild, id="12.1", case=12, member=MEMBER, text="no", made_at=case.made_at
    )
    settings = agora.settings
    items = tables.bound(
        tables.AppealItem, settings.appeals, region=settings.region, endpoint=settings.endpoint
    )
    items(
        pk=str(agora.guild),
        sk=appeal.id,
        member_key=tables.member_key(agora.guild, MEMBER),
        status=str(appeal.status),
        body=codec.dump(appeal),
    ).save()
    button = decision_custom_id(agora.custom_ids, APPROVE, appeal)

    assert "was erased" in agora.say(click(button, **by(agora)))


@pytest.mark.parametrize("locale", ["en-US", "ru"])
@pytest.mark.parametrize(("name", "sub"), [("reset", ""), ("erase", "records")])
def test_what_people_are_told_before_fits_into_discords_limits(
    agora: Door, locale: str, name: str, sub: str
) -> None:
    """Nothing of what goes or stays may be cut off."""
    agora.keep_policy(version=1_000_000)
    answer = agora.send(command(agora, name, sub, locale=locale))
    check_message(answer["data"])
    assert "…" not in str(answer["data"]["embeds"])
