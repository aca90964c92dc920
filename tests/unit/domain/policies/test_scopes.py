from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Action, Mode
from app.domain.decide import decide, policy_for
from app.domain.decision import Limit
from app.domain.evidence import Subject
from app.domain.exemption import Exemption
from app.domain.ids import ChannelId, RoleId
from app.domain.policies.faults import faults_of
from app.domain.policies.policy import Exemptions, Override, Policy, RoleTier, Rungs, Thresholds
from app.domain.policies.rules import Rules, WordRule
from app.domain.record.standing import Standing
from tests.factories import CHANNEL, OLD_ACCOUNT, a_signal, evidence

THREAD = ChannelId(99)
NEWCOMER, REGULAR, HELPER = RoleId(1), RoleId(2), RoleId(3)
HOUR = timedelta(hours=1)


def by(*roles: RoleId) -> Subject:
    return Subject(user=OLD_ACCOUNT, roles=roles)


def test_a_channel_may_change_one_rung_and_keep_the_guilds_others() -> None:
    """IS-136: a warning threshold of its own."""
    policy = Policy(
        thresholds=Thresholds(warn=0.3, timeout=0.5),
        overrides={CHANNEL: Override(thresholds=Rungs(warn=0.45))},
    )
    here = policy.in_channel(CHANNEL)
    assert (here.thresholds.warn, here.thresholds.timeout) == (0.45, 0.5)
    words = evidence(0.7)
    assert decide(words, policy).wanted is Action.NONE
    assert decide(replace(words, channel=ChannelId(1)), policy).wanted is Action.WARN


def test_a_thread_follows_its_channel_and_its_own_override_comes_on_top() -> None:
    """LK-013: settings of a topic over those of the group."""
    policy = Policy(
        overrides={
            CHANNEL: Override(mode=Mode.REVIEW, max_automatic_action=Action.WARN),
            THREAD: Override(mode=Mode.ENFORCE),
        }
    )
    other = policy.in_channel(ChannelId(98), CHANNEL)
    assert (other.mode, other.max_automatic_action) == (Mode.REVIEW, Action.WARN)
    thread = policy.in_channel(THREAD, CHANNEL)
    assert (thread.mode, thread.max_automatic_action) == (Mode.ENFORCE, Action.WARN)
    assert policy.in_channel(ChannelId(98)) == policy


def test_a_thread_whose_channel_is_exempt_is_exempt() -> None:
    """Ruling C8."""
    policy = Policy(exempt=Exemptions(channels=(CHANNEL,)))
    inside = replace(evidence(), channel=THREAD, parent=CHANNEL)
    assert decide(inside, policy).exemption is Exemption.CHANNEL
    assert decide(replace(inside, parent=None), policy).exemption is None


def test_a_role_may_have_a_tier_of_its_own() -> None:
    """IS-135: thresholds, the hardest action and the length of timeouts."""
    tier = RoleTier(
        thresholds=Rungs(timeout=0.7), max_automatic_action=Action.WARN, timeout_share=0.5
    )
    policy = Policy(roles={REGULAR: tier})
    words = evidence(1.0)
    assert decide(words, policy).action is Action.TIMEOUT
    milder = decide(replace(words, subject=by(REGULAR)), policy)
    assert milder.wanted is Action.WARN
    repeated = replace(words, subject=by(REGULAR), standing=Standing(warnings=1))
    assert decide(repeated, policy).limits == (Limit.CEILING,)
    assert policy.for_roles([REGULAR]).timeouts[0] == HOUR / 2
    assert policy.for_roles([REGULAR]).warnings.second == HOUR / 2


def test_a_tier_may_also_be_stricter() -> None:
    """IS-135: newcomers."""
    policy = Policy(roles={NEWCOMER: RoleTier(thresholds=Rungs(warn=0.2))})
    assert decide(replace(evidence(0.4), subject=by(NEWCOMER)), policy).wanted is Action.WARN
    assert decide(evidence(0.4), policy).wanted is Action.NONE


def test_of_several_tiers_the_most_lenient_holds() -> None:
    """IS-135: nobody fares worse for one role more."""
    policy = Policy(
        roles={
            NEWCOMER: RoleTier(
                thresholds=Rungs(warn=0.2), max_automatic_action=Action.BAN, timeout_share=2.0
            ),
            REGULAR: RoleTier(thresholds=Rungs(warn=0.4), timeout_share=0.5),
            HELPER: RoleTier(max_automatic_action=Action.FLAG),
        }
    )
    both = policy.for_roles([NEWCOMER, REGULAR, HELPER])
    assert both.thresholds.warn == 0.4
    assert both.max_automatic_action is Action.FLAG
    assert both.timeouts[0] == HOUR / 2
    assert policy.for_roles([HELPER]).thresholds == policy.thresholds


def test_a_tier_is_asked_after_the_channel() -> None:
    """IS-135, IS-136: a role counts everywhere, also in a strict channel."""
    policy = Policy(
        overrides={CHANNEL: Override(thresholds=Rungs(warn=0.1, timeout=0.3))},
        roles={REGULAR: RoleTier(thresholds=Rungs(warn=0.2))},
    )
    here = policy_for(replace(evidence(), subject=by(REGULAR)), policy)
    assert (here.thresholds.warn, here.thresholds.timeout) == (0.2, 0.3)


rungs = st.builds(Rungs, *[], warn=st.floats(0.01, 0.54), timeout=st.none() | st.floats(0.55, 0.74))


@given(st.dictionaries(st.sampled_from([NEWCOMER, REGULAR, HELPER]), rungs), st.data())
def test_one_role_more_never_makes_a_tier_stricter_than_the_others_make_it(
    tiers: dict[RoleId, Rungs], data: st.DataObject
) -> None:
    """IS-135; and the rungs stay in their order, whatever roles come together."""
    policy = Policy(roles={role: RoleTier(thresholds=one) for role, one in tiers.items()})
    some = data.draw(st.lists(st.sampled_from([NEWCOMER, REGULAR, HELPER]), unique=True))
    there = policy.for_roles(some).thresholds
    assert there.warn < there.timeout < there.kick < there.ban
    for role in set(some) & set(tiers):
        alone = policy.for_roles([role]).thresholds
        assert there.warn >= alone.warn
        assert there.timeout >= alone.timeout


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        (Policy(overrides={CHANNEL: Override(thresholds=Rungs(warn=0.6))}), f"overrides.{CHANNEL}"),
        (Policy(roles={REGULAR: RoleTier(thresholds=Rungs(kick=0.95))}), "roles.2.thresholds"),
        (Policy(roles={REGULAR: RoleTier(timeout_share=0.0)}), "roles.2.timeout_share"),
        (Policy(roles={REGULAR: RoleTier(timeout_share=11.0)}), "roles.2.timeout_share"),
        (
            Policy(timeouts=(timedelta(days=300),), roles={REGULAR: RoleTier(timeout_share=5.0)}),
            "roles.2.timeout_share",
        ),
        (
            Policy(
                overrides={CHANNEL: Override(thresholds=Rungs(timeout=0.36))},
                roles={REGULAR: RoleTier(thresholds=Rungs(warn=0.4))},
            ),
            "roles.2.thresholds",
        ),
        (Policy(roles={REGULAR: RoleTier(max_automatic_action=Action.NONE)}), "roles.2.max_"),
        (Policy(overrides={CHANNEL: Override(max_automatic_action=Action.DELETE)}), "overrides."),
        (Policy(overrides={ChannelId(n): Override() for n in range(101)}), "overrides: at most"),
    ],
)
def test_scopes_are_checked_with_what_they_stand_on(policy: Policy, place: str) -> None:
    """ST-003: a role's rungs may cross those of one channel."""
    assert [fault for fault in faults_of(policy) if fault.startswith(place)]


def test_switched_off_means_that_nothing_is_done_to_anybody() -> None:
    """LK-014, LK-071: moderation can be disabled for a server."""
    decision = decide(evidence(1.0), Policy(enabled=False))
    assert (decision.action, decision.delete, decision.review) == (Action.NONE, False, False)
    assert decision.limits == (Limit.OFF,)
    assert decision.wanted is Action.TIMEOUT
    assert not Policy(enabled=False).acts
    assert not Policy(mode=Mode.REVIEW).acts


def test_a_rule_can_be_tried_alone_while_the_others_hold() -> None:
    """AC-054: it is counted, and nothing follows from it."""
    tried = WordRule(name="new", words=("a",), action=Action.BAN, shadow=True)
    holds = WordRule(name="old", words=("b",), action=Action.DELETE)
    policy = Policy(rules=Rules(words=(tried, holds)))
    both = evidence(signals=(a_signal(1.0, "new", "words"), a_signal(1.0, "old", "words")))
    decision = decide(both, policy)
    assert decision.wanted is Action.DELETE
    assert [one.label for one in decision.verdict.broken] == ["old"]
    assert [one.label for one in decision.verdict.shadowed] == ["new"]
    live = replace(policy, rules=Rules(words=(replace(tried, shadow=False), holds)))
    assert decide(both, live).wanted is Action.BAN


def test_in_a_raid_the_same_words_weigh_more() -> None:
    """ST-044: and the order of the rungs stays."""
    there = Policy().in_raid(0.5).thresholds
    assert (there.warn, there.timeout, there.kick, there.ban) == pytest.approx(
        (0.175, 0.275, 0.375, 0.44)
    )
