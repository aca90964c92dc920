"""What is wrong with a policy: every fault at once, each with its place."""

import math
from collections.abc import Collection, Iterator
from datetime import timedelta

from app.domain.action import Action
from app.domain.policies.behaviour_faults import faults_of_behaviour, faults_of_context
from app.domain.policies.duration_faults import faults_of_durations
from app.domain.policies.leaves import dotted, leaves_of
from app.domain.policies.policy import Policy, Weights
from app.domain.policies.prompts import MAX_PROMPT
from app.domain.policies.rule_faults import faults_of_rules
from app.domain.policies.scope_faults import faults_of_scopes, faults_of_thresholds
from app.domain.raids.faults import faults_of_raids
from app.domain.reputation.policy import faults_of_reputation

_CEILINGS = (Action.FLAG, Action.WARN, Action.TIMEOUT, Action.KICK, Action.BAN)
LOCALES = ("en", "ru")
"""The languages in which there are words: those of `i18n`."""
_WIDEST = 1 << 64
"""Ids of Discord stay below, and so does any other whole number that means something."""


def faults_of(policy: Policy) -> tuple[str, ...]:
    """All that must be mended before the policy may be used; empty when it is sound."""
    unfit = tuple(_values(policy))
    if unfit:
        return unfit

    return (
        *faults_of_thresholds(policy.thresholds, "thresholds"),
        *faults_of_scopes(policy),
        *_weights(policy.weights),
        *faults_of_behaviour(policy.behaviour),
        *faults_of_context(policy.context),
        *faults_of_durations(policy),
        *_reach(policy),
        *faults_of_rules(policy.rules),
        *faults_of_reputation(policy.reputation),
        *faults_of_raids(policy.raids),
    )


def faults_of_labels(policy: Policy, scored: Collection[str]) -> tuple[str, ...]:
    """Labels that the model in use does not score: they would never count, without a word."""
    return tuple(
        f"labels: the model does not score {label!r}, only {', '.join(scored)}"
        for label in policy.labels
        if label not in scored
    )


def _values(policy: Policy) -> Iterator[str]:
    """What no field can hold; the other checks count on it."""
    for place, value in leaves_of(policy):
        if isinstance(value, float) and not math.isfinite(value):
            yield f"{dotted(place)}: must be a number"
        if isinstance(value, timedelta) and value < timedelta(0):
            yield f"{dotted(place)}: must not be negative"
        if isinstance(value, int) and abs(value) >= _WIDEST:
            yield f"{dotted(place)}: has more digits than any id"
        if isinstance(value, str) and not _is_whole(value):
            yield f"{dotted(place)}: holds half a character, which nothing can store"


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False

    return True


def _weights(weights: Weights) -> Iterator[str]:
    if min(weights.toxicity, weights.behaviour, weights.context) < 0:
        yield "weights: none may be negative"


def _reach(policy: Policy) -> Iterator[str]:
    for place, ceiling in _ceilings(policy):
        if ceiling not in _CEILINGS:
            yield f"{place}max_automatic_action: must be flag, warn, timeout, kick or ban"
    if policy.repeat_offender_after < 1:
        yield "repeat_offender_after: must be at least 1"
    if policy.violations.before_ban < 1:
        yield "violations.before_ban: must be at least 1"
    if not 0 <= policy.min_confidence <= 1:
        yield "min_confidence: must be from 0 to 1"
    if len(policy.moderation_prompt) > MAX_PROMPT:
        yield f"moderation_prompt: at most {MAX_PROMPT} characters"
    if not policy.labels:
        yield "labels: at least one label is needed"
    if policy.locale not in LOCALES:
        yield f"locale: must be one of {', '.join(LOCALES)}"


def _ceilings(policy: Policy) -> Iterator[tuple[str, Action]]:
    yield "", policy.max_automatic_action
    for channel, override in policy.overrides.items():
        if override.max_automatic_action is not None:
            yield f"overrides.{channel}.", override.max_automatic_action
    for role, tier in policy.roles.items():
        if tier.max_automatic_action is not None:
            yield f"roles.{role}.", tier.max_automatic_action
