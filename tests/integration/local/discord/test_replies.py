from tests.integration.local.discord.conftest import Agora
from tests.integration.local.discord.rest import QUIET
from tests.integration.local.discord.wire import identified


def test_a_reply_carries_the_message_that_it_answers(agora: Agora) -> None:
    """Without what that one answered in turn."""
    with identified(agora.fake) as made:
        first = agora.say("mia", "how does it work?")
        second = agora.say("tom", "like this", reply_to=first)
        agora.say("mia", "thanks", reply_to=second)
        seen = [made.event("MESSAGE_CREATE") for _ in range(3)]

    assert "referenced_message" not in seen[0]
    answered = seen[2]["referenced_message"]
    assert (answered["id"], answered["content"]) == (second, "like this")
    assert "referenced_message" not in answered
    assert seen[2]["type"] == 19


def test_a_reply_to_what_was_deleted_carries_nothing(agora: Agora) -> None:
    first = agora.say("mia", "how does it work?")
    channel = agora.channels["general"]
    assert agora.api.delete(f"/channels/{channel}/messages/{first}").status_code == 204

    with identified(agora.fake) as made:
        reference = {"message_id": first, "fail_if_not_exists": False}
        path = f"/channels/{channel}/messages"
        agora.api.post(path, {"content": "hm", "message_reference": reference, **QUIET})

        assert made.event("MESSAGE_CREATE")["referenced_message"] is None
