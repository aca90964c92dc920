from app.adapters.dynamodb import codec, tables
from app.domain.appeals.appeal import Appeal, AppealStatus
from tests.door import MODERATOR, Door, a_case
from tests.integration.interactions.test_appeals import file_appeal, rule


def test_a_guilds_appeals_are_found_by_their_status(entrance: Door) -> None:
    """IS-092: with text, decision, reasoning and status."""
    entrance.keep_case(a_case(entrance.guild))
    file_appeal(entrance, "I was quoting a film")
    assert [one.text for one in with_status(entrance, AppealStatus.PENDING)] == [
        "I was quoting a film"
    ]

    rule(entrance, "deny", "It was no quote")

    assert with_status(entrance, AppealStatus.PENDING) == []
    (denied,) = with_status(entrance, AppealStatus.DENIED)
    assert denied.text == "I was quoting a film"
    assert (denied.decided_by, denied.reason) == (MODERATOR, "It was no quote")


def with_status(entrance: Door, status: AppealStatus) -> list[Appeal]:
    items = tables.bound(
        tables.AppealItem,
        entrance.settings.appeals,
        region=entrance.settings.region,
        endpoint=entrance.settings.endpoint,
    )
    found = items.query(str(entrance.guild), filter_condition=items.status == str(status))
    return [codec.load(Appeal, item.body) for item in found]
