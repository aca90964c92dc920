"""The operator's own list of phishing domains, from its file to what is on record."""

from pathlib import Path

from app.adapters.lists.phishing import PhishingList
from app.domain.action import Action
from app.domain.policies.policy import Policy
from app.domain.policies.rules import PhishingRule, Rules
from tests.conftest import Aws
from tests.moderation import created, envelope, fresh_guild, moderation
from tests.scripted_classifier import ScriptedClassifier


def test_a_link_to_a_domain_of_the_operators_list_breaks_the_rule(
    aws: Aws, redis_url: str, tmp_path: Path
) -> None:
    """LK-041"""
    path = tmp_path / "list.txt"
    path.write_text("bad-shop.example\n")
    policy = Policy(rules=Rules(phishing=PhishingRule(enabled=True)))
    moderate = moderation(
        aws.environment,
        redis_url,
        ScriptedClassifier({}),
        policy=policy,
        phishing=PhishingList(str(path)),
    )
    guild = fresh_guild()
    listed, other = "look at https://www.bad-shop.example/x", "look at https://good-shop.example/x"

    assert moderate.handle([envelope(guild, *created(guild, listed, other))]) == set()

    (case,) = moderate.cases(guild)
    assert case.decision is not None
    assert [one.source for one in case.decision.verdict.broken] == ["phishing"]
    assert case.action is not Action.NONE
    assert case.text == listed
