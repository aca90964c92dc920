from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.adapters.dynamodb import codec
from app.domain.action import Action
from app.domain.decide import decide, policy_for
from app.domain.evidence import Evidence
from app.domain.policies.policy import Policy
from app.domain.raids.level import Level
from app.domain.raids.share import Share
from tests.factories import evidence

SUSPECT = Share(level=Level.RAID, suspect=True)
scores = st.floats(0, 1)


def test_a_suspect_of_a_running_raid_meets_lower_thresholds() -> None:
    """ST-044: stricter by 15 of 100, and for nobody else."""
    policy = Policy()
    here = policy_for(evidence(raid=SUSPECT), policy).thresholds
    assert here.warn == policy.thresholds.warn * 0.85
    for share in (Share(), Share(level=Level.SIEGE), Share(level=Level.WATCH, suspect=True)):
        assert policy_for(evidence(raid=share), policy).thresholds == policy.thresholds


def test_what_is_not_enough_otherwise_is_enough_for_a_suspect() -> None:
    """ST-044."""
    almost = 0.56  # 0.6 · 0.56 = 0.336, between 0.85 · 0.35 and 0.35
    assert decide(evidence(almost), Policy()).action is Action.NONE
    assert decide(evidence(almost, raid=SUSPECT), Policy()).action is Action.WARN


@given(scores, st.sampled_from(list(Level)), st.booleans())
def test_being_part_of_a_raid_never_makes_a_call_milder(
    toxicity: float, level: Level, suspect: object
) -> None:
    calm = decide(evidence(toxicity), Policy())
    raid = decide(evidence(toxicity, raid=Share(level=level, suspect=bool(suspect))), Policy())
    assert raid.wanted.severity >= calm.wanted.severity


def test_evidence_stored_before_there_were_raids_decides_the_same() -> None:
    """Stored evidence can be decided again."""
    old = evidence(0.97)
    text = codec.dump(old)
    without = text.replace(',"raid":{"level":"calm","suspect":false}', "")
    assert without != text
    assert codec.load(Evidence, without) == old
    assert decide(codec.load(Evidence, without), Policy()) == decide(old, Policy())


def test_the_cut_can_be_switched_off() -> None:
    policy = replace(Policy(), raids=replace(Policy().raids, stricter=0.0))
    assert decide(evidence(0.56, raid=SUSPECT), policy).action is Action.NONE
