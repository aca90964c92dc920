"""Overlay rules for headers (OV-13, RS-1): user agent, content type, audit reason."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from app.local.discord.contract.request import Request
from app.local.discord.contract.violation import Breach

USER_AGENT = re.compile(r"DiscordBot \(\S+?,? \S+\)")
CONTENT_TYPES = ("application/json", "multipart/form-data")
MAX_REASON = 512
REASON = "X-Audit-Log-Reason"
ENCODED = re.compile(r"(?:[!-$&-~ ]|%[0-9A-Fa-f]{2})*")


def header_rules(request: Request) -> Iterator[Breach]:
    if not request.over_http:
        return
    headers = request.headers
    if not USER_AGENT.match(headers.get("User-Agent", "")):
        yield Breach(
            rule="RS-1", path="User-Agent", message="User-Agent is DiscordBot (url, version)"
        )
    if not request.by_token and not headers.get("Authorization", "").startswith("Bot "):
        yield Breach(rule="RS-1", path="Authorization", message="Authorization is Bot <token>")
    if request.has_body and not headers.get("Content-Type", "").startswith(CONTENT_TYPES):
        yield Breach(rule="RS-1", path="Content-Type", message="Content-Type is missing or wrong")
    if REASON in headers:
        yield from _reason(headers[REASON])


def _reason(encoded: str) -> Iterator[Breach]:
    if not ENCODED.fullmatch(encoded):
        yield Breach(rule="OV-13", path=REASON, message="the reason is not URL-encoded")
        return
    reason = decoded_reason(encoded)
    if reason is None:
        yield Breach(rule="OV-13", path=REASON, message="the reason is not UTF-8")
    elif not 1 <= len(reason) <= MAX_REASON:
        yield Breach(rule="OV-13", path=REASON, message="the reason has 1 to 512 characters")


def decoded_reason(encoded: str) -> str | None:
    """The text of the header; None where it is no UTF-8."""
    try:
        return unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return None
