"""The reason in Discord's audit log, as a header."""

from urllib.parse import quote

LONGEST = 512


def audit_reason(text: str) -> str:
    """At most 512 characters, then every byte that is not a plain letter or digit encoded.

    Cut first: the other way round could end inside an encoded character. Encoding leaves no line
    break, so the text cannot add headers of its own.
    """
    return quote(text[:LONGEST], safe="", errors="replace")
