"""Signs what webhooks are sent, so that a receiver knows that it comes from here, and is fresh.

Source: Standard Webhooks (https://www.standardwebhooks.com), symmetric signatures: HMAC-SHA256
over ``id.timestamp.body``. Several secrets give several signatures: so a secret is replaced
without a moment in which receivers refuse.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"
FEWEST_BYTES = 24


class Signer:
    """Signs with all of its secrets; each is ``whsec_`` and base64, or plain text.

    Raises:
        ValueError: a secret cannot be read or is too short; it is not repeated.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [_key(secret) for secret in secrets]

    def headers(self, message_id: str, at: float, body: bytes) -> dict[str, str]:
        """Give the headers of a message that is sent ``at`` (Unix seconds)."""
        timestamp = str(int(at))
        signed = f"{message_id}.{timestamp}.".encode() + body
        return {
            "webhook-id": message_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in self._keys),
        }


def _key(secret: str) -> bytes:
    text = secret.removeprefix(PREFIX)
    try:
        key = secret.encode() if text == secret else base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("a webhook secret that begins with whsec_ must go on in base64") from None
    if len(key) < FEWEST_BYTES:
        raise ValueError(f"a webhook secret has {len(key)} bytes, and needs {FEWEST_BYTES}")
    return key


def _signature(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
