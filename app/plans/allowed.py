"""Which URLs plans may call: those at or below one of a few that an operator has set.

Compared are scheme, host, port and whole segments of the path; never text, of which
``https://hooks.example.evil`` begins with ``https://hooks.example`` too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class _Place:
    scheme: str
    host: str
    port: int
    segments: tuple[str, ...]

    def holds(self, other: _Place) -> bool:
        same = (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)
        return same and other.segments[: len(self.segments)] == self.segments


class AllowList:
    """URLs that may be called, with all that lies below them; none if it is empty."""

    def __init__(self, prefixes: Iterable[str] = ()) -> None:
        """Read the prefixes.

        Raises:
            ValueError: one of them is no http or https URL, or has more than a path.
        """
        self._places = [_place(prefix, is_prefix=True) for prefix in prefixes]

    def __bool__(self) -> bool:
        return bool(self._places)

    def lets(self, url: str) -> bool:
        """Say whether a URL may be called."""
        try:
            place = _place(url, is_prefix=False)
        except ValueError:
            return False
        return any(allowed.holds(place) for allowed in self._places)


def _place(url: str, *, is_prefix: bool) -> _Place:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ValueError("must be URLs without a user and a password")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError(f"must be URLs of printable ASCII, got {url!r}")
    if parts.scheme not in _PORTS or not parts.hostname or parts.fragment:
        raise ValueError(f"must be http or https URLs such as https://hooks.example/, got {url!r}")
    if is_prefix and parts.query:
        raise ValueError(f"must be URLs without a query, got {parts.scheme}://{parts.netloc}…")
    segments = tuple(unquote(each) for each in parts.path.split("/"))
    if any(each in {".", ".."} or set("/\\") & {*each} for each in segments):
        raise ValueError(f"must be URLs whose path has no . or .. in it, got {url!r}")
    host = parts.hostname.removesuffix(".")
    # The path of a prefix may end in a slash or not, and means the same.
    whole = segments[:-1] if is_prefix and segments[-1] == "" else segments
    return _Place(
        parts.scheme,
        host,
        _PORTS[parts.scheme] if parts.port is None else parts.port,
        whole or ("",),
    )
