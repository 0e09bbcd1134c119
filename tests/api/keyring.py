"""Keys whose tokens the tests know."""

from __future__ import annotations

from app.keys import Key, Scope


def token(prefix: str, digit: str = "0") -> str:
    return f"slom_{prefix}_{digit * 64}"


READ_TOKEN = token("0000aaaa")
WRITE_TOKEN = token("0000bbbb")
READ_KEY = Key.of_token("dashboard", Scope.READ, READ_TOKEN)
WRITE_KEY = Key.of_token("ci", Scope.WRITE, WRITE_TOKEN)
WRONG_TOKEN = token("0000aaaa", "1")
UNKNOWN_TOKEN = token("0000cccc")


def bearer(value: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {value}"}
