"""Settings: what is read, what is refused, and that secrets stay secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.configured import connection_of, means_of, recipients_of
from app.settings import Settings
from app.slo.plan import HttpStep, LoadStep
from tests.api.keyring import READ_KEY, WRITE_KEY, WRITE_TOKEN


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
        ("RETENTION", "23h", "greater than or equal to 86400"),
        ("PORT", "0x50", "valid integer"),
        ("LEASE_TTL", "500ms", "greater than or equal to 1"),
        ("PROMETHEUS_FLAVOUR", "influx", "'prometheus', 'victoriametrics'"),
        ("EXTERNAL_URL", "https://me:hush@slo.example", "should match pattern"),
        ("EXTERNAL_URL", "slo.example", "should match pattern"),
        ("WEBHOOK_URLS", "https://hooks.example", "needs SLO_MONITOR_WEBHOOK_SECRETS"),
        ("PLANS_K6_DIR", "/nowhere/at/all", "must be a folder, of k6 scripts"),
        ("PLANS_HTTP_ALLOW", "hooks.example", "must be http or https URLs such as"),
        ("PLANS_HTTP_ALLOW", "https://me:hush@hooks.example", "without a user and a password"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_what_would(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(f"SLO_MONITOR_{variable}", value)
    with pytest.raises(ValidationError, match=complaint):
        Settings()


def test_what_is_over_is_kept_for_as_long_as_the_setting_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings().retention_seconds == 90 * 86_400
    monkeypatch.setenv("SLO_MONITOR_RETENTION", "7d")
    assert Settings().retention_seconds == 7 * 86_400


def test_plans_run_and_call_only_what_the_settings_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load, hook = LoadStep("lost.js", 1, 1.0), HttpStep("https://hooks.example/a")
    off = means_of(Settings())
    assert "load is off" in (off.k6.unavailable(load) or "")
    assert "http is off" in (off.http.unavailable(hook) or "")
    assert [off.unrunnable(step) for step in (load, hook)] == [None, None]
    monkeypatch.setenv("SLO_MONITOR_PLANS_K6_DIR", str(tmp_path))
    monkeypatch.setenv("SLO_MONITOR_PLANS_HTTP_ALLOW", "https://other.example, https://a.example/b")
    means = means_of(Settings())
    assert means.unrunnable(load) == "there is no script lost.js"
    assert "is not among SLO_MONITOR_PLANS_HTTP_ALLOW" in (means.unrunnable(hook) or "")
    assert means.unrunnable(HttpStep("https://a.example/b/c")) is None


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
    monkeypatch.setenv("SLO_MONITOR_PROMETHEUS_URL", "https://me:hush@metrics.example")
    monkeypatch.setenv("SLO_MONITOR_DATABASE_URL", "postgresql+asyncpg://me:hush@db.example/slo")
    settings = Settings()
    assert "hush" not in repr(settings) + str(settings) + repr(connection_of(settings))


@pytest.mark.parametrize("between", [",", "\n", " , \n"])
def test_keys_are_separated_by_commas_or_lines(
    monkeypatch: pytest.MonkeyPatch, between: str
) -> None:
    monkeypatch.setenv("SLO_MONITOR_API_KEYS", f"{READ_KEY}{between}{WRITE_KEY}\n")
    assert Settings().api_keys == (READ_KEY, WRITE_KEY)


def test_a_key_is_told_by_its_place_and_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLO_MONITOR_API_KEYS", f"{READ_KEY},{WRITE_TOKEN}")
    with pytest.raises(ValidationError, match=r"entry 2 of 2 is a token.*slo-monitor key") as told:
        Settings()
    assert WRITE_TOKEN not in str(told.value)


@pytest.mark.parametrize("nothing", ["", " ", ",\n"])
def test_keys_that_are_set_and_empty_do_not_open_the_service(
    monkeypatch: pytest.MonkeyPatch, nothing: str
) -> None:
    monkeypatch.setenv("SLO_MONITOR_API_KEYS", nothing)
    with pytest.raises(ValidationError, match="holds no entry"):
        Settings()


def test_receivers_of_alerts_are_told_once_and_their_secrets_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hook, instance = "https://hooks.example/hush", "http://me:hush@am-1.example:9093"
    monkeypatch.setenv("SLO_MONITOR_WEBHOOK_URLS", f"{hook},{hook}")
    monkeypatch.setenv("SLO_MONITOR_WEBHOOK_SECRETS", "hush-hush-hush-hush-hush-hush")
    monkeypatch.setenv("SLO_MONITOR_ALERTMANAGER_URLS", f"{instance}, http://am-2.example:9093/")
    monkeypatch.setenv("SLO_MONITOR_ALERTMANAGER_BEARER_TOKEN", "hush")
    settings = Settings()
    told = recipients_of(settings)
    assert [one.name for one in told.alertmanagers] == ["am-1.example:9093", "am-2.example:9093"]
    assert [one.url for one in told.webhooks] == [hook]
    assert "hush" not in repr(settings) + repr(told)


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
