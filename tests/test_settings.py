"""Settings: what is read, what is refused, and that secrets stay secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.main import connection_of
from app.settings import Settings


def test_the_defaults_are_a_service_on_loopback() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.step_seconds) == ("127.0.0.1", 8080, 30)
    assert not settings.listens_beyond_loopback


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("STEP", "7s", "divide 5 minutes"),
        ("STEP", "soon", "must be a duration"),
        ("OFFSET", "45s", "multiple of SLO_MONITOR_STEP"),
        ("PORT", "0x50", "valid integer"),
        ("LEASE_TTL", "500ms", "greater than or equal to 1"),
        ("PROMETHEUS_FLAVOUR", "influx", "'prometheus', 'victoriametrics'"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_what_would(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(f"SLO_MONITOR_{variable}", value)
    with pytest.raises(ValidationError, match=complaint):
        Settings()


def test_a_secret_can_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("hush\n")
    monkeypatch.setenv("SLO_MONITOR_PROMETHEUS_BEARER_TOKEN_FILE", str(file))
    monkeypatch.setenv("SLO_MONITOR_PROMETHEUS_URL", "https://metrics.example")
    assert connection_of(Settings()).bearer_token == "hush"


def test_a_secret_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLO_MONITOR_API_KEYS_FILE", "/nowhere/keys")
    with pytest.raises(ValueError, match="cannot read /nowhere/keys"):
        Settings()


def test_secrets_are_in_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLO_MONITOR_API_KEYS", "key-hush-1,key-hush-2")
    monkeypatch.setenv("SLO_MONITOR_PROMETHEUS_URL", "https://me:hush@metrics.example")
    monkeypatch.setenv("SLO_MONITOR_DATABASE_URL", "postgresql+asyncpg://me:hush@db.example/slo")
    settings = Settings()
    assert "hush" not in repr(settings) + str(settings) + repr(connection_of(settings))
    assert [key.get_secret_value() for key in settings.api_keys] == ["key-hush-1", "key-hush-2"]


def test_a_database_of_another_kind_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLO_MONITOR_DATABASE_URL", "mysql://me:hush@db.example/slo")
    with pytest.raises(ValidationError, match=r"must begin with postgresql\+asyncpg://") as caught:
        Settings()
    assert "hush" not in str(caught.value)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLO_MONITOR_ALLOWED_HOSTS", "a.example, b.example")
    assert Settings().allowed_hosts == {"a.example", "b.example"}
