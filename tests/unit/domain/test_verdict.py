from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action import Risk
from app.domain.behaviour import Behaviour
from app.domain.policies.policy import Policy, Weights
from app.domain.policies.rules import LinkRule, Rules, WordRule
from app.domain.signal import Signal
from app.domain.verdict import Verdict, final_score, judge
from tests.factories import a_signal

RULES = Rules(
    words=(
        WordRule(name="boats", words=("boat",)),
        WordRule(name="new", words=("x",), shadow=True),
    ),
    links=LinkRule(enabled=True),
)
POLICY = Policy(rules=RULES)
HISTORY = Behaviour(history=1.0)
share = st.floats(0, 1, allow_nan=False)


def rule(source: str, label: str) -> Signal:
    return Signal(source=source, label=label, score=1.0)


def test_a_verdict_holds_every_number_it_was_made_of() -> None:
    """AC-001, AC-021, ST-050"""
    broken, tried = rule("words", "boats"), rule("words", "new")
    signals = (a_signal(0.5), a_signal(0.8, "insult"), a_signal(0.9, "obscene"), broken, tried)

    found = judge(signals=signals, behaviour=HISTORY, context=0.5, policy=POLICY)

    behaved = POLICY.behaviour.weights.history
    assert found == Verdict(
        toxicity=0.8,
        label="insult",
        behaviour=behaved,
        context=0.5,
        final=final_score(toxicity=0.8, behaviour=behaved, context=0.5, policy=POLICY),
        broken=(broken,),
        shadowed=(tried,),
    )


def test_silence_of_the_model_is_no_toxicity() -> None:
    found = judge(signals=(), behaviour=Behaviour(), context=0.0, policy=POLICY)

    assert found == Verdict(toxicity=0.0, label=None, behaviour=0.0, context=0.0, final=0.0)
    assert found.risk is Risk.GREEN


@pytest.mark.parametrize(
    ("toxicity", "behaviour", "context", "final"),
    [
        (1.0, 0.0, 0.0, 0.6),
        (0.0, 1.0, 0.0, 0.4),
        (0.5, 0.5, 1.0, 0.6),
        (1.0, 1.0, 1.0, 1.0),
        (0.5, 0.625, 0.0, 0.55),
    ],
)
def test_the_formula_with_the_standard_weights(
    toxicity: float, behaviour: float, context: float, final: float
) -> None:
    """AC-001, AC-002, AC-008, ST-034"""
    assert (
        final_score(toxicity=toxicity, behaviour=behaviour, context=context, policy=POLICY) == final
    )


def test_the_weights_are_the_policys() -> None:
    """AC-014"""
    policy = replace(POLICY, weights=Weights(toxicity=0.5, behaviour=0.25, context=1.0))

    assert final_score(toxicity=0.4, behaviour=0.4, context=0.5, policy=policy) == 0.45


def test_the_risk_of_a_message_is_that_of_its_final_score() -> None:
    """ST-032"""
    verdict = Verdict(toxicity=0, label=None, behaviour=0, context=0, final=0.76)

    assert verdict.risk is Risk.RED


parts = st.tuples(share, share, share)


@given(parts, parts)
def test_more_of_anything_never_lowers_the_verdict(
    less: tuple[float, float, float], other: tuple[float, float, float]
) -> None:
    """Law: more evidence never lowers the score (ST-050, ST-034)."""

    def final(toxicity: float, behaviour: float, context: float) -> float:
        return final_score(toxicity=toxicity, behaviour=behaviour, context=context, policy=POLICY)

    more = [max(pair) for pair in zip(less, other, strict=True)]

    assert 0 <= final(*less) <= final(*more) <= 1


@given(st.lists(st.tuples(share, st.sampled_from(("toxic", "insult", "threat", "obscene")))), share)
def test_another_signal_never_lowers_the_verdict(
    scores: list[tuple[float, str]], another: float
) -> None:
    """Law: more evidence never lowers the verdict."""
    signals = tuple(a_signal(score, label) for score, label in scores)

    def final(*all_of: Signal) -> float:
        return judge(signals=all_of, behaviour=HISTORY, context=0.0, policy=POLICY).final

    assert final(*signals) <= final(*signals, a_signal(another)) <= 1
