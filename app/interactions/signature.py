"""Is this request from Discord? Ed25519 over timestamp and body, before any parsing (IN-1)."""

import re
from collections.abc import Sequence

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

_SIGNATURE = re.compile(r"[0-9a-fA-F]{128}", re.ASCII)
_TIMESTAMP = re.compile(r"[0-9]{1,10}", re.ASCII)
_KEY = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)


class Verifier:
    """Checks signatures by one public key, or by two while keys are changed (T-1)."""

    def __init__(self, public_keys: Sequence[str]) -> None:
        if not public_keys:
            raise ValueError("a public key is needed")
        if not all(_KEY.fullmatch(key) for key in public_keys):
            raise ValueError("a public key has 64 hexadecimal digits")
        self._keys = tuple(VerifyKey(bytes.fromhex(key)) for key in public_keys)

    def signed_at(self, body: bytes, signature: str | None, timestamp: str | None) -> int | None:
        """When Discord signed it, in seconds since 1970; None when it did not (IN-2)."""
        if signature is None or timestamp is None:
            return None
        if not _SIGNATURE.fullmatch(signature) or not _TIMESTAMP.fullmatch(timestamp):
            return None
        message, proof = timestamp.encode("ascii") + body, bytes.fromhex(signature)

        return int(timestamp) if any(_fits(key, message, proof) for key in self._keys) else None


def _fits(key: VerifyKey, message: bytes, proof: bytes) -> bool:
    try:
        key.verify(message, proof)
    except BadSignatureError:
        return False

    return True
