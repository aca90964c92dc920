"""Rules of Discord that are easily forgotten."""

import pytest

from app.local.discord.client import ControlError
from tests.integration.local.discord.conftest import Agora
from tests.integration.local.discord.rest import QUIET, code
from tests.integration.local.discord.wire import identified, socket


def message_path(agora: Agora, message: str) -> str:
    return f"/channels/{agora.channels['general']}/messages/{message}"


def test_gw1_the_way_to_the_gateway_has_a_session_budget(agora: Agora) -> None:
    answer = agora.api.get("/gateway/bot").json()
    assert answer["url"] == agora.fake.gateway_url
    limit = answer["session_start_limit"]
    assert limit == {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    with identified(agora.fake):
        spent = agora.api.get("/gateway/bot").json()["session_start_limit"]
    assert spent["remaining"] == 999
    assert 86_000_000 < spent["reset_after"] <= 86_400_000


def test_gw1_the_query_of_every_connection_is_on_record(agora: Agora) -> None:
    with socket(agora.fake, query="v=10&encoding=json&compress=zlib-stream"):
        entry = agora.fake.control.look("journal", kind="connect")["entries"][0]
    assert entry["query"] == {"v": "10", "encoding": "json", "compress": "zlib-stream"}


def test_another_encoding_or_compression_is_not_spoken_here(agora: Agora) -> None:
    for query in ("v=10&encoding=etf", "v=10&compress=lzma"):
        with pytest.raises(Exception, match="400"), socket(agora.fake, query=query):
            pass


def test_a_slow_reader_is_let_go_when_its_replay_is_gone(agora: Agora) -> None:
    """The buffer is bounded: who lags behind it starts anew."""
    with identified(agora.fake) as made:
        agora.fake.control.act("gateway", now="deaf")
        agora.say("mia", "one")
        agora.fake.control.act("gateway", now="expire_replay")
        agora.say("mia", "two")
        agora.fake.control.act("gateway", now="hear")
        assert made.close_code() == 4000
    assert agora.fake.control.look("journal")["counts"]["too_slow"] == 1


def test_a_frozen_connection_says_nothing_at_all(agora: Agora) -> None:
    with identified(agora.fake) as made:
        agora.fake.control.act("gateway", now="freeze")
        made.send(1, made.seq)
        agora.say("mia", "unheard")
        with pytest.raises(TimeoutError):
            made.frame(0.3)
        agora.fake.control.act("gateway", now="hear")
        assert made.event("MESSAGE_CREATE")["content"] == "unheard"


def test_a_session_can_be_ended_under_its_socket(agora: Agora) -> None:
    with identified(agora.fake) as made:
        session_id, seq = made.session_id, made.seq or 0
        agora.fake.control.act("gateway", now="expire_sessions", session=session_id)
    with socket(agora.fake) as again:
        again.op(10)
        again.resume(session_id, seq)
        assert again.op(9) is False


def test_one_edits_only_ones_own_messages(agora: Agora) -> None:
    theirs = message_path(agora, agora.say("mia", "mine", embeds=[{"title": "t"}]))
    assert code(agora.api.patch(theirs, QUIET | {"content": "yours"})) == (403, 50005)
    assert agora.api.patch(theirs, {"flags": 4}).json()["flags"] == 4
    own = message_path(agora, agora.api.say(agora.channels["general"], "x").json()["id"])
    assert code(agora.api.patch(own, QUIET | {"content": ""})) == (400, 50006)
    edited = agora.api.patch(own, QUIET | {"embeds": [{"title": "e"}], "content": None}).json()
    assert (edited["content"], edited["embeds"][0]["title"]) == ("", "e")


def test_a_user_may_take_back_their_words_and_a_moderator_others(agora: Agora) -> None:
    own, other = agora.say("mia", "a"), agora.say("mia", "b")
    agora.fake.control.act("delete", message_id=own)
    assert agora.fake.control.look("audit-log") == []
    with pytest.raises(ControlError, match="Missing Permissions"):
        agora.fake.control.act("delete", message_id=other, by="tom")
    agora.fake.control.act("delete", message_id=other, by="max", reason="rude")
    assert agora.fake.control.look("audit-log")[0]["reason"] == "rude"


def test_nicknames_follow_the_ranks(agora: Agora) -> None:
    agora.fake.control.act("roles", name="Tribune", permissions=["MANAGE_NICKNAMES"])
    renamed = agora.api.patch(agora.member("mia"), {"nick": "Mia M."})
    assert renamed.json()["nick"] == "Mia M."
    assert code(agora.api.patch(agora.member("olga"), {"nick": "boss"})) == (403, 50013)
    assert code(agora.api.patch(agora.member("mia"), {"mute": True})) == (403, 50013)


def test_everything_is_checked_before_anything_changes(agora: Agora) -> None:
    """A refused part leaves the other parts undone."""
    body = {"communication_disabled_until": None, "roles": [agora.roles["Tribune"]]}
    agora.fake.control.act("moderate", by="max", act="timeout", user="mia", seconds=60)
    assert code(agora.api.patch(agora.member("mia"), body)) == (403, 50013)
    assert agora.members["mia"] in agora.state()["timeouts"]


def test_all_roles_can_be_set_at_once_and_the_log_says_which(agora: Agora) -> None:
    regular, moderator = agora.roles["Regular"], agora.roles["Moderator"]
    tom = agora.member("tom")
    assert agora.api.patch(tom, {"roles": [moderator]}).json()["roles"] == [moderator]
    changes = agora.fake.control.look("audit-log")[0]["changes"]
    assert [(c["key"], c["new_value"][0]["id"]) for c in changes] == [
        ("$add", moderator),
        ("$remove", regular),
    ]


def test_a_locked_thread_and_a_category_take_no_messages(agora: Agora) -> None:
    thread = agora.channels["side-talk"]
    assert agora.api.patch(f"/channels/{thread}", {"locked": True}).status_code == 200
    with pytest.raises(ControlError, match="Thread is archived"):
        agora.fake.control.say("mia", thread, "hello?")
    made = agora.fake.control.act("channels", name="topics", type="category")
    assert code(agora.api.say(made["id"], "x")) == (400, 50008)


def test_overwrites_can_be_replaced_as_a_whole(agora: Agora) -> None:
    closed = [{"id": agora.guild, "type": 0, "allow": 0, "deny": 1 << 11}]
    channel = f"/channels/{agora.channels['general']}"
    assert agora.api.patch(channel, {"permission_overwrites": closed}).status_code == 200
    with pytest.raises(ControlError, match="Missing Permissions"):
        agora.say("mia", "x")


def test_nobody_grants_in_a_channel_what_they_do_not_hold(agora: Agora) -> None:
    path = f"/channels/{agora.channels['general']}/permissions/{agora.guild}"
    speak_for_all = {"type": 0, "allow": str(1 << 17)}
    assert code(agora.api.put(path, speak_for_all)) == (403, 50013)


def test_guild_owners_act_without_roles_and_people_lift_what_they_did(agora: Agora) -> None:
    act = agora.fake.control.act
    act("moderate", by="olga", act="ban", user="mia")
    act("moderate", by="olga", act="unban", user="mia")
    act("moderate", by="olga", act="timeout", user="tom")
    act("moderate", by="olga", act="untimeout", user="tom")
    act("moderate", by="olga", act="add_role", user="tom", role="Moderator")
    act("moderate", by="olga", act="remove_role", user="tom", role="Moderator")
    act("moderate", by="olga", act="kick", user="tom")
    kinds = [e["action_type"] for e in agora.fake.control.look("audit-log")]
    assert kinds == [22, 23, 24, 24, 25, 25, 20]
    act("moderate", by="olga", act="ban", user="newcomer")
    with pytest.raises(ControlError, match="banned"):
        act("join", name="newcomer")


def test_two_factor_servers_refuse_moderation(agora: Agora) -> None:
    agora.fake.control.act("guild", two_factor=True)
    assert code(agora.api.delete(agora.member("mia"))) == (403, 60003)


def test_mentions_are_those_that_are_allowed(agora: Agora) -> None:
    mia, role = agora.members["mia"], agora.roles["Regular"]
    text = f"<@{mia}> <@&{role}> @everyone"
    quiet = agora.api.say(agora.channels["general"], text).json()
    assert (quiet["mentions"], quiet["mention_roles"], quiet["mention_everyone"]) == ([], [], False)
    aimed = {"allowed_mentions": {"parse": [], "users": [mia]}}
    loud = agora.api.say(agora.channels["general"], text, **aimed).json()
    assert [u["id"] for u in loud["mentions"]] == [mia]
    assert loud["mention_roles"] == []


def test_replies_need_their_message_unless_they_do_not_care(agora: Agora) -> None:
    general = agora.channels["general"]
    reference = {"message_id": "5", "fail_if_not_exists": True}
    assert code(agora.api.say(general, "x", message_reference=reference)) == (404, 10008)
    reference["fail_if_not_exists"] = False
    assert agora.api.say(general, "x", message_reference=reference).json()["type"] == 19


def test_timeouts_of_the_past_are_over(agora: Agora) -> None:
    body = {"communication_disabled_until": "2020-01-01T00:00:00+00:00"}
    assert agora.api.patch(agora.member("mia"), body).status_code == 200
    assert agora.state()["timeouts"] == {}


def test_automod_rules_have_their_limits(agora: Agora) -> None:
    rules = agora.at("/auto-moderation/rules")
    spam = {"name": "spam", "event_type": 1, "trigger_type": 3, "actions": [{"type": 1}]}
    made = agora.api.post(rules, spam)
    assert made.status_code == 200
    assert code(agora.api.post(rules, spam)) == (400, 50035)
    assert code(agora.api.get(f"{rules}/5")) == (404, 0)
    changed = {"trigger_type": 1}
    assert code(agora.api.patch(f"{rules}/{made.json()['id']}", changed)) == (400, 50035)


def test_command_permissions_are_unknown_until_somebody_sets_them(agora: Agora) -> None:
    own = f"/applications/{agora.fake.application_id}/guilds/{agora.guild}/commands"
    assert agora.api.get(f"{own}/permissions").json() == []
    assert code(agora.api.get(f"{own}/5/permissions")) == (404, 10066)
    assert code(agora.api.get("/applications/5/commands")) == (403, 20012)
