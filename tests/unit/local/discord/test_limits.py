"""Rate limits as Discord has them (RS-2 to RS-5)."""

from typing import Any

from app.local.discord.operations import OPERATIONS
from app.local.discord.rest.limits import Limits, Refusal
from app.local.discord.settings import LimitSettings
from app.local.discord.state.clock import Clock

HERE = {"channel_id": "1"}
THERE = {"channel_id": "2"}


def limits(**changes: Any) -> tuple[Limits, Clock]:
    clock = Clock()
    return Limits(LimitSettings(**changes), clock), clock


def ask(
    made: Limits, operation: str, params: dict[str, str]
) -> tuple[dict[str, str], Refusal | None]:
    return made.admit(OPERATIONS[operation], params)


def test_a_bucket_empties_and_refills() -> None:
    """RS-2: the fifth message passes, the sixth does not, and five seconds later all is well."""
    made, clock = limits()
    for left in (4, 3, 2, 1, 0):
        headers, refusal = ask(made, "create_message", HERE)
        assert refusal is None
        assert headers["X-RateLimit-Remaining"] == str(left)
    _, refusal = ask(made, "create_message", HERE)
    assert refusal is not None
    assert 4.9 < refusal.retry_after <= 5.0
    clock.advance(5.1)
    assert ask(made, "create_message", HERE)[1] is None


def test_every_channel_has_its_own_bucket_under_one_hash() -> None:
    made, _ = limits()
    for _ in range(5):
        ask(made, "create_message", HERE)
    headers_here, refused = ask(made, "create_message", HERE)
    headers_there, passed = ask(made, "create_message", THERE)
    assert refused is not None
    assert passed is None
    assert headers_here["X-RateLimit-Bucket"] == headers_there["X-RateLimit-Bucket"]


def test_buckets_are_mapped_anew_while_callers_run() -> None:
    made, _ = limits()
    before = ask(made, "create_message", HERE)[0]["X-RateLimit-Bucket"]
    made.overrides["create_message"] = (2, 3.0)
    made.remap()
    headers, _ = ask(made, "create_message", HERE)
    assert headers["X-RateLimit-Bucket"] != before
    assert headers["X-RateLimit-Limit"] == "2"


def test_fifty_requests_a_second_and_no_more() -> None:
    """RS-4: the global limit; interaction routes are exempt."""
    made, _ = limits()
    answers = [ask(made, "get_user", {"user_id": str(i)})[1] for i in range(60)]
    refusals = [a for a in answers if a is not None]
    assert len(refusals) >= 10
    assert all(r.is_global and r.scope == "global" for r in refusals[-5:])
    token = {"interaction_id": "1", "interaction_token": "t"}
    assert ask(made, "create_interaction_response", token)[1] is None


def test_a_request_before_its_time_is_counted() -> None:
    made, _ = limits()
    for _ in range(7):
        ask(made, "create_message", HERE)
    assert made.figures()["limited"] == 2
    assert made.figures()["early"] == 1


def test_too_many_invalid_requests_ban_the_address() -> None:
    """RS-5: after that even good requests meet Cloudflare's page."""
    made, clock = limits(invalid_per_ten_minutes=3)
    for status in (401, 403, 404, 200, 429):
        made.note_answer(status, shared=False)
    _, refusal = ask(made, "get_my_user", {})
    assert refusal is not None
    assert refusal.html
    clock.advance(3601)
    assert ask(made, "get_my_user", {})[1] is None


def test_shared_limits_are_no_invalid_requests() -> None:
    made, _ = limits(invalid_per_ten_minutes=1)
    made.note_answer(429, shared=True)
    assert ask(made, "get_my_user", {})[1] is None
