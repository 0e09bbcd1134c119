"""How Prometheus is reached: address, credentials, certificates and limits, checked once.

Refuses to know requests and answers. What is secret here is never shown.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TypedDict

import httpx

from app.sources.flavour import Flavour, tenant_header


class _Address(TypedDict):
    url: str
    username: str | None
    password: str | None


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a server of Prometheus' API stands and how it is asked.

    ``url`` is its root, under which ``/api/v1/query`` is found. Credentials in it are moved to
    ``username`` and ``password``, which win if they are given too. ``timeout_seconds`` bounds one
    question with all its attempts and waits; ``concurrency`` is the number of questions at a time.

    Raises:
        ValueError: the parts contradict each other or cannot be used; secrets are not repeated.
    """

    url: str
    flavour: Flavour = Flavour.PROMETHEUS
    tenant: str | None = None
    bearer_token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    timeout_seconds: float = 30.0
    concurrency: int = 4
    attempts: int = 3

    def __post_init__(self) -> None:
        address = _address(self.url)
        object.__setattr__(self, "url", address["url"])
        if self.username is None and address["username"] is not None:
            object.__setattr__(self, "username", address["username"])
            object.__setattr__(self, "password", address["password"])
        self._check()

    @property
    def secrets(self) -> tuple[str, ...]:
        """List what no message may repeat."""
        return tuple(secret for secret in (self.bearer_token, self.password) if secret)

    @property
    def auth(self) -> httpx.BasicAuth | None:
        """The basic authentication, ``None`` if there is no user."""
        if self.username is None:
            return None
        return httpx.BasicAuth(self.username, self.password or "")

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every request."""
        # Compressing costs Prometheus more than answering a small question does.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self.bearer_token is not None:
            headers["Authorization"] = f"Bearer {self.bearer_token}"
        header = tenant_header(self.flavour)
        if self.tenant is not None and header is not None:
            headers[header] = self.tenant
        return headers

    def tls(self) -> ssl.SSLContext:
        """Read the certificates.

        Raises:
            ValueError: a file cannot be read or used.
        """
        if self.url.startswith("http:") and self.ca_file is None and self.cert_file is None:
            return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and loads nothing
        try:
            context = ssl.create_default_context(cafile=self.ca_file)
            if self.cert_file is not None:
                # Without a password of its own, an encrypted key would ask at the terminal.
                context.load_cert_chain(self.cert_file, self.key_file, password="")
        except (OSError, ValueError) as error:
            files = [file for file in (self.ca_file, self.cert_file, self.key_file) if file]
            raise ValueError(f"cannot use {' and '.join(files)} for TLS: {error}") from None
        return context

    def _check(self) -> None:
        for name, value in (("tenant", self.tenant), ("bearer token", self.bearer_token)):
            if value is not None and not (value.isascii() and value.isprintable()):
                raise ValueError(f"the {name} holds characters that no HTTP header can carry")
        if self.bearer_token is not None and self.username is not None:
            raise ValueError("give Prometheus either a bearer token or a user, not both")
        if self.password is not None and self.username is None:
            raise ValueError("a password for Prometheus needs a user name")
        if self.tenant is not None and tenant_header(self.flavour) is None:
            raise ValueError(f"{self.flavour.value} knows no tenant header; put it into the URL")
        if self.key_file is not None and self.cert_file is None:
            raise ValueError("a key file for Prometheus needs a certificate file")
        if self.timeout_seconds <= 0 or self.concurrency < 1 or self.attempts < 1:
            raise ValueError("timeout, concurrency and attempts must be positive")


def _address(url: str) -> _Address:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:  # its text may quote a part of a password
        raise ValueError("the URL of Prometheus cannot be read") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ValueError("the URL of Prometheus must be http://host or https://host")
    if parsed.query or parsed.fragment:
        raise ValueError("the URL of Prometheus must end with its path, without ? or #")
    bare = str(parsed.copy_with(username=None, password=None)).rstrip("/")
    has_user = bool(parsed.userinfo)
    return _Address(
        url=bare,
        username=parsed.username if has_user else None,
        password=parsed.password if has_user else None,
    )
