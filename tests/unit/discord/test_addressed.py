from typing import Any

import pytest

from app.discord.messages import message_of
from app.domain.errors import Malformed

BARE: dict[str, Any] = {
    "id": "1441000000000000000",
    "guild_id": "81384788765712384",
    "channel_id": "81384788765712385",
    "author": {"id": "80351110224678912"},
}


def addressed(**changes: Any) -> tuple[int, ...]:
    return message_of(BARE | changes).addressed


def test_a_reply_addresses_whom_it_answers_and_whom_it_mentions() -> None:
    """LK-021: each once, the answered one first."""
    answered = {"id": "1", "author": {"id": "5"}}

    assert addressed(referenced_message=answered, mentions=[{"id": "6"}, {"id": "5"}]) == (5, 6)


@pytest.mark.parametrize(
    "answered",
    [
        None,
        {"id": "1", "author": {"id": "5", "bot": True}},
        {"id": "1", "author": {"id": "5"}, "webhook_id": "9"},
    ],
)
def test_bots_webhooks_and_what_is_gone_are_nobody(answered: object) -> None:
    assert addressed(referenced_message=answered, mentions=[{"id": "7", "bot": True}]) == ()


@pytest.mark.parametrize("answered", ["text", {"author": {"id": 5}}, [1]])
def test_a_reply_of_another_shape_is_malformed(answered: Any) -> None:
    with pytest.raises(Malformed):
        addressed(referenced_message=answered)
