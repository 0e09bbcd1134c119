"""Settings of the service, read once from the environment.

Each is a variable with the prefix ``SLO_MONITOR_``; any of them may be given as a file instead,
with ``_FILE`` behind its name: ``SLO_MONITOR_API_KEYS_FILE=/run/secrets/keys``.
``docs/settings.md`` lists them.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from app.catalog.quantity import parse_duration
from app.keys import HOW_TO_MAKE_ONE, Key, parse_keys
from app.plans.allowed import AllowList
from app.sources.flavour import Flavour

PREFIX = "SLO_MONITOR_"
MINUTES_5 = 300
DAY = 86_400
DATABASE_SCHEME = "postgresql+asyncpg://"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class LogFormat(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


def _seconds(value: object) -> object:
    return float(parse_duration(value)) if isinstance(value, str) else value


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", ",").split(",") if word.strip()]


def _words(value: object) -> object:
    return _split(value) if isinstance(value, str) else value


def _keys(value: object) -> object:
    if not isinstance(value, str):
        return value
    entries = _split(value)
    if not entries:
        # A secret that was not mounted must not open the service.
        raise ValueError(
            f"holds no entry; leave it out if nobody needs a key, or {HOW_TO_MAKE_ONE}"
        )
    return parse_keys(entries)


Seconds = Annotated[float, BeforeValidator(_seconds)]
Words = Annotated[frozenset[str], NoDecode, BeforeValidator(_words)]
Secrets = Annotated[list[SecretStr], NoDecode, BeforeValidator(_words)]

Keys = Annotated[tuple[Key, ...], NoDecode, BeforeValidator(_keys)]


class Settings(BaseSettings):
    """Everything that an operator can set; durations are written ``30s``, ``5m``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True)

    prometheus_url: str = Field(default="http://127.0.0.1:9090", repr=False)
    prometheus_flavour: Flavour = Flavour.PROMETHEUS
    prometheus_tenant: str | None = None
    prometheus_bearer_token: SecretStr | None = None
    prometheus_username: str | None = None
    prometheus_password: SecretStr | None = None
    prometheus_ca_file: str | None = None
    prometheus_cert_file: str | None = None
    prometheus_key_file: str | None = None
    prometheus_timeout: Seconds | None = Field(default=None, gt=0, le=300)
    slos: Path = Path("slos")
    data_dir: Path = Path("data")
    database_url: SecretStr | None = None
    lease_ttl: Seconds = Field(default=15, ge=1, le=MINUTES_5)
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    grpc_port: int = Field(default=8081, ge=0, le=65535)
    grpc_cert_file: Path | None = None
    grpc_key_file: Path | None = None
    step: Seconds = Field(default=30, ge=1, le=MINUTES_5)
    offset: Seconds = Field(default=30, ge=0, le=3600)
    retention: Seconds = Field(default=90 * DAY, ge=DAY, le=3660 * DAY)
    api_keys: Keys = ()
    allowed_hosts: Words = frozenset()
    allowed_origins: Words = frozenset()
    alertmanager_urls: Secrets = []
    alertmanager_bearer_token: SecretStr | None = None
    webhook_urls: Secrets = []
    webhook_secrets: Secrets = []
    external_url: str | None = Field(default=None, pattern=r"^https?://[^/?#@]+(/[^?#]*)?$")
    plans_k6_dir: Path | None = None
    plans_k6: str = "k6"
    plans_http_allow: Words = frozenset()
    log_format: LogFormat = LogFormat.TEXT

    @field_validator("step")
    @classmethod
    def _step_divides_cells(cls, step: float) -> float:
        if step != int(step) or MINUTES_5 % int(step):
            raise ValueError(
                "must be whole seconds that divide 5 minutes, such as 5s, 15s, 30s, 1m"
            )
        return step

    @field_validator("database_url")
    @classmethod
    def _database_is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(DATABASE_SCHEME):
            raise ValueError(f"must begin with {DATABASE_SCHEME}; without it SQLite is used")
        return url

    @field_validator("plans_k6_dir")
    @classmethod
    def _scripts_have_a_folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise ValueError(f"must be a folder, of k6 scripts; {folder} is none")
        return folder

    @field_validator("plans_http_allow")
    @classmethod
    def _plans_call_urls(cls, prefixes: frozenset[str]) -> frozenset[str]:
        AllowList(prefixes)
        return prefixes

    @model_validator(mode="after")
    def _offset_on_grid(self) -> Settings:
        if self.offset % self.step:
            raise ValueError(
                f"SLO_MONITOR_OFFSET must be a multiple of SLO_MONITOR_STEP ({self.step:g}s), "
                f"got {self.offset:g}s"
            )
        return self

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Settings:
        if (self.grpc_cert_file is None) != (self.grpc_key_file is None):
            raise ValueError("SLO_MONITOR_GRPC_CERT_FILE and SLO_MONITOR_GRPC_KEY_FILE go together")
        return self

    @model_validator(mode="after")
    def _webhooks_are_signed(self) -> Settings:
        if self.webhook_urls and not self.webhook_secrets:
            raise ValueError(
                "SLO_MONITOR_WEBHOOK_URLS needs SLO_MONITOR_WEBHOOK_SECRETS: what a webhook is sent"
                " is signed"
            )
        return self

    @property
    def step_seconds(self) -> int:
        """Distance of two evaluations."""
        return int(self.step)

    @property
    def offset_seconds(self) -> int:
        """How far evaluations stay behind the clock, until scrapes have arrived."""
        return int(self.offset)

    @property
    def retention_seconds(self) -> int:
        """How long alerts that are over, and annotations, are kept."""
        return int(self.retention)

    @property
    def query_timeout_seconds(self) -> float:
        """How long one question to Prometheus may take; about a step unless it is set."""
        if self.prometheus_timeout is not None:
            return self.prometheus_timeout
        return min(30.0, max(5.0, float(self.step)))

    @property
    def listens_beyond_loopback(self) -> bool:
        """Whether other machines can reach the service."""
        return self.host not in LOOPBACK

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read files named by ``_FILE`` variables after the environment itself."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _Files(settings_cls)


class _Files(PydanticBaseSettingsSource):
    """Values that stand in files, as container platforms mount secrets."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        del field
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        return (_content(path) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
            if not name.endswith("_file")
        }
        return {name: value for name, value in found.items() if value is not None}


def _content(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}") from None
