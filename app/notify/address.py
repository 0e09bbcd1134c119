"""Where a receiver stands, and the name by which logs and metrics may call it.

A webhook's whole URL is a secret, since many carry one in their path; of an Alertmanager's only
the user is. Refuses to know requests and answers.
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass, field

import httpx

_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Address:
    """A receiver: its URL without a user, and how it is asked. Only ``name`` may be shown."""

    name: str
    url: str = field(repr=False)
    username: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)
    bearer_token: str | None = field(default=None, repr=False)

    @property
    def auth(self) -> httpx.BasicAuth | None:
        """The basic authentication, ``None`` if there is no user."""
        return None if self.username is None else httpx.BasicAuth(self.username, self.password)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every request."""
        headers = {"User-Agent": "slo-monitor", "Accept": "application/json"}
        if self.bearer_token is not None and self.username is None:
            headers["Authorization"] = f"Bearer {self.bearer_token}"
        return headers

    def tls(self) -> ssl.SSLContext:
        """Trust what the system trusts."""
        if self.url.startswith("http:"):
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and loads nothing
        return ssl.create_default_context()


def alertmanager_address(url: str, bearer_token: str | None = None) -> Address:
    """Read the root of an Alertmanager's API; a user in the URL wins over the token.

    Raises:
        ValueError: it is none; secrets are not repeated.
    """
    parsed = _parsed(url, "SLO_MONITOR_ALERTMANAGER_URLS")
    if parsed.query or parsed.fragment:
        raise ValueError("an URL in SLO_MONITOR_ALERTMANAGER_URLS must end with its path")
    if bearer_token is not None and not (bearer_token.isascii() and bearer_token.isprintable()):
        raise ValueError("the bearer token for Alertmanager holds characters no header can carry")
    bare = _bare(parsed).rstrip("/")
    return Address(bare.partition("://")[2], bare, *_user(parsed), bearer_token)


def webhook_address(url: str) -> Address:
    """Read a webhook's URL; its name is the host and a short hash of all of it.

    Raises:
        ValueError: it is none; nothing of it is repeated.
    """
    parsed = _parsed(url, "SLO_MONITOR_WEBHOOK_URLS")
    digest = hashlib.sha256(url.encode()).hexdigest()[:_DIGITS]
    return Address(f"{parsed.host}-{digest}", _bare(parsed), *_user(parsed))


def _parsed(url: str, setting: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:  # its text may quote a part of a secret
        raise ValueError(f"an URL in {setting} cannot be read") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ValueError(f"an URL in {setting} must be http://host… or https://host…")
    return parsed


def _bare(url: httpx.URL) -> str:
    return str(url.copy_with(username=None, password=None, fragment=None))


def _user(url: httpx.URL) -> tuple[str | None, str]:
    return (url.username, url.password) if url.userinfo else (None, "")
