"""Keys of the service: the token that a client presents, and the entry that is configured.

A token is ``slom_<prefix>_<secret>``: the secret is 256 random bits, the prefix says which key is
meant. An entry is ``name:prefix:scope:sha256``, the last being the SHA-256 of the whole token;
it holds nothing that could be presented. A secret that nobody could guess needs no slow hash.
Refuses to know where entries are kept and who presents tokens.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

ANONYMOUS = "loopback"
"""What stands for a name where no key is asked for; no key may have it."""

HOW_TO_MAKE_ONE = "make one with: slo-monitor key new --name NAME --scope read"

_PREFIX_BYTES = 4
_SECRET_BYTES = 32
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_PREFIX = re.compile(rf"[0-9a-f]{{{2 * _PREFIX_BYTES}}}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TOKEN = re.compile(rf"slom_({_PREFIX.pattern})_[0-9a-f]{{{2 * _SECRET_BYTES}}}")


class Scope(StrEnum):
    """What a key may do; who may write may read too."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is configured.

    ``name`` is an RFC 1123 label and says who acts; keys may share it while one replaces the
    other. ``prefix`` finds the key, ``digest`` is the SHA-256 of its token, 32 bytes.
    """

    name: str
    prefix: str
    scope: Scope
    digest: bytes = field(repr=False)

    @classmethod
    def of_token(cls, name: str, scope: Scope, token: str) -> Key:
        """Give the key that a token belongs to.

        Raises:
            ValueError: the name is none, or the token has not the form of one.
        """
        prefix = prefix_of(token)
        if prefix is None:
            raise ValueError("a token is slom_, 8 hex digits, _ and 64 hex digits")
        return cls(_checked_name(name), prefix, scope, _digest(token))

    def matches(self, token: str) -> bool:
        """Say whether this is the key's token; the time taken does not tell how nearly."""
        return hmac.compare_digest(self.digest, _digest(token))

    def __str__(self) -> str:
        """Write the entry, as ``parse_key`` reads it."""
        return f"{self.name}:{self.prefix}:{self.scope.value}:{self.digest.hex()}"


def new_key(name: str, scope: Scope) -> tuple[str, Key]:
    """Make a token from the system's randomness, and the key that it belongs to.

    Raises:
        ValueError: the name is none.
    """
    prefix, secret = secrets.token_hex(_PREFIX_BYTES), secrets.token_hex(_SECRET_BYTES)
    token = f"slom_{prefix}_{secret}"
    return token, Key.of_token(name, scope, token)


def prefix_of(token: str) -> str | None:
    """Give the prefix of a token; None where the text has not the form of one."""
    found = _TOKEN.fullmatch(token)
    return found[1] if found else None


def parse_key(entry: str) -> Key:
    """Read an entry.

    Raises:
        ValueError: it is none. The text says why and quotes nothing of it, as people also put
            here what is secret.
    """
    if entry.startswith("slom_"):
        raise ValueError("is a token; what is configured is the entry that was printed beside it")
    fields = entry.split(":")
    if len(fields) != 4:  # noqa: PLR2004  # as the sentence says
        raise ValueError(f"has {len(fields)} of the 4 fields in name:prefix:scope:sha256")
    name, prefix, scope, digest = fields
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("has a prefix that is not 8 lower-case hex digits")
    if scope not in set(Scope):
        raise ValueError("has a scope that is neither read nor write")
    if not _SHA256.fullmatch(digest):
        raise ValueError("has a SHA-256 that is not 64 lower-case hex digits")
    return Key(_checked_name(name), prefix, Scope(scope), bytes.fromhex(digest))


def parse_keys(entries: list[str]) -> tuple[Key, ...]:
    """Read all entries.

    Raises:
        ValueError: one is none, which is told by its place, or two have the same prefix.
    """
    keys: dict[str, Key] = {}
    for place, entry in enumerate(entries, start=1):
        try:
            key = parse_key(entry)
        except ValueError as error:
            raise ValueError(
                f"entry {place} of {len(entries)} {error}; {HOW_TO_MAKE_ONE}"
            ) from None
        if key.prefix in keys:
            raise ValueError(f"two entries have the prefix {key.prefix}; leave one out")
        keys[key.prefix] = key
    return tuple(keys.values())


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(
            "has a name that is no RFC 1123 label: a-z, 0-9 and inner hyphens, at most 63"
        )
    if name == ANONYMOUS:
        raise ValueError(f"has the name {ANONYMOUS}, which stands for whoever needs no key")
    return name


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
