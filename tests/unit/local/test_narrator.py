from app.local.narrator import People, decided, raid

FACTS = {
    "guild": "1",
    "channel": "2",
    "member": "3",
    "message_id": "4",
    "action": "warn",
    "case": 10,
    "final": 0.08,
    "toxicity": 0.03,
    "behaviour": 0.15,
    "context": 0.14,
    "label": "toxic",
}


def test_a_raid_is_a_sentence_and_not_a_row_of_fields() -> None:
    facts = {"case": 12, "kind": "raid", "count": 6, "rules": ["echo:6", "slow_echo:6"]}
    said = raid(facts).plain
    assert "Raid #12: raid, 6 suspected  because: echo 6, slow echo 6" in said
    assert "Undo" in said


def test_a_crowd_that_is_only_watched_has_no_number() -> None:
    said = raid({"case": None, "kind": "watch", "count": 0, "rules": ["joins:30"]}).plain
    assert said == "  A crowd: watch, 0 suspected  because: joins 30"


def test_a_rule_of_which_there_is_one_is_named_once() -> None:
    one = decided({**FACTS, "rules": ["invites:invites", "words:scams"]}, People(None)).plain
    assert "because: rule invites, rule words:scams" in one
