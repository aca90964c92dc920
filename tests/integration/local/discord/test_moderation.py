"""The moderation calls change the state, tell the gateway and write the audit log."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.local.discord.conftest import Agora
from tests.integration.local.discord.rest import code
from tests.integration.local.discord.wire import identified

STRANGER = "123456789012345678"


def until(**ahead: float) -> str:
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


def test_rs20_a_timeout_is_set_told_audited_and_lifted(agora: Agora) -> None:
    with identified(agora.fake) as socket:
        answer = agora.api.patch(
            agora.member("mia"),
            {"communication_disabled_until": until(hours=1)},
            reason="case=1; спам",
        )
        assert answer.status_code == 200
        assert answer.json()["communication_disabled_until"]
        entry = socket.event("GUILD_AUDIT_LOG_ENTRY_CREATE")
        assert (entry["action_type"], entry["reason"]) == (24, "case=1; спам")
        assert entry["changes"][0]["key"] == "communication_disabled_until"
        assert socket.event("GUILD_MEMBER_UPDATE")["communication_disabled_until"]
    assert agora.fake.control.look("state")["timeouts"]
    with pytest.raises(Exception, match="Missing Permissions"):
        agora.say("mia", "gagged")
    agora.api.patch(agora.member("mia"), {"communication_disabled_until": None})
    assert agora.say("mia", "free again")


def test_rs20_the_same_timeout_again_changes_nothing(agora: Agora) -> None:
    body = {"communication_disabled_until": until(hours=1)}
    for _ in range(2):
        assert agora.api.patch(agora.member("mia"), body).status_code == 200
    assert len(agora.fake.control.look("audit-log")) == 1


@pytest.mark.parametrize("name", ["olga", "ada"])
def test_rs20_owner_and_administrators_cannot_be_timed_out(agora: Agora, name: str) -> None:
    body = {"communication_disabled_until": until(hours=1)}
    assert code(agora.api.patch(agora.member(name), body)) == (403, 50013)


def test_rs21_a_kick_removes_the_member_and_a_second_one_finds_nobody(agora: Agora) -> None:
    with identified(agora.fake) as socket:
        assert agora.api.delete(agora.member("mia"), reason="case=2").status_code == 204
        assert socket.event("GUILD_AUDIT_LOG_ENTRY_CREATE")["action_type"] == 20
        assert socket.event("GUILD_MEMBER_REMOVE")["user"]["id"] == agora.members["mia"]
    assert code(agora.api.delete(agora.member("mia"))) == (404, 10007)


def test_rs22_a_ban_takes_the_recent_messages_along(agora: Agora) -> None:
    old = agora.say("mia", "old", at=1)
    recent = [agora.say("mia", str(n)) for n in range(3)]
    kept = agora.say("tom", "mine")
    ban = agora.at(f"/bans/{agora.members['mia']}")
    with identified(agora.fake) as socket:
        answer = agora.api.put(ban, {"delete_message_seconds": 3600}, reason="case=3")
        assert answer.status_code == 204
        assert socket.event("GUILD_BAN_ADD")["user"]["id"] == agora.members["mia"]
        assert socket.event("MESSAGE_DELETE_BULK")["ids"] == recent
    left = [m["id"] for m in agora.fake.control.look("messages", channel="general")]
    assert left == [old, kept]
    assert agora.api.get(ban).json()["reason"] == "case=3"
    assert agora.api.put(ban, {}).status_code == 204
    assert len(agora.fake.control.look("audit-log")) == 1
    assert agora.api.delete(ban).status_code == 204
    assert code(agora.api.get(ban)) == (404, 10026)
    assert code(agora.api.delete(ban)) == (404, 10026)


def test_rs22_strangers_can_be_banned_until_the_limit_and_nobody_unknown(agora: Agora) -> None:
    stranger = agora.fake.control.act("users", name="stranger")["id"]
    other = agora.fake.control.act("users", name="other")["id"]
    assert code(agora.api.put(agora.at(f"/bans/{STRANGER}"), {})) == (404, 10013)
    assert agora.api.put(agora.at(f"/bans/{stranger}"), {}).status_code == 204
    agora.fake.control.act("guild", non_member_bans_left=0)
    assert code(agora.api.put(agora.at(f"/bans/{other}"), {})) == (400, 30035)


def test_rs23_a_bulk_ban_says_whom_it_could_not_ban(agora: Agora) -> None:
    ids = [agora.members[n] for n in ("mia", "tom", "olga")]
    answer = agora.api.post(agora.at("/bulk-ban"), {"user_ids": ids})
    assert answer.json() == {"banned_users": ids[:2], "failed_users": ids[2:]}
    again = agora.api.post(agora.at("/bulk-ban"), {"user_ids": ids})
    assert code(again) == (400, 500000)


def test_rs24_a_message_is_deleted_once(agora: Agora) -> None:
    message = agora.say("mia", "rude")
    path = f"/channels/{agora.channels['general']}/messages/{message}"
    with identified(agora.fake) as socket:
        assert agora.api.delete(path, reason="case=4").status_code == 204
        assert socket.event("MESSAGE_DELETE")["id"] == message
    assert code(agora.api.delete(path)) == (404, 10008)
    assert agora.fake.control.look("audit-log")[-1]["target_id"] == agora.members["mia"]


def test_rs25_bulk_deletion_counts_on_ids_not_on_messages(agora: Agora) -> None:
    ids = [agora.say("mia", str(n)) for n in range(3)]
    path = f"/channels/{agora.channels['general']}/messages/bulk-delete"
    gone = str(int(ids[0]) + 1)
    assert agora.api.post(path, {"messages": [*ids, gone]}).status_code == 204
    assert agora.fake.control.look("messages", channel="general") == []


@pytest.mark.parametrize("agora", [{"contract": "record"}], indirect=True)
def test_rs25_old_messages_and_wrong_counts_are_refused(agora: Agora) -> None:
    path = f"/channels/{agora.channels['general']}/messages/bulk-delete"
    old, new = agora.say("mia", "old", at=15), agora.say("mia", "new")
    assert code(agora.api.post(path, {"messages": [old, new]})) == (400, 50034)
    assert code(agora.api.post(path, {"messages": [new]})) == (400, 50016)


def test_rs28_incident_actions_pause_invites(agora: Agora) -> None:
    body = {"invites_disabled_until": until(hours=12)}
    answer = agora.api.put(agora.at("/incident-actions"), body)
    assert answer.json()["invites_disabled_until"]
    with pytest.raises(Exception, match="Invites are paused"):
        agora.fake.control.act("join", name="eve")


def test_rs29_roles_are_given_and_taken_below_the_bots_own(agora: Agora) -> None:
    path = f"{agora.member('mia')}/roles/"
    regular, bot_role = agora.roles["Regular"], agora.roles["Tribune"]
    with identified(agora.fake) as socket:
        assert agora.api.put(path + regular).status_code == 204
        assert regular in socket.event("GUILD_MEMBER_UPDATE")["roles"]
    assert agora.api.delete(path + regular).status_code == 204
    assert code(agora.api.put(path + bot_role)) == (403, 50013)
    assert code(agora.api.put(path + STRANGER)) == (404, 10011)


def test_rs29_slowmode_and_overwrites_take_effect(agora: Agora) -> None:
    channel = f"/channels/{agora.channels['general']}"
    assert agora.api.patch(channel, {"rate_limit_per_user": 30}).status_code == 200
    agora.say("mia", "one")
    with pytest.raises(Exception, match="slowmode"):
        agora.say("mia", "two")
    everyone = f"{channel}/permissions/{agora.guild}"
    assert agora.api.put(everyone, {"type": 0, "deny": "2048"}).status_code == 204
    with pytest.raises(Exception, match="Missing Permissions"):
        agora.say("tom", "shut out")
    assert agora.api.delete(everyone).status_code == 204
    assert code(agora.api.delete(everyone)) == (404, 10009)
    assert agora.say("tom", "in again")


def test_rs26_direct_messages_reach_who_takes_them(agora: Agora) -> None:
    """50007 for closed ones, 50278 without a server in common."""
    mia = agora.members["mia"]
    channel = agora.api.post("/users/@me/channels", {"recipient_id": mia}).json()["id"]
    same = agora.api.post("/users/@me/channels", {"recipient_id": mia}).json()["id"]
    assert channel == same
    assert agora.api.say(channel, "hello").status_code == 200
    received = agora.fake.control.look("dms", user="mia")["messages"]
    assert [m["content"] for m in received] == ["hello"]
    agora.fake.control.act("direct-messages", user="mia", closed=True)
    assert code(agora.api.say(channel, "again")) == (403, 50007)
    agora.fake.control.act("direct-messages", user="mia", closed=False)
    agora.api.delete(agora.member("mia"))
    assert code(agora.api.say(channel, "gone")) == (403, 50278)
    assert code(agora.api.post("/users/@me/channels", {"recipient_id": STRANGER})) == (400, 50033)


def test_rs27_an_enforced_nonce_makes_one_message(agora: Agora) -> None:
    general = agora.channels["general"]
    first = agora.api.say(general, "once", nonce="case-1", enforce_nonce=True).json()["id"]
    again = agora.api.say(general, "once", nonce="case-1", enforce_nonce=True).json()["id"]
    assert first == again
    effects = agora.fake.control.effects("create_message", applied=None)
    assert [e["applied"] for e in effects] == [True, False]
    agora.api.delete(f"/channels/{general}/messages/{first}")
    repeated = agora.api.say(general, "once", nonce="case-1", enforce_nonce=True)
    assert code(repeated) == (404, 10008)
    agora.fake.control.act("clock", seconds=600)
    later = agora.api.say(general, "once", nonce="case-1", enforce_nonce=True)
    assert later.json()["id"] != first


def test_what_the_bot_may_not_see_or_do_is_refused(agora: Agora) -> None:
    """50001 and 50013, and the way back when rights return."""
    role = agora.roles["Tribune"]
    message = agora.say("mia", "x")
    path = f"/channels/{agora.channels['general']}/messages"
    agora.fake.control.act("roles", name="@everyone", permissions=["VIEW_CHANNEL"])
    agora.fake.control.act("roles", id=role, name="Tribune", permissions=["VIEW_CHANNEL"])
    assert code(agora.api.delete(f"{path}/{message}")) == (403, 50013)
    assert code(agora.api.say(agora.channels["general"], "x")) == (403, 50013)
    agora.fake.control.act("roles", id=role, name="Tribune", permissions=[])
    agora.fake.control.act("roles", name="@everyone", permissions=[])
    assert code(agora.api.get(path)) == (403, 50001)
    agora.fake.control.act("roles", id=role, name="Tribune", permissions=["ADMINISTRATOR"])
    assert agora.api.delete(f"{path}/{message}").status_code == 204


def test_after_leaving_the_guild_is_out_of_reach(agora: Agora) -> None:
    assert agora.api.delete(f"/users/@me/guilds/{agora.guild}").status_code == 204
    assert code(agora.api.get(agora.at(""))) == (403, 50001)


def test_unknown_things_have_their_codes(agora: Agora) -> None:
    general = agora.channels["general"]
    expected = {
        f"/channels/{STRANGER}": 10003,
        f"/guilds/{STRANGER}": 10004,
        f"/channels/{general}/messages/{STRANGER}": 10008,
        f"/users/{STRANGER}": 10013,
        agora.at(f"/members/{STRANGER}"): 10013,
        agora.at(f"/bans/{agora.members['mia']}"): 10026,
    }
    assert {p: code(agora.api.get(p)) for p in expected} == {
        p: (404, c) for p, c in expected.items()
    }
    stranger = agora.fake.control.act("users", name="stranger")["id"]
    assert code(agora.api.get(agora.at(f"/members/{stranger}"))) == (404, 10007)


def test_history_is_read_from_both_ends(agora: Agora) -> None:
    ids = [agora.say("mia", str(n)) for n in range(10)]
    path = f"/channels/{agora.channels['general']}/messages"

    def read(query: str) -> list[str]:
        return [m["id"] for m in agora.api.get(path + query).json()]

    assert read("?limit=3") == ids[:-4:-1]
    assert read(f"?after={ids[2]}&limit=3") == ids[5:2:-1]
    assert read(f"?before={ids[2]}&limit=100") == ids[1::-1]
    assert set(read(f"?around={ids[5]}&limit=3")) == set(ids[4:7])


def test_people_moderate_in_discord_itself_with_their_own_rights(agora: Agora) -> None:
    act = agora.fake.control.act
    act("moderate", by="max", act="timeout", user="mia", seconds=60)
    act("moderate", by="max", act="ban", user="tom", reason="by hand")
    entries = [(e["action_type"], e["user_id"]) for e in agora.fake.control.look("audit-log")]
    assert entries == [(24, agora.members["max"]), (22, agora.members["max"])]
    with pytest.raises(Exception, match="Missing Permissions"):
        act("moderate", by="mia", act="kick", user="newcomer")
    with pytest.raises(Exception, match="Missing Permissions"):
        act("moderate", by="max", act="kick", user="ada")


def test_the_audit_log_is_read_in_both_orders(agora: Agora) -> None:
    for name in ("mia", "tom", "newcomer"):
        agora.api.delete(agora.member(name), reason=name)
    newest = agora.api.get(agora.at("/audit-logs?limit=2")).json()["audit_log_entries"]
    assert [e["reason"] for e in newest] == ["newcomer", "tom"]
    after = agora.at(f"/audit-logs?after={newest[1]['id']}")
    assert [e["reason"] for e in agora.api.get(after).json()["audit_log_entries"]] == ["newcomer"]
    kicks = agora.at("/audit-logs?action_type=22")
    assert agora.api.get(kicks).json()["audit_log_entries"] == []


def test_the_effect_log_holds_every_change_with_its_reason(agora: Agora) -> None:
    agora.api.delete(agora.member("mia"), reason="case=9")
    agora.api.delete(agora.member("mia"), reason="case=9")
    effects = agora.fake.control.effects("delete_guild_member", applied=None)
    assert [(e["applied"], e["status"], e["code"], e["reason"]) for e in effects] == [
        (True, 204, None, "case=9"),
        (False, 404, 10007, "case=9"),
    ]


def test_time_is_the_clocks(agora: Agora) -> None:
    agora.api.patch(agora.member("mia"), {"communication_disabled_until": until(minutes=10)})
    agora.fake.control.act("clock", seconds=601)
    assert agora.say("mia", "the timeout is over")
    assert agora.fake.control.look("info")["now"] > time.time() + 600


def test_files_come_along_in_multipart(agora: Agora) -> None:
    general = agora.channels["general"]
    answer = agora.api._http.post(
        f"{agora.fake.api_url}/channels/{general}/messages",
        data={"payload_json": '{"content": "see", "allowed_mentions": {"parse": []}}'},
        files={"files[0]": ("export.json", b"{}", "application/json")},
    )
    assert answer.json()["attachments"][0]["filename"] == "export.json"
