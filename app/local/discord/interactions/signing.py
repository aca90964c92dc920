"""The application's Ed25519 key: Discord signs, the endpoint verifies (IN-1)."""

from nacl.signing import SigningKey


class Signer:
    """Signs request bodies the way Discord does."""

    def __init__(self, seed_hex: str) -> None:
        self._key = SigningKey(bytes.fromhex(seed_hex))

    @property
    def public_key(self) -> str:
        return bytes(self._key.verify_key).hex()

    def headers(self, body: bytes, at: float) -> dict[str, str]:
        timestamp = str(int(at))
        signature = self._key.sign(timestamp.encode() + body).signature.hex()
        return {
            "X-Signature-Ed25519": signature,
            "X-Signature-Timestamp": timestamp,
            "Content-Type": "application/json",
            "User-Agent": "Discord-Interactions/1.0 (+https://discord.com)",
        }
