"""What the settings say, in the form in which the parts of the program take it."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import SecretStr

from app.api.admission import Access
from app.api.rpc.server import Address, Certificate
from app.notify.address import alertmanager_address, webhook_address
from app.notify.signature import Signer
from app.notify.telling import Recipients
from app.planning import Means
from app.plans.allowed import AllowList
from app.plans.calling import HttpCaller
from app.plans.k6 import K6
from app.settings import Settings
from app.sources.connection import Connection


def connection_of(settings: Settings) -> Connection:
    """Read from the settings how Prometheus is reached.

    Raises:
        ValueError: the settings contradict each other.
    """
    return Connection(
        url=settings.prometheus_url,
        flavour=settings.prometheus_flavour,
        tenant=settings.prometheus_tenant,
        bearer_token=_revealed(settings.prometheus_bearer_token),
        username=settings.prometheus_username,
        password=_revealed(settings.prometheus_password),
        ca_file=settings.prometheus_ca_file,
        cert_file=settings.prometheus_cert_file,
        key_file=settings.prometheus_key_file,
        timeout_seconds=settings.query_timeout_seconds,
    )


def recipients_of(settings: Settings) -> Recipients:
    """Read from the settings who is told of alerts; a receiver that is listed twice is told once.

    Raises:
        ValueError: one of them cannot be used; secrets are not repeated.
    """
    token = _revealed(settings.alertmanager_bearer_token)
    instances = [
        alertmanager_address(url, token) for url in _all_revealed(settings.alertmanager_urls)
    ]
    webhooks = [webhook_address(url) for url in _all_revealed(settings.webhook_urls)]
    return Recipients(
        alertmanagers=list({one.name: one for one in instances}.values()),
        webhooks=list({one.name: one for one in webhooks}.values()),
        signer=Signer(_all_revealed(settings.webhook_secrets)),
        external_url=settings.external_url,
    )


def access_of(settings: Settings) -> Access:
    """Read from the settings who may ask."""
    return Access(
        keys=settings.api_keys,
        allowed_hosts=settings.allowed_hosts,
        allowed_origins=settings.allowed_origins,
        beyond_loopback=settings.listens_beyond_loopback,
    )


def calls_address_of(settings: Settings) -> Address:
    """Read from the settings where gRPC is answered.

    Raises:
        OSError: the certificate or its key cannot be read.
    """
    certificate, key = settings.grpc_cert_file, settings.grpc_key_file
    both = None
    if certificate is not None and key is not None:
        both = Certificate(certificate.read_bytes(), key.read_bytes())
    return Address(settings.host, settings.grpc_port, both)


def _all_revealed(secrets: Sequence[SecretStr]) -> list[str]:
    return [secret.get_secret_value() for secret in secrets]


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def means_of(settings: Settings) -> Means:
    """Say what plans may do."""
    allowed = AllowList(settings.plans_http_allow)
    return Means(K6(settings.plans_k6_dir, settings.plans_k6), HttpCaller(allowed))
