"""gRPC over TLS, with a certificate that a client trusts."""

from __future__ import annotations

from pathlib import Path

import grpc
import pytest

from app.api.rpc.server import Certificate
from app.configured import calls_address_of
from app.settings import Settings
from tests.api.builders import World, healthy
from tests.api.rpc.calling import Calls, calling, channel_to
from tests.certificates import make_certificate

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def certificate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """What the settings say."""
    monkeypatch.setenv("SLO_MONITOR_GRPC_CERT_FILE", str(folder / "cert.pem"))
    monkeypatch.setenv("SLO_MONITOR_GRPC_KEY_FILE", str(folder / "key.pem"))
    found = calls_address_of(Settings()).certificate
    assert found is not None
    return found


async def test_who_trusts_the_certificate_is_answered(certificate: Certificate) -> None:
    async with calling(World(healthy()), certificate=certificate) as calls:
        await calls.ask("ListSlos")


async def test_nothing_is_answered_in_the_clear(certificate: Certificate) -> None:
    async with calling(World(healthy()), certificate=certificate) as calls:
        channel = channel_to(calls.port)
        async with channel:
            with pytest.raises(grpc.aio.AioRpcError) as failed:
                await Calls(channel, calls.port, {}).ask("ListSlos")
    assert failed.value.code() is grpc.StatusCode.UNAVAILABLE


def test_the_private_key_is_not_shown(certificate: Certificate) -> None:
    assert "PRIVATE" not in repr(certificate)


@pytest.mark.parametrize("missing", ["GRPC_CERT_FILE", "GRPC_KEY_FILE"])
@pytest.mark.usefixtures("certificate")
def test_a_certificate_without_its_key_is_no_certificate(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(f"SLO_MONITOR_{missing}")
    with pytest.raises(ValueError, match="go together"):
        Settings()
